#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/charging/charge_event.h"
#include "core/subscriber/subscriber_test_environment.h"

/// A telephone that is charged for what it does, and balances of every kind. For this room's tests.
namespace airperk::charging {

using programme::Destination;
using programme::Precedence;
using programme::Quantity;
using programme::UsageKind;
using subscriber::amount;
using subscriber::BalanceKind;
using subscriber::Charged;
using subscriber::KeptOut;
using subscriber::Refusal;
using subscriber::Unit;

inline constexpr const char* on_net_number = "77011234567";
inline constexpr const char* off_net_number = "77051234567";
inline constexpr const char* fixed_number = "77172123456";
inline constexpr const char* german_number = "4915112345678";
inline constexpr const char* short_code = "1414";
inline constexpr const char* home_network = "40102";

/// As the network asks from home.
inline Asked asked(UsageKind kind, std::string called, Quantity quantity) {
  return {.kind = kind,
          .called = std::move(called),
          .visited = home_network,
          .visited_msc = {},
          .quantity = quantity};
}

inline std::string name_of(BalanceKind kind) {
  switch (kind) {
    case BalanceKind::smart:
      return "smart";
    case BalanceKind::promotion:
      return "promotion";
    case BalanceKind::allowance:
      return "allowance";
    case BalanceKind::extra:
      return "extra";
  }
  return "?";
}

/// A subscriber A of "Time to Talk" (an SMS on the net is 7) with 1000 on the main balance.
class ChargingTest : public subscriber::SubscriberTest {
 protected:
  explicit ChargingTest(const programme::Programme& programme = subscriber::smart())
      : SubscriberTest(programme) {}

  using Refused = subscriber::Person::Refused;

  Refused charges(const Asked& use) {
    charged = {};
    const auto decided = decide(a.up_to_date(), ChargeEvent{use}, world.context());
    if (!decided) return decided.error();
    EXPECT_EQ(decided->size(), 1u);
    charged = std::get<Charged>(decided->front());
    a.happen(*decided);
    return {};
  }
  Refused sends_sms(std::string to = on_net_number, Quantity count = 1) {
    return charges(asked(UsageKind::sms, std::move(to), count));
  }
  Refused calls(std::string to, Quantity seconds) {
    return charges(asked(UsageKind::voice, std::move(to), seconds));
  }
  Refused uses_data(Quantity bytes) { return charges(asked(UsageKind::data, "", bytes)); }
  Refused sends_sms_from(std::string visited_network, std::string to = on_net_number) {
    auto use = asked(UsageKind::sms, std::move(to), 1);
    use.visited = std::move(visited_network);
    return charges(use);
  }

  void has_main(std::string_view units) { a.record_to_edit().main = amount(units); }
  /// `left` in the unit's own count; units as a decimal would have it: billionths.
  subscriber::BalanceId has(BalanceKind kind, Unit unit, std::int64_t left, std::string_view until,
                            std::string name) {
    auto& record = a.record_to_edit();
    record.balances.push_back({record.next_id, kind, unit, subscriber::Notice::none, left,
                               world.now, world.instant(until), std::move(name)});
    return record.next_id++;
  }
  subscriber::BalanceId has_units(BalanceKind kind, std::string_view units, std::string_view until,
                                  std::string name = {}) {
    return has(kind, Unit::units, amount(units).in_nano(), until, std::move(name));
  }

  /// "smart 7", "extra 2 of gift", "main 5.33": in the order in which they paid.
  std::vector<std::string> paid() const {
    std::vector<std::string> said;
    for (const auto& part : charged.parts) {
      const auto units = part.unit == Unit::units ? Amount::nano(part.amount).to_string()
                                                  : std::to_string(part.amount);
      if (part.balance == subscriber::main_balance && part.kind != BalanceKind::allowance) {
        said.push_back("main " + units);
      } else {
        said.push_back(name_of(part.kind) + " " + units +
                       (part.name.empty() ? "" : " of " + part.name));
      }
    }
    return said;
  }
  /// The rules that kept the SMART balances out, in the record's order.
  std::vector<KeptOut> kept_out_by() const {
    std::vector<KeptOut> rules;
    for (const auto& kept : charged.kept_out) rules.push_back(kept.rule);
    return rules;
  }

  Charged charged;
};

}  // namespace airperk::charging
