#pragma once

#include "core/charging/charging_test_environment.h"
#include "core/charging/credit_control.h"
#include "core/subscriber/sessions.h"

/// A client that opens, updates and ends sessions for A. For this room's tests.
namespace airperk::charging {

inline constexpr Quantity kilobyte = 1024;
inline constexpr Quantity megabyte = 1024 * kilobyte;  // 20.16 under "Time to Talk"

class SessionTest : public ChargingTest {
 protected:
  using ChargingTest::ChargingTest;
  using Step = CreditControl::Step;
  using Quantities = std::optional<Quantity>;

  /// A data session's request with one service; `number` counts from 0 as clients do.
  CreditControl data(Step step, std::uint32_t number, Quantities requested, Quantities used = {},
                     std::uint64_t session = 1) const {
    CreditControl request;
    request.step = step;
    request.session = session;
    request.number = number;
    request.asked = asked(UsageKind::data, "", 0);
    request.services.push_back({10u, {}, requested, used});
    return request;
  }
  /// A call off the net: 30.5 a minute, from the first second on.
  CreditControl call(Step step, std::uint32_t number, Quantities requested, Quantities used = {},
                     std::string to = off_net_number) const {
    auto request = data(step, number, requested, used);
    request.asked = asked(UsageKind::voice, std::move(to), 0);
    return request;
  }

  Controlled answers(const CreditControl& request) {
    auto controlled = decide(a.up_to_date(), request, world.context());
    a.happen(controlled.facts);
    charges.clear();
    for (const auto& fact : controlled.facts) {
      if (const auto* one = std::get_if<Charged>(&fact)) charges.push_back(*one);
    }
    return controlled;
  }
  Quantity granted(const CreditControl& request) {
    return answers(request).services.front().granted;
  }
  /// "main 20.16", of every charge that the newest request brought.
  std::vector<std::string> paid() {
    std::vector<std::string> said;
    for (const auto& one : charges) {
      charged = one;
      const auto parts = ChargingTest::paid();
      said.insert(said.end(), parts.begin(), parts.end());
    }
    return said;
  }
  std::string set_aside_of_main() {
    return Amount::nano(set_aside(a.up_to_date(), subscriber::main_balance)).to_string();
  }

  std::vector<Charged> charges;
};

}  // namespace airperk::charging
