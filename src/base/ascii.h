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

/// In any case.
inline bool is_same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return small(x) == small(y); });
}

}  // namespace airperk::ascii
