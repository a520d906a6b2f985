#include "protocol/address/address.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"

namespace airperk::address {
namespace {

/// More than any number has, however it is dialled.
constexpr std::size_t digits_max = 32;

using ascii::small;

/// Up to the mark, and behind it.
std::pair<std::string_view, std::string_view> cut(std::string_view text, char mark) {
  const auto at = text.find(mark);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + 1)};
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char letter = small(c);
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

/// RFC 3986 §2.1; an escape that is none stays as it is.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (text[i] == '%' && high >= 0 && low >= 0) {
      plain += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

bool is_separator(char c) {
  return c == '-' || c == '.' || c == '(' || c == ')' || c == ' ';
}

/// A telephone-subscriber (RFC 3966 §3): the number, and what its parameters say of it.
class Telephone {
 public:
  explicit Telephone(std::string_view text) {
    auto [number, rest] = cut(text, ';');
    read_number(unescaped(number), digits_, is_global_);
    while (!rest.empty()) {
      const auto [parameter, others] = cut(rest, ';');
      read_parameter(parameter);
      rest = others;
    }
  }
  void put_into(Address& address) {
    address.digits = std::move(digits_);
    address.is_global = is_global_;
    if (!is_global_) address.context = std::move(context_);
  }

 private:
  static void read_number(std::string_view text, std::string& digits, bool& is_global) {
    text = trimmed(text);
    if (text.starts_with('+')) {
      is_global = true;
      text.remove_prefix(1);
    }
    for (const char c : text) {
      if (is_separator(c)) continue;
      const bool dials = ascii::is_digit(c) || (!is_global && (c == '*' || c == '#'));
      if (!dials || digits.size() == digits_max) {
        digits.clear();
        break;
      }
      digits += c;
    }
    if (digits.empty()) is_global = false;
  }

  /// A context that is a domain says only whose dialling plan it is.
  void read_parameter(std::string_view parameter) {
    auto [name, value] = cut(parameter, '=');
    if (small(trimmed(name)) != "phone-context") return;
    std::string prefix;
    bool is_global = false;
    const auto plain = unescaped(value);
    auto said = trimmed(plain);
    if (said.size() >= 2 && said.front() == '"' && said.back() == '"') {
      said = said.substr(1, said.size() - 2);
    }
    read_number(said, prefix, is_global);
    if (is_global) context_ = std::move(prefix);
  }

  std::string digits_, context_;
  bool is_global_ = false;
};

/// As most are written: digits alone, perhaps behind a plus.
bool read_plain(std::string_view text, Address& address) {
  const bool is_global = text.starts_with('+');
  const auto digits = text.substr(is_global ? 1 : 0);
  if (!ascii::are_digits(digits, 1, digits_max)) return false;
  address.digits = digits;
  address.is_global = is_global;
  return true;
}

/// RFC 3261 §19.1.1: user:password@host:port;parameters?headers
void read_sip(std::string_view text, Address& address) {
  text = text.substr(0, text.find('?'));
  const auto at = text.rfind('@');
  auto user = text.substr(0, at);
  if (at != std::string_view::npos) {
    const auto host = text.substr(at + 1);
    address.host = small(trimmed(host.substr(0, host.find_first_of(":;"))));
  }
  user = user.substr(0, user.find(':'));
  Telephone(user).put_into(address);
}

/// A name-addr (RFC 3261 §25.1) has its address in brackets.
std::string_view without_brackets(std::string_view text) {
  const auto begin = text.rfind('<');
  if (begin == std::string_view::npos) return text;
  const auto inside = text.substr(begin + 1);
  return inside.substr(0, inside.find('>'));
}

constexpr std::string_view service_name = "service:";

}  // namespace

Address read(std::string_view written) {
  Address address;
  if (read_plain(written, address)) return address;
  const auto text = trimmed(without_brackets(trimmed(written)));
  const auto [before, behind] = cut(text, ':');
  const auto scheme = behind.empty() ? std::string() : small(before);
  if (scheme == "tel") {
    Telephone(behind).put_into(address);
  } else if (scheme == "sip" || scheme == "sips") {
    read_sip(behind, address);
  } else if (scheme == "urn") {
    const auto name = small(behind.substr(0, behind.find_first_of(";?#")));
    if (name.starts_with(service_name)) address.service = name.substr(service_name.size());
  } else if (text.find('@') != std::string_view::npos) {
    read_sip(text, address);
  } else {
    Telephone(text).put_into(address);
  }
  return address;
}

}  // namespace airperk::address
