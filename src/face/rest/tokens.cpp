#include "face/rest/tokens.h"

#include <sodium.h>

#include <algorithm>

#include "base/assert.h"

namespace airperk::face::rest {
namespace {

constexpr std::string_view prefix = "airperk-";
constexpr std::size_t serial_bytes = 12;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string hex_of(const unsigned char* bytes, std::size_t size) {
  std::string hex(size * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes, size);
  hex.pop_back();
  return hex;
}

std::string text_of_hex(std::string_view hex) {
  std::string text(hex.size() / 2, '\0');
  std::size_t size = 0;
  sodium_hex2bin(reinterpret_cast<unsigned char*>(text.data()), text.size(), hex.data(), hex.size(),
                 nullptr, &size, nullptr);
  text.resize(size);
  return text;
}

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

Tokens::Tokens(std::string secret, std::string admin_token) : secret_(std::move(secret)) {
  AIRPERK_ASSERT(sodium_init() >= 0);
  AIRPERK_ASSERT(secret_.size() == crypto_auth_KEYBYTES);
  if (!admin_token.empty()) admin_digest_ = code_for("admin token " + admin_token);
}

std::string Tokens::code_for(std::string_view head) const {
  unsigned char code[crypto_auth_BYTES];
  crypto_auth(code, bytes_of(head), head.size(), bytes_of(secret_));
  return hex_of(code, sizeof code);
}

bool Tokens::is_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

std::string Tokens::issue(const Login& login) const {
  AIRPERK_ASSERT(login.name.empty() || is_name(login.name));
  unsigned char serial[serial_bytes];
  randombytes_buf(serial, sizeof serial);
  std::string token(prefix);
  token += name_of(login.role);
  if (!login.name.empty()) (token += '.') += login.name;
  if (!login.partner.empty()) {
    (token += '~') += hex_of(bytes_of(login.partner), login.partner.size());
  }
  token += '-';
  token += hex_of(serial, sizeof serial);
  const auto code = code_for(token);
  return token + '-' + code;
}

std::string Tokens::proof_for(std::string_view challenge) const {
  // No token's head begins so.
  return code_for("server proof " + std::string(challenge));
}

std::optional<Login> Tokens::login_of(std::string_view bearer) const {
  if (!admin_digest_.empty() &&
      same(admin_digest_, code_for("admin token " + std::string(bearer)))) {
    return Login{Role::admin, std::string(name_of(Role::admin)), {}};
  }
  const auto dash = bearer.rfind('-');
  if (!bearer.starts_with(prefix) || dash == std::string_view::npos) return {};
  const auto head = bearer.substr(0, dash);
  if (!same(code_for(head), bearer.substr(dash + 1))) return {};
  // "care.aigul": no role's name has a point in it, and no name a tilde.
  auto whose = head.substr(prefix.size(), head.rfind('-') - prefix.size());
  const auto tilde = std::min(whose.find('~'), whose.size());
  Login login;
  if (tilde < whose.size()) login.partner = text_of_hex(whose.substr(tilde + 1));
  whose = whose.substr(0, tilde);
  const auto point = std::min(whose.find('.'), whose.size());
  const auto role = role_with_name(whose.substr(0, point));
  if (!role) return {};
  login.role = *role;
  login.name = point < whose.size() ? whose.substr(point + 1) : whose;
  return login;
}

}  // namespace airperk::face::rest
