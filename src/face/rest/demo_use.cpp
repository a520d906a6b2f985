#include "face/rest/demo_use.h"

#include <sodium.h>

#include <algorithm>

#include "base/ascii.h"
#include "face/rest/event_json.h"
#include "face/rest/past.h"

namespace airperk::face::rest {
namespace {

using charging::CreditControl;
using programme::Quantity;
using programme::UsageKind;

constexpr std::int64_t call_seconds_max = 4 * 3600;
constexpr std::int64_t messages_max = 10;
constexpr std::int64_t bytes_max = std::int64_t{10} << 30;
constexpr std::size_t network_digits_min = 5, network_digits_max = 6;

UsageKind kind_in(const Fields& fields) {
  const auto said = fields.text("kind");
  for (const auto kind : {UsageKind::voice, UsageKind::sms, UsageKind::data}) {
    if (said == name_of(kind)) return kind;
  }
  throw problems::bad_field("kind", "\"kind\" must be \"voice\", \"sms\" or \"data\"");
}

std::int64_t quantity_max(UsageKind kind) {
  switch (kind) {
    case UsageKind::voice:
      return call_seconds_max;
    case UsageKind::sms:
      return messages_max;
    case UsageKind::data:
      break;
  }
  return bytes_max;
}

std::string called_in(const Fields& fields) {
  auto called = fields.text("called");
  if (const auto number = Msisdn::parse(called)) return number->to_string();
  if (ascii::are_digits(called, 3, 15)) return called;  // a short code
  throw problems::bad_field(
      "called", "\"called\" must be a number with the country code, or a short code: 77011234567");
}

charging::Asked asked_in(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"kind", "called", "quantity", "network"});
  charging::Asked asked;
  asked.kind = kind_in(fields);
  asked.quantity = static_cast<Quantity>(fields.whole("quantity", 1, quantity_max(asked.kind)));
  if (asked.kind != UsageKind::data) {
    asked.called = called_in(fields);
  } else if (fields.has("called")) {
    throw problems::bad_field("called", "data has no \"called\"; leave it out");
  }
  asked.visited = fields.optional_text("network");
  if (!asked.visited) {
    const auto house = engine.house();
    const auto& home = house->programmes.latest().programme->home;
    asked.visited = home.mcc + home.mnc;
  } else if (!ascii::are_digits(*asked.visited, network_digits_min, network_digits_max)) {
    throw problems::bad_field(
        "network", "\"network\" must be the 5 or 6 digits of a network (MCC and MNC): 22801");
  }
  return asked;
}

/// Keys are never 0, which means none.
std::uint64_t new_key() {
  std::uint64_t key = 0;
  while (key == 0) randombytes_buf(&key, sizeof key);
  return key;
}

/// One use from its beginning to its end, asked of the engine as a client on Gy asks.
class Client {
 public:
  Client(engine::Engine& engine, Msisdn msisdn, charging::Asked asked)
      : engine_(engine), msisdn_(msisdn), asked_(std::move(asked)) {}

  Response use() {
    const auto before = ask(engine::View{});
    check(before);
    const auto used = asked_.kind == UsageKind::sms ? event() : session();
    return json_response(
        200, {{"asked", asked_.quantity},
              {"used", used},
              {"charges", charges(std::get<engine::Viewed>(before.body).record.version)}});
  }

 private:
  engine::Answer ask(engine::Command command) { return engine_.ask({msisdn_, std::move(command)}); }

  Quantity event() {
    check(ask(charging::ChargeEvent{asked_, key_}));
    return asked_.quantity;
  }

  /// What was used: less than asked for where nothing more is granted.
  Quantity session() {
    auto left = asked_.quantity;
    auto answer = step(CreditControl::Step::initial, {}, left);
    check(answer);
    for (;;) {
      const auto decided = std::get<engine::SessionAnswer>(answer.body).services.at(0);
      const auto used = use_up(decided, left, answer.now);
      left -= used;
      if (left == 0 || used == 0 || decided.final) {
        check(step(CreditControl::Step::termination, used, {}));
        return asked_.quantity - left;
      }
      answer = step(CreditControl::Step::update, used, left);
    }
  }

  engine::Answer step(CreditControl::Step step, std::optional<Quantity> used,
                      std::optional<Quantity> requested) {
    CreditControl control;
    control.step = step;
    control.session = key_;
    control.number = number_++;
    control.asked = asked_;
    control.services.push_back({{}, {}, requested, used});
    return ask(std::move(control));
  }

  /// A grant is used until it, its validity or the use ends. Talking takes its time.
  Quantity use_up(const charging::ServiceDecided& decided, Quantity left, Instant now) {
    auto used = std::min(left, decided.granted);
    if (asked_.kind != UsageKind::voice || used == 0) return used;
    used = std::min(used, static_cast<Quantity>(decided.validity.in_seconds()));
    // The demo's crowd moves the clock too: it may be later already, never earlier.
    engine_.ask({{}, engine::MoveClock{now + Duration::seconds(static_cast<std::int64_t>(used))}});
    return used;
  }

  /// This use's, in their order.
  json charges(std::uint32_t version_before) {
    const auto answer = ask(engine::View{});
    check(answer);
    const Spoken spoken(engine_, answer.now);
    std::vector<json> newest_first;
    walk_back(engine_, std::get<engine::Viewed>(answer.body), {},
              [&](const auto& event, const store::Batch& batch, const PastMark&) {
                if (batch.version <= version_before) return false;
                const auto* charged = std::get_if<subscriber::Charged>(&event.fact);
                if (charged && (charged->session == key_ || charged->event == key_)) {
                  newest_first.push_back(charge_json(*charged, batch.programme_version, spoken));
                }
                return true;
              });
    auto rows = json::array();
    for (auto row = newest_first.rbegin(); row != newest_first.rend(); ++row) rows.push_back(*row);
    return rows;
  }

  engine::Engine& engine_;
  const Msisdn msisdn_;
  const charging::Asked asked_;
  const std::uint64_t key_ = new_key();
  std::uint32_t number_ = 0;
};

}  // namespace

Reaction use_network(engine::Engine& engine, const Call& call) {
  const auto msisdn = msisdn_of(call);
  return Work{[&engine, msisdn, asked = asked_in(engine, call)] {
    return Client(engine, msisdn, asked).use();
  }};
}

}  // namespace airperk::face::rest
