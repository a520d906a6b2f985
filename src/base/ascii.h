#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

/// Digits; and names that are the same in any case are ASCII: schemes, hosts, tags of languages.
namespace airperk::ascii {

constexpr char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// None but digits; so is nothing at all.
constexpr bool are_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}

/// As many digits as that, and nothing else.
constexpr bool are_digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most && are_digits(text);
}

inline std::string small(std::string_view text) {
  std::string letters(text);
  for (char& c : letters) c = small(c);
  return letters;
}

/// A line, or an item of a list, without the blanks around it (RFC 9110 §5.6.3).
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// In any case.
inline bool is_same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return small(x) == small(y); });
}

}  // namespace airperk::ascii
