#pragma once

#include <string_view>

/// Files that are built into the binary (cmake/embed.cmake).
namespace airperk::face::site::shipped {

extern const std::string_view kk_toml, ru_toml, en_toml;
extern const std::string_view style_css, favicon_svg;

}  // namespace airperk::face::site::shipped
