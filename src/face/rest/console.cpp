#include <fmt/format.h>

#include "base/assert.h"
#include "face/rest/compressed.h"
#include "face/rest/handlers.h"
#include "face/rest/pages.h"

/// The console's files: built into the binary, compressed, and kept by browsers under their hashes.
namespace airperk::face::rest {
namespace {

/// Scripts and styles of ours alone, nothing inline, nothing from elsewhere, in nobody's frame.
constexpr const char* console_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

void replace(std::string& text, std::string_view what, std::string_view by) {
  const auto at = text.find(what);
  AIRPERK_ASSERT(at != std::string::npos);
  text.replace(at, what.size(), by);
}

/// Serves a file under its hash; gives that address.
std::string add_kept(Router& router, std::string_view content, std::string_view ending,
                     std::string media_type) {
  const auto asset =
      std::make_shared<const Asset>(make_asset(std::string(content), std::move(media_type)));
  auto path = fmt::format("/console/{}.{}", asset->etag.substr(1, 16), ending);
  router.add({Method::get, path, Right::anybody, [asset](const Call& call) -> Reaction {
                return serve_asset(*asset, call, cached_for_good);
              }});
  return path;
}

Response page(const Asset& asset, const Call& call) {
  auto response = serve_asset(asset, call, asked_again);
  response.headers.emplace_back("Content-Security-Policy", console_policy);
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.emplace_back("X-Frame-Options", "DENY");
  return response;
}

}  // namespace

void add_console(Router& router) {
  std::string html(pages::index_html);
  replace(html, "/console/console.js",
          add_kept(router, pages::console_js, "js", "text/javascript; charset=utf-8"));
  replace(html, "/console/console.css",
          add_kept(router, pages::console_css, "css", "text/css; charset=utf-8"));
  const auto start =
      std::make_shared<const Asset>(make_asset(std::move(html), "text/html; charset=utf-8"));
  router.add({Method::get, "/console", Right::anybody,
              [start](const Call& call) -> Reaction { return page(*start, call); }});
  router.add({Method::get, "/console/", Right::anybody, [](const Call&) -> Reaction {
                return Response{.status = 308,
                                .media_type = "text/plain; charset=utf-8",
                                .headers = {{"Location", "/console"}}};
              }});
}

}  // namespace airperk::face::rest
