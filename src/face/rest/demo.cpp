#include <fmt/format.h>

#include "face/rest/common.h"
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

}  // namespace

void add_demo(Router& router, DemoPort demo) {
  const auto port = std::make_shared<const DemoPort>(std::move(demo));
  router.add({Method::get, "/demo/subscribers", Right::any_role,
              [port](const Call& call) -> Reaction { return subscribers(*port, call); }});
  router.add({Method::get, "/demo/figures", Right::any_role,
              [port](const Call&) -> Reaction { return figures(*port); }});
}

}  // namespace airperk::face::rest
