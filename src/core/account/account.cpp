#include "core/account/account.h"

#include <algorithm>

namespace airperk::account {
namespace {

constexpr std::size_t name_bytes_max = 40;
constexpr std::size_t password_bytes_min = 12, password_bytes_max = 200;

bool may_stand_in_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

}  // namespace

std::optional<std::string> name_problem(std::string_view name) {
  const bool good = !name.empty() && name.size() <= name_bytes_max && name.front() >= 'a' &&
                    name.front() <= 'z' &&
                    std::all_of(name.begin(), name.end(), may_stand_in_a_name);
  if (good) return {};
  return "a name begins with a letter and has up to 40 of a-z, 0-9, '.', '-' and '_': \"aigul.s\"";
}

std::optional<std::string> password_problem(std::string_view password, std::string_view name) {
  if (password.size() < password_bytes_min) return "a password has at least 12 characters";
  if (password.size() > password_bytes_max) return "a password has at most 200 bytes";
  if (password.find(name) != std::string_view::npos) return "a password does not hold the name";
  if (std::all_of(password.begin(), password.end(),
                  [&](char c) { return c == password.front(); })) {
    return "a password is more than one character repeated";
  }
  return {};
}

void Accounts::apply(const AccountChanged& changed) {
  auto& account = accounts_[changed.name];
  account.state = changed;
  ++account.version;
}

const Account* Accounts::find(std::string_view name) const {
  const auto account = accounts_.find(name);
  return account == accounts_.end() ? nullptr : &account->second;
}

}  // namespace airperk::account
