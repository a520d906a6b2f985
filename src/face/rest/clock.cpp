#include "face/rest/common.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

using engine::Answer;

/// Time zones are known up to here.
constexpr Instant clock_max = Instant::seconds(4'733'510'400);  // 2120-01-01

Response clock_json(const engine::Engine& engine, Instant now) {
  return json_response(200, {{"now", Spoken(engine, now).instant(now)}});
}

/// A look at nobody: only the instant of the answer is wanted, which no durable change is behind.
Reaction read_clock(const engine::Engine& engine, const Call&) {
  Ask look;
  look.request.command = engine::View{};
  look.then = [&engine](const Answer& answer) { return clock_json(engine, answer.now); };
  return look;
}

Reaction move_clock(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"now"});
  const auto to = fields.instant("now");
  if (to >= clock_max) throw problems::bad_field("now", "\"now\" must lie before the year 2120");
  return ask({}, engine::MoveClock{to},
             [&engine, to](const Answer&) { return clock_json(engine, to); });
}

}  // namespace

void add_clock(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/clock", Right::read_clock,
              [&engine](const Call& call) { return read_clock(engine, call); }});
  router.add({Method::post, "/v1/clock", Right::move_clock,
              [&engine](const Call& call) { return move_clock(engine, call); }});
}

}  // namespace airperk::face::rest
