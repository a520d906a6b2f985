#include "face/rest/common.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

using engine::Answer;

/// The system's clock may say anything; an instant that no zone knows is told as it is counted.
json told(const Spoken& spoken, Instant at) {
  if (at >= engine::clock_max) return std::to_string(at.in_seconds()) + " s since 1970";
  return spoken.instant(at);
}

Response clock_json(const engine::Engine& engine, Instant now) {
  const Spoken spoken(engine, now);
  const auto clock = engine.clock();
  json written{{"now", spoken.instant(now)},
               {"source", clock.is_manual ? "manual" : "system"},
               {"doubted", clock.is_doubted()}};
  if (clock.is_manual) return json_response(200, written);
  written["system"] = told(spoken, clock.system);
  written["offset_seconds"] = static_cast<double>(clock.offset().in_microseconds()) / 1e6;
  written["lag_seconds"] = static_cast<double>(clock.lag.in_microseconds()) / 1e6;
  if (clock.is_doubted()) {
    written["since"] = spoken.instant(clock.since);
    written["why"] = engine::why_doubted(clock);
    written["mend"] = engine::how_to_mend(clock);
  }
  return json_response(200, written);
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
  if (to >= engine::clock_max)
    throw problems::bad_field("now", "\"now\" must lie before the year 2120");
  return ask({}, engine::MoveClock{to},
             [&engine, to](const Answer&) { return clock_json(engine, to); });
}

Reaction confirm_clock(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"by"});
  return ask({}, engine::ConfirmClock{who(call, fields)},
             [&engine](const Answer& answer) { return clock_json(engine, answer.now); });
}

}  // namespace

void add_clock(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/clock", Right::read_clock,
              [&engine](const Call& call) { return read_clock(engine, call); }});
  router.add({Method::post, "/v1/clock", Right::move_clock,
              [&engine](const Call& call) { return move_clock(engine, call); }});
  router.add({Method::post, "/v1/clock/confirm", Right::confirm_clock,
              [&engine](const Call& call) { return confirm_clock(engine, call); }});
}

}  // namespace airperk::face::rest
