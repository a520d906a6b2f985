#include <fmt/format.h>

#include <algorithm>

#include "face/rest/common.h"
#include "face/rest/demo_use.h"
#include "face/rest/handlers.h"
#include "face/rest/pages.h"

/// The demo's page and what it needs beyond /v1.
namespace airperk::face::rest {
namespace {

constexpr std::int64_t subscribers_max = 50;

Response subscribers(const DemoPort& port, const Call& call) {
  check_query(call, {"q", "limit"});
  const auto limit = whole_query(call, "limit", 20, 1, subscribers_max);
  auto found = json::array();
  for (const auto& one :
       port.subscribers(query(call, "q").value_or(""), static_cast<std::size_t>(limit))) {
    found.push_back({{"msisdn", one.msisdn.to_string()},
                     {"brand", one.brand},
                     {"tariff", one.tariff},
                     {"language", one.language},
                     {"member", one.member}});
  }
  return json_response(200, {{"subscribers", std::move(found)}});
}

Response figures(const DemoPort& port) {
  const auto figures = port.figures();
  return json_response(200, {{"subscribers", figures.subscribers},
                             {"members", figures.members},
                             {"dials", figures.dials},
                             {"joins", figures.joins},
                             {"activations", figures.activations},
                             {"leaves", figures.leaves}});
}

/// Nothing from elsewhere, nothing inline, in nobody's frame.
constexpr const char* page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page carries a token, so it is for loopback's own names alone: a name that somebody else
/// made point here would let their page read it.
void check_is_local(const Call& call) {
  const auto host = call.host.substr(0, call.host.rfind(':'));
  if (host == "localhost" || host == "127.0.0.1") return;
  throw problems::forbidden("the demo's page is for this machine alone: open it as 127.0.0.1");
}

/// In the demo one click is a login: whom the console offers to be, of those who have screens.
constexpr Role played[] = {Role::care,    Role::compliance, Role::marketing, Role::network,
                           Role::finance, Role::partner,    Role::admin};
/// Whose campaigns the demo's partner sees: one that the made-up month knows.
constexpr const char* played_partner = "Dala Coffee";

Response roles(const Call& call) {
  check_is_local(call);
  auto names = json::array();
  for (const auto role : played) names.push_back(name_of(role));
  return json_response(200, {{"roles", std::move(names)}});
}

Response log_in_as(People& people, const Call& call) {
  check_is_local(call);
  check_same_site(call.header("origin"), call.host, call.header("sec-fetch-site"));
  const Fields fields(call.body, {"role"});
  const auto role = role_with_name(fields.text("role"));
  if (!role || std::find(std::begin(played), std::end(played), *role) == std::end(played)) {
    throw problems::bad_field("role", "\"role\" must be one that GET /demo/roles names");
  }
  return opened(people, call,
                {.role = *role,
                 .account = "demo-" + std::string(name_of(*role)),
                 .name = {},
                 .partner = *role == Role::partner ? played_partner : ""},
                0);
}

Response page(const DemoPort& port, const Call& call) {
  check_is_local(call);
  constexpr std::string_view place = "{{token}}";
  std::string html(pages::page_html);
  html.replace(html.find(place), place.size(), port.token);
  Response response{
      .status = 200, .body = std::move(html), .media_type = "text/html; charset=utf-8"};
  response.headers.emplace_back("Content-Security-Policy", page_policy);
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  return response;
}

void add_file(Router& router, const char* path, std::string_view content, const char* media_type) {
  router.add({Method::get, path, Right::anybody, [content, media_type](const Call&) -> Reaction {
                return Response{
                    .status = 200, .body = std::string(content), .media_type = media_type};
              }});
}

}  // namespace

void add_demo(Router& router, engine::Engine& engine, People& people, DemoPort demo) {
  const auto port = std::make_shared<const DemoPort>(std::move(demo));
  router.add({Method::get, "/demo", Right::anybody,
              [port](const Call& call) -> Reaction { return page(*port, call); }});
  constexpr const char* script = "text/javascript; charset=utf-8";
  add_file(router, "/demo/page.css", pages::page_css, "text/css; charset=utf-8");
  add_file(router, "/demo/page.js", pages::page_js, script);
  add_file(router, "/demo/api.js", pages::api_js, script);
  add_file(router, "/demo/phone.js", pages::phone_js, script);
  add_file(router, "/demo/use.js", pages::use_js, script);
  add_file(router, "/demo/words.js", pages::words_js, script);
  router.add({Method::get, "/demo/subscribers", Right::any_role,
              [port](const Call& call) -> Reaction { return subscribers(*port, call); }});
  router.add({Method::get, "/demo/roles", Right::anybody,
              [](const Call& call) -> Reaction { return roles(call); }});
  router.add({Method::post, "/demo/session", Right::anybody,
              [&people](const Call& call) -> Reaction { return log_in_as(people, call); }});
  router.add({Method::get, "/demo/figures", Right::any_role,
              [port](const Call&) -> Reaction { return figures(*port); }});
  router.add({Method::post, "/demo/subscribers/{msisdn}/use", Right::move_clock,
              [&engine](const Call& call) { return use_network(engine, call); }});
}

}  // namespace airperk::face::rest
