#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// Names that are the same in any case are ASCII: schemes, hosts, tags of languages.
namespace airperk::ascii {

constexpr char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
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
