#include "engine/refunds.h"
#include "face/rest/common.h"
#include "face/rest/event_json.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

using engine::Answer;
using engine::Outcome;

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

/// What whoever runs an allowance, an extra or a promotion states (U7 to U10).
Reaction credit(const engine::Engine& engine, const Call& call) {
  using subscriber::BalanceKind;
  using subscriber::Unit;
  const Fields fields(call.body, {"kind", "name", "amount", "unit", "until"});
  subscriber::GiveBalance give;
  const auto kind = fields.text("kind");
  if (kind == "allowance") {
    give.kind = BalanceKind::allowance;
  } else if (kind == "extra") {
    give.kind = BalanceKind::extra;
  } else if (kind != "units") {
    throw problems::bad_field("kind", "\"kind\" must be \"allowance\", \"extra\" or \"units\"");
  }
  const auto unit = fields.text("unit");
  bool known = false;
  for (const auto one : {Unit::units, Unit::seconds, Unit::messages, Unit::bytes}) {
    if (name_of(one) != unit) continue;
    give.unit = one;
    known = (one == Unit::units) == (give.kind == BalanceKind::promotion);
  }
  if (!known) {
    throw problems::bad_field("unit",
                              "\"unit\" must be \"units\" for units, and \"s\", \"SMS\" or "
                              "\"bytes\" for an allowance or an extra");
  }
  const auto amount = fields.amount("amount").in_nano();
  if (give.unit != Unit::units && amount % Amount::nano_per_unit != 0) {
    throw problems::bad_field("amount", "\"amount\" must be whole");
  }
  give.amount = give.unit == Unit::units ? amount : amount / Amount::nano_per_unit;
  give.name = fields.text("name");
  give.until = fields.instant("until");
  return ask_once(engine, call, std::move(give), with_main);
}

/// A refund of one charge, as `GET .../charges` names it. Its past is read from the disk first.
Reaction refund(engine::Engine& engine, const Call& call, charging::Refund wanted) {
  auto request = ask_once(engine, call, std::move(wanted), [](const Answer& answer) {
    const auto& given = std::get<Outcome>(answer.body);
    return json_response(
        201, {{"main", given.main.to_string()}, {"refunded", given.amount.to_string()}});
  });
  auto look = ask(msisdn_of(call), engine::View{}, [](const Answer&) { return Response(); });
  look.then = [&engine, request = std::move(request)](const Answer&) {
    return request.then(engine::refund(engine, request.request,
                                       std::get<charging::Refund>(request.request.command)));
  };
  look.reads_history = true;
  return look;
}

Reaction adjust(engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"amount", "charge", "reason", "by", "approved_by"});
  const auto reason = fields.text("reason");
  const auto by = fields.text("by");
  const auto approved_by = fields.optional_text("approved_by").value_or("");
  if (!fields.has("charge")) {
    return ask_once(engine, call,
                    subscriber::Adjust{fields.amount("amount"), reason, by, approved_by},
                    with_main);
  }
  if (fields.has("amount")) {
    throw problems::bad_field("amount", "a charge is refunded whole: leave \"amount\" out");
  }
  const auto id = charge_named(fields.text("charge"));
  if (!id) {
    throw problems::bad_field("charge", "\"charge\" must be the \"id\" of one of GET .../charges");
  }
  charging::Refund wanted;
  wanted.id = *id;
  wanted.reason = reason;
  wanted.by = by;
  wanted.approved_by = approved_by;
  return refund(engine, call, std::move(wanted));
}

}  // namespace

void add_money(Router& router, engine::Engine& engine) {
  const std::string path = "/v1/subscribers/{msisdn}";
  router.add({Method::post, path + "/topups", Right::top_up,
              [&engine](const Call& call) { return top_up(engine, call); }});
  router.add({Method::post, path + "/transfers", Right::transfer,
              [&engine](const Call& call) { return transfer(engine, call); }});
  router.add({Method::post, path + "/adjustments", Right::adjust,
              [&engine](const Call& call) { return adjust(engine, call); }});
  router.add({Method::post, path + "/credits", Right::credit,
              [&engine](const Call& call) { return credit(engine, call); }});
}

}  // namespace airperk::face::rest
