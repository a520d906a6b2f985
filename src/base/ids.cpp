#include "base/ids.h"

namespace airperk {
namespace {

std::optional<std::uint64_t> all_digits(std::string_view text) {
  std::uint64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return {};
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

}  // namespace

std::optional<Msisdn> Msisdn::parse(std::string_view text) {
  for (std::string_view scheme : {"tel:", "sip:", "sips:"}) {
    if (text.starts_with(scheme)) {
      text.remove_prefix(scheme.size());
      text = text.substr(0, text.find_first_of("@;"));
      break;
    }
  }
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.size() < 7 || text.size() > 15 || text.front() == '0') return {};
  const auto value = all_digits(text);
  if (!value) return {};
  return Msisdn(*value);
}

std::string Msisdn::to_string() const {
  return std::to_string(digits_);
}

std::optional<Imsi> Imsi::parse(std::string_view digits) {
  if (digits.size() < 6 || digits.size() > 15) return {};
  const auto value = all_digits(digits);
  if (!value) return {};
  return Imsi(std::uint64_t{digits.size()} << 56 | *value);
}

std::string Imsi::to_string() const {
  const auto count = packed_ >> 56;
  const auto number = std::to_string(packed_ & 0x00FF'FFFF'FFFF'FFFFu);
  return std::string(count > number.size() ? count - number.size() : 0, '0') + number;
}

}  // namespace airperk
