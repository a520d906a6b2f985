#pragma once

#include <string_view>

/// Files that are built into the binary (cmake/embed.cmake).
namespace airperk::face::rest::pages {

extern const std::string_view openapi_json;

}  // namespace airperk::face::rest::pages
