#include "face/rest/common.h"
#include "face/rest/handlers.h"
#include "face/rest/pages.h"

/// What serves the service itself: health, metrics, its own description.
namespace airperk::face::rest {
namespace {

/// 200 while time is doubted too: charging goes on, and nothing is won by sending it elsewhere.
json ready(const engine::Engine& engine) {
  const auto clock = engine.clock();
  if (!clock.is_doubted()) return {{"status", "ready"}, {"clock", "sure"}};
  return {{"status", "ready"},
          {"clock", "doubted"},
          {"why", engine::why_doubted(clock)},
          {"mend", engine::how_to_mend(clock)}};
}

}  // namespace

void add_service(Router& router, engine::Engine& engine, Metrics& metrics,
                 const Entrance& entrance) {
  // The server is made once the engine has recovered: where something answers, it is ready.
  router.add({Method::get, "/health", Right::anybody, [&entrance](const Call& call) -> Reaction {
                json up = {{"status", "up"}};
                if (const auto challenge = query(call, "challenge")) {
                  up["proof"] = entrance.proof_for(*challenge);
                }
                return json_response(200, up);
              }});
  router.add({Method::get, "/ready", Right::anybody,
              [&engine](const Call&) -> Reaction { return json_response(200, ready(engine)); }});
  router.add(
      {Method::get, "/metrics", Right::read_metrics, [&engine, &metrics](const Call&) -> Reaction {
         return Response{.status = 200,
                         .body = metrics.text(engine.figures(), engine.clock()),
                         .media_type = "text/plain; version=0.0.4; charset=utf-8"};
       }});
  router.add({Method::get, "/v1/openapi.json", Right::any_role, [](const Call&) -> Reaction {
                return Response{.status = 200, .body = std::string(pages::openapi_json)};
              }});
}

void add_all(Router& router, engine::Engine& engine, Metrics& metrics, People& people,
             Sources sources) {
  add_subscribers(router, engine);
  add_money(router, engine);
  add_extra_bonuses(router, engine);
  add_dial(router, engine);
  add_records(router, engine);
  add_price(router, engine);
  add_consent(router, engine);
  add_terms(router, engine);
  add_campaigns(router, engine, sources.links);
  add_contacts(router, engine);
  add_test_sends(router, engine, std::move(sources.tests));
  add_publications(router, engine);
  add_feed(router, engine);
  add_surveys(router, engine);
  add_calls(router, engine);
  add_slots(router, engine);
  add_clock(router, engine);
  add_programme(router, engine);
  add_imports(router, engine);
  add_backups(router, engine, std::move(sources.backups));
  add_people(router, people);
  add_person(router, people);
  add_service(router, engine, metrics, people.entrance);
  add_live(router, engine, metrics, std::move(sources.links));
  add_finance(router, engine, sources.books);
  add_membership(router, engine, sources.books);
  add_contact_audit(router, engine, sources.books);
  add_exports(router, engine, std::move(sources.exports));
}

}  // namespace airperk::face::rest
