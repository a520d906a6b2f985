#pragma once

#include <string>
#include <string_view>

namespace airperk::face::rest {

/// Text as it may stand between tags and in quoted attributes, of XML and of HTML.
std::string escaped(std::string_view text);
/// The same, its line ends as HTML shows them.
std::string escaped_lines(std::string_view text);

}  // namespace airperk::face::rest
