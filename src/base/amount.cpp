#include "base/amount.h"

namespace airperk {

std::optional<Amount> Amount::parse(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto dot = text.find('.');
  const auto whole = text.substr(0, dot);
  const auto fraction =
      dot == std::string_view::npos ? std::string_view("0") : text.substr(dot + 1);
  if (whole.empty() || whole.size() > 10 || fraction.empty() || fraction.size() > 9) return {};
  std::int64_t value = 0;
  for (char c : whole) {
    if (c < '0' || c > '9') return {};
    value = value * 10 + (c - '0');
  }
  if (value > units_max) return {};
  for (std::size_t place = 0; place < 9; ++place) {
    const char c = place < fraction.size() ? fraction[place] : '0';
    if (c < '0' || c > '9') return {};
    value = value * 10 + (c - '0');
  }
  if (value > max().in_nano()) return {};
  return Amount(negative ? -value : value);
}

std::string Amount::to_string() const {
  const auto magnitude = nano_ < 0 ? -static_cast<std::uint64_t>(nano_) : std::uint64_t(nano_);
  std::string text = nano_ < 0 ? "-" : "";
  text += std::to_string(magnitude / nano_per_unit);
  if (const auto rest = magnitude % nano_per_unit; rest != 0) {
    const auto digits = std::to_string(rest);
    text += '.';
    text.append(9 - digits.size(), '0');
    text += digits;
    while (text.back() == '0') text.pop_back();
  }
  return text;
}

}  // namespace airperk
