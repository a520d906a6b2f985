#include "core/charging/eligibility.h"

#include "core/charging/charging_test_environment.h"

namespace airperk::charging {
namespace {

class EligibilityTest : public ChargingTest {
 protected:
  std::optional<KeptOut> rule_against(const subscriber::Balance& balance, const Asked& use) {
    return kept_out(balance, rating(use), a.up_to_date(), programme);
  }
  std::optional<KeptOut> rule_against_smart(const Asked& use) {
    return rule_against({.kind = BalanceKind::smart, .name = {}}, use);
  }
  static Asked sms_to(std::string called) { return asked(UsageKind::sms, std::move(called), 1); }
  static Asked abroad(Asked use) {
    use.visited = "26201";
    return use;
  }
  KeptOut precedence_of(BalanceKind kind, std::string_view name) const {
    return rule_of_precedence(kind, name, programme);
  }
  subscriber::Rating rating(const Asked& use) {
    const programme::Version version{1, "", world.now,
                                     std::make_shared<const programme::Programme>(programme)};
    return rating_of(classify(use, programme), a.up_to_date(), version, world.now);
  }
  /// The service or tariff under which data is free now, and the rule.
  std::string free_under(const Asked& use) {
    const auto& record = a.up_to_date();
    const auto free = free_service(record, rating(use), programme);
    return free ? free->name : "";
  }

  programme::Programme programme = subscriber::smart();
};

TEST_F(EligibilityTest, U1_units_pay_on_the_net_and_for_data) {
  EXPECT_EQ(rule_against_smart(sms_to(on_net_number)), std::nullopt);
  EXPECT_EQ(rule_against_smart(asked(UsageKind::voice, on_net_number, 60)), std::nullopt);
  EXPECT_EQ(rule_against_smart(asked(UsageKind::data, "", 1024)), std::nullopt);
}

TEST_F(EligibilityTest, U1_units_pay_for_nothing_else) {
  EXPECT_EQ(rule_against_smart(sms_to(off_net_number)), KeptOut::U1);
  EXPECT_EQ(rule_against_smart(sms_to(fixed_number)), KeptOut::U1);
  EXPECT_EQ(rule_against_smart(sms_to(short_code)), KeptOut::U1);
}

TEST_F(EligibilityTest, U13_the_first_rule_is_named_where_several_hold) {
  a.takes_service("Unlimited Internet");
  EXPECT_EQ(rule_against_smart(abroad(sms_to(german_number))), KeptOut::U2);
  EXPECT_EQ(rule_against_smart(sms_to(german_number)), KeptOut::U3);
  EXPECT_EQ(rule_against_smart(sms_to(off_net_number)), KeptOut::U1);
  EXPECT_EQ(rule_against_smart(sms_to(on_net_number)), KeptOut::U5);
}

TEST_F(EligibilityTest, U2_not_knowing_where_keeps_units_out) {
  auto use = sms_to(on_net_number);
  use.visited.reset();
  EXPECT_EQ(rule_against_smart(use), KeptOut::U2);
  programme.charging.unknown_location = programme::UnknownLocation::home;
  EXPECT_EQ(rule_against_smart(use), std::nullopt);
}

TEST_F(EligibilityTest, U5_any_unlimited_service_suspends_and_others_do_not) {
  for (const auto* other : {"Unlimited Night Internet", "Internet+", "Online"}) {
    a.takes_service(other);
  }
  const auto data = asked(UsageKind::data, "", 1024);
  EXPECT_EQ(free_under(data), "");
  EXPECT_EQ(rule_against_smart(sms_to(on_net_number)), std::nullopt);
  for (const auto* unlimited :
       {"Unlimited Internet", "One Year Internet", "Half Year Internet", "Quarterly Internet"}) {
    a.takes_service(unlimited);
    EXPECT_EQ(free_under(data), unlimited);
    EXPECT_EQ(free_under(abroad(data)), "");
    EXPECT_EQ(free_under(sms_to(on_net_number)), "");
    EXPECT_EQ(rule_against_smart(sms_to(on_net_number)), KeptOut::U5) << unlimited;
    a.drops_service(unlimited);
  }
  EXPECT_EQ(rule_against_smart(sms_to(on_net_number)), std::nullopt);
}

TEST_F(EligibilityTest, U5_an_operator_who_means_data_only) {
  programme.charging.suspends = programme::Reach::data;
  a.takes_service("Unlimited Internet");
  EXPECT_EQ(rule_against_smart(sms_to(on_net_number)), std::nullopt);
  EXPECT_EQ(rule_against_smart(asked(UsageKind::data, "", 1024)), KeptOut::U5);
}

TEST_F(EligibilityTest, U11_only_SMART_balances_are_suspended_but_nobody_pays_abroad) {
  a.takes_service("Unlimited Internet");
  for (const auto kind : {BalanceKind::promotion, BalanceKind::allowance, BalanceKind::extra}) {
    const subscriber::Balance balance{.kind = kind, .unit = Unit::messages, .name = "other"};
    EXPECT_EQ(rule_against(balance, sms_to(on_net_number)), std::nullopt);
    EXPECT_EQ(rule_against(balance, sms_to(off_net_number)), KeptOut::U1);
    EXPECT_EQ(rule_against(balance, sms_to(german_number)), KeptOut::U3);
    EXPECT_EQ(rule_against(balance, abroad(sms_to(on_net_number))), KeptOut::U2);
  }
}

TEST_F(EligibilityTest, U1_balances_in_kind_pay_for_their_own_kind) {
  const subscriber::Balance minutes{
      .kind = BalanceKind::extra, .unit = Unit::seconds, .name = "Weekend"};
  EXPECT_EQ(rule_against(minutes, sms_to(on_net_number)), KeptOut::U1);
  EXPECT_EQ(rule_against(minutes, asked(UsageKind::voice, on_net_number, 60)), std::nullopt);
}

TEST_F(EligibilityTest, U6_the_night_is_free_from_one_to_nine_while_its_fee_is_paid) {
  const auto data = asked(UsageKind::data, "", 1024);
  const auto free_at = [&](const char* time) {
    world.at(time);
    return free_under(data);
  };
  a.takes_service("Unlimited Night Internet");
  EXPECT_EQ(free_at("2016-03-06 00:59:59"), "");
  EXPECT_EQ(free_at("2016-03-06 01:00:00"), "Unlimited Night Internet");
  EXPECT_EQ(rule_against_smart(data), KeptOut::U6);
  EXPECT_EQ(rule_against_smart(asked(UsageKind::voice, on_net_number, 60)), std::nullopt);
  EXPECT_EQ(free_at("2016-03-06 08:59:59"), "Unlimited Night Internet");
  EXPECT_EQ(free_at("2016-03-06 09:00:00"), "");
  a.takes_service("Unlimited Night Internet", false);
  EXPECT_EQ(free_at("2016-03-07 02:00:00"), "");
}

TEST_F(EligibilityTest, U6_an_operator_who_means_everything) {
  programme.charging.night_covers = programme::Reach::all;
  a.takes_service("Unlimited Night Internet");
  world.at("2016-03-06 02:00:00");
  const auto call = asked(UsageKind::voice, on_net_number, 60);
  EXPECT_EQ(rule_against_smart(call), KeptOut::U6);
  EXPECT_EQ(free_under(call), "");
}

TEST_F(EligibilityTest, R5_the_next_edge_of_the_night_also_where_the_zone_changes) {
  a.takes_service("Unlimited Night Internet");
  const auto edge_after = [&](const char* time) {
    world.at(time);
    return world.zone().to_rfc3339(
        next_edge(a.up_to_date(), {UsageKind::data}, programme, world.now));
  };
  EXPECT_EQ(edge_after("2016-03-06 00:30"), "2016-03-06T01:00:00+06:00");
  EXPECT_EQ(edge_after("2016-03-06 01:00"), "2016-03-06T09:00:00+06:00");
  EXPECT_EQ(edge_after("2016-03-06 09:00"), "2016-03-07T01:00:00+06:00");
  EXPECT_EQ(edge_after("2024-02-29 22:00"), "2024-03-01T01:00:00+05:00");
}

TEST_F(EligibilityTest, The_rule_of_precedence_follows_what_the_balance_is) {
  EXPECT_EQ(precedence_of(BalanceKind::allowance, "All For All"), KeptOut::U4);
  EXPECT_EQ(precedence_of(BalanceKind::allowance, "Internet+"), KeptOut::U7);
  EXPECT_EQ(precedence_of(BalanceKind::allowance, "Contract Phone"), KeptOut::U8);
  EXPECT_EQ(precedence_of(BalanceKind::extra, "100 SMS"), KeptOut::U9);
  EXPECT_EQ(precedence_of(BalanceKind::promotion, "Loyalty"), KeptOut::U10);
  EXPECT_EQ(precedence_of(BalanceKind::smart, ""), KeptOut::U10);
}

}  // namespace
}  // namespace airperk::charging
