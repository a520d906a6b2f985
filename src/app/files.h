#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace airperk::app {

/// A file's bytes; the error names it and the mend.
Result<std::string> read_file(const std::string& path);

/// What the file holds if it exists; else makes it, mode 0600, with what `make` returns. Two
/// processes that start at once end up with one content.
Result<std::string> read_or_make_private(const std::string& path, std::string (*make)());

inline constexpr std::size_t secret_octets = 32;
/// So many random octets, and the same in hexadecimal digits.
std::string random_secret();
std::string random_token();

}  // namespace airperk::app
