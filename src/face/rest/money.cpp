#include "face/rest/common.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

using engine::Answer;
using engine::Outcome;

/// Ten years: no bonus lasts longer, and instants stay far from their ends.
constexpr std::int64_t valid_hours_max = 10 * 366 * 24;

Response with_main(const Answer& answer) {
  return json_response(201, {{"main", std::get<Outcome>(answer.body).main.to_string()}});
}

Reaction top_up(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"amount"});
  return ask_once(engine, call, subscriber::TopUp{fields.amount("amount")}, with_main);
}

Reaction transfer(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"to", "amount"});
  return ask_once(engine, call,
                  engine::Transfer{msisdn_in(fields.text("to"), "to"), fields.amount("amount")},
                  with_main);
}

Reaction grant(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"amount", "valid_hours", "reason", "approved_by"});
  subscriber::GrantExtra grant;
  grant.amount = fields.amount("amount");
  grant.validity = Duration::hours(fields.whole("valid_hours", 1, valid_hours_max));
  grant.reason = fields.text("reason");
  grant.approved_by = fields.text("approved_by");
  return ask_once(engine, call, std::move(grant), [&engine](const Answer& answer) {
    const auto& given = std::get<Outcome>(answer.body);
    return json_response(201, {{"units", given.amount.to_string()},
                               {"until", Spoken(engine, answer.now).instant(given.until)}});
  });
}

}  // namespace

void add_money(Router& router, engine::Engine& engine) {
  const std::string path = "/v1/subscribers/{msisdn}";
  router.add({Method::post, path + "/topups", Right::top_up,
              [&engine](const Call& call) { return top_up(engine, call); }});
  router.add({Method::post, path + "/transfers", Right::transfer,
              [&engine](const Call& call) { return transfer(engine, call); }});
  router.add({Method::post, path + "/grants", Right::grant,
              [&engine](const Call& call) { return grant(engine, call); }});
}

}  // namespace airperk::face::rest
