#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Code points in and out of UTF-8, one at a time. For this room.
namespace airperk::gsm {

inline constexpr char32_t replacement = U'\uFFFD';

struct Decoded {
  char32_t point = replacement;
  std::size_t length = 1;  ///< bytes taken, at least 1
  bool valid = false;
};

/// The first code point of a text that is not empty. A broken sequence takes its longest beginning
/// that could have been right (Unicode 15 §3.9, "maximal subpart"), so a text never has more
/// replacements than bytes.
Decoded first_point(std::string_view utf8);

void append_utf8(std::string& out, char32_t point);

/// Calls `each` with every code point; broken ones come as U+FFFD.
template <typename Each>
void for_each_point(std::string_view utf8, Each each) {
  while (!utf8.empty()) {
    const Decoded next = first_point(utf8);
    each(next.point);
    utf8.remove_prefix(next.length);
  }
}

}  // namespace airperk::gsm
