#include "face/rest/event_json.h"
#include "face/rest/handlers.h"

/// What a use would cost now, and who would pay: the same walk as a charge's, and nothing changes.
namespace airperk::face::rest {
namespace {

using programme::UsageKind;

/// Ten gigabytes, some four months of talk: more than any enquiry is about.
constexpr std::int64_t quantity_max = 10'737'418'240;

UsageKind kind_in(const Call& call) {
  const auto said = query(call, "kind");
  for (const auto kind : {UsageKind::voice, UsageKind::sms, UsageKind::data}) {
    if (said && *said == name_of(kind)) return kind;
  }
  throw problems::bad_field("kind", "\"kind\" must be \"voice\", \"sms\" or \"data\"");
}

charging::Asked asked_in(const Call& call) {
  check_query(call, {"kind", "called", "quantity", "network"});
  charging::Asked asked;
  asked.kind = kind_in(call);
  asked.quantity = static_cast<programme::Quantity>(
      whole_query(call, "quantity", asked.kind == UsageKind::sms ? 1 : 60, 1, quantity_max));
  if (asked.kind != UsageKind::data) {
    const auto called = query(call, "called");
    if (!called || called->empty()) {
      throw problems::bad_field("called",
                                "\"called\" must say which number is called or written to");
    }
    const auto number = Msisdn::parse(*called);
    asked.called = number ? number->to_string() : *called;
  }
  asked.visited = query(call, "network");
  return asked;
}

Reaction price(engine::Engine& engine, const Call& call) {
  auto asked = asked_in(call);
  const bool at_home = !asked.visited.has_value();
  if (at_home) {
    const auto house = engine.house();
    const auto& home = house->programmes.latest().programme->home;
    asked.visited = home.mcc + home.mnc;
  }
  return ask(msisdn_of(call), charging::Enquire{std::move(asked)},
             [&engine](const engine::Answer& answer) {
               const auto& quote = std::get<charging::Quote>(answer.body);
               const Spoken spoken(engine, answer.now);
               const auto version = spoken.house().programmes.at(answer.now).number;
               json body{{"price", quote.price.to_string()}, {"enough", quote.enough}};
               body.update(charge_json(quote.charge, version, spoken));
               return json_response(200, body);
             });
}

}  // namespace

void add_price(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/subscribers/{msisdn}/price", Right::enquire_price,
              [&engine](const Call& call) { return price(engine, call); }});
}

}  // namespace airperk::face::rest
