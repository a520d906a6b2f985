#pragma once

#include <string>
#include <string_view>

namespace airperk::face::site {

/// Text as it may stand between tags and in quoted attributes.
std::string escaped(std::string_view text);

}  // namespace airperk::face::site
