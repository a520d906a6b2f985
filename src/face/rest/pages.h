#pragma once

#include <string_view>

/// Files that are built into the binary (cmake/embed.cmake).
namespace airperk::face::rest::pages {

extern const std::string_view openapi_json;

// The console, as console/ builds it.
extern const std::string_view index_html, console_js, console_css;

// The demo's page.
extern const std::string_view page_html, page_css, page_js, api_js, phone_js, use_js, words_js;

}  // namespace airperk::face::rest::pages
