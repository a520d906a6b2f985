#pragma once

#include <string_view>

namespace airperk::face::rest {

/// RFC 9110 §5.6.3: an item of a header's list without the blanks around it.
inline std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace airperk::face::rest
