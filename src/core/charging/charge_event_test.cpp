#include "core/charging/charge_event.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::charging {
namespace {

using subscriber::BalanceKind;
using subscriber::Charged;
using subscriber::Person;
using subscriber::Refusal;
using subscriber::Unit;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* on_net = "77011234567";
constexpr const char* off_net = "77051234567";
constexpr const char* at_home = "40102";

Asked sms_to(std::string called, std::optional<std::string> visited = at_home) {
  return {.called = std::move(called), .visited = std::move(visited)};
}

/// "7 bonus", "12.33 main": who paid, in the order of payment.
std::vector<std::string> said(const std::vector<Charged::Part>& parts) {
  std::vector<std::string> words;
  for (const auto& part : parts) {
    const auto amount = part.unit == Unit::units ? Amount::nano(part.amount).to_string()
                                                 : std::to_string(part.amount);
    const auto* name = part.balance == subscriber::main_balance ? "main"
                       : part.kind == BalanceKind::smart        ? "bonus"
                                                                : part.name.c_str();
    words.push_back(amount + " " + name);
  }
  return words;
}

class ChargeEventTest : public subscriber::SubscriberTest {
 protected:
  /// Charges A; the refusal is kept apart.
  bool charges(const Asked& asked) {
    const auto decided = decide(a.up_to_date(), ChargeEvent{asked}, world.context());
    refusal = decided ? std::optional<Refusal>() : decided.error();
    if (!decided) return false;
    EXPECT_EQ(decided->size(), 1u);
    charged = std::get<Charged>(decided->front());
    a.happen(*decided);
    return true;
  }
  std::vector<std::string> paid() const { return said(charged.parts); }
  std::vector<subscriber::KeptOut> rules_that_kept_out() const {
    std::vector<subscriber::KeptOut> rules;
    for (const auto& kept : charged.kept_out) rules.push_back(kept.rule);
    return rules;
  }
  /// A balance of another kind than those that the programme gives.
  void has(BalanceKind kind, Unit unit, std::int64_t left, std::string_view until,
           std::string name) {
    auto& record = a.record_to_edit();
    record.balances.push_back({.id = record.next_id++,
                               .kind = kind,
                               .unit = unit,
                               .left = left,
                               .since = world.now,
                               .until = world.instant(until),
                               .name = std::move(name)});
  }

  Charged charged;
  std::optional<Refusal> refusal;
};

TEST_F(ChargeEventTest, U1_an_on_net_SMS_is_paid_from_the_bonus) {
  member_with_active_bonus();
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("7 bonus"));
  EXPECT_THAT(a.bonus(), ElementsAre("493 until 2016-03-12 10:00"));
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(ChargeEventTest, U1_an_SMS_to_another_network_is_paid_from_the_main_balance) {
  member_with_active_bonus();
  ASSERT_TRUE(charges(sms_to(off_net)));
  EXPECT_THAT(paid(), ElementsAre("12.33 main"));
  EXPECT_THAT(rules_that_kept_out(), ElementsAre(subscriber::KeptOut::U1));
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2016-03-12 10:00"));
}

TEST_F(ChargeEventTest, U1_a_ported_number_goes_where_it_is_now) {
  member_with_active_bonus();
  ASSERT_TRUE(charges(sms_to("77019990001")));  // an on-net prefix, elsewhere now
  EXPECT_THAT(paid(), ElementsAre("12.33 main"));
  ASSERT_TRUE(charges(sms_to("77059990002")));  // and the other way
  EXPECT_THAT(paid(), ElementsAre("7 bonus"));
}

TEST_F(ChargeEventTest, U2_roaming_never_touches_the_bonus) {
  member_with_active_bonus();
  ASSERT_TRUE(charges(sms_to(on_net, "25001")));
  EXPECT_THAT(paid(), ElementsAre("40 main"));
  EXPECT_THAT(rules_that_kept_out(), ElementsAre(subscriber::KeptOut::U2));
}

TEST_F(ChargeEventTest, U2_the_serving_MSC_tells_where_no_network_is_said) {
  member_with_active_bonus();
  auto asked = sms_to(on_net, {});
  asked.visited_msc = "77010000001";
  ASSERT_TRUE(charges(asked));
  EXPECT_THAT(paid(), ElementsAre("7 bonus"));
  asked.visited_msc = "79010000001";
  ASSERT_TRUE(charges(asked));
  EXPECT_THAT(paid(), ElementsAre("40 main"));
}

TEST_F(ChargeEventTest, U2_an_unknown_place_has_prices_of_home_and_no_bonus) {
  member_with_active_bonus();
  ASSERT_TRUE(charges(sms_to(on_net, {})));
  EXPECT_THAT(paid(), ElementsAre("7 main"));
  EXPECT_THAT(rules_that_kept_out(), ElementsAre(subscriber::KeptOut::U2));
}

TEST_F(ChargeEventTest, U3_abroad_and_short_codes_are_the_main_balances) {
  member_with_active_bonus();
  ASSERT_TRUE(charges(sms_to("4915112345678")));
  EXPECT_THAT(paid(), ElementsAre("15 main"));
  EXPECT_THAT(rules_that_kept_out(), ElementsAre(subscriber::KeptOut::U3));
  ASSERT_TRUE(charges(sms_to("1414")));
  EXPECT_THAT(paid(), ElementsAre("50 main"));
}

TEST_F(ChargeEventTest, U5_an_unlimited_service_suspends_the_bonus_while_it_is_there) {
  member_with_active_bonus();
  ASSERT_FALSE(a.takes_service("Unlimited Internet"));
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("7 main"));
  EXPECT_THAT(rules_that_kept_out(), ElementsAre(subscriber::KeptOut::U5));
  ASSERT_FALSE(a.drops_service("Unlimited Internet"));
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("7 bonus"));
}

TEST_F(ChargeEventTest, U9_an_extra_in_messages_goes_before_the_bonus) {
  member_with_active_bonus();
  has(BalanceKind::extra, Unit::messages, 1, "2016-03-20 00:00", "SMS pack");
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("1 SMS pack"));
  EXPECT_THAT(rules_that_kept_out(), ElementsAre(subscriber::KeptOut::U9));
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("7 bonus"));
}

TEST_F(ChargeEventTest, U10_among_units_those_that_end_first_go_first) {
  member_with_active_bonus();
  ASSERT_FALSE(a.is_granted("5", Duration::days(1)));
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("5 bonus", "2 bonus"));
  EXPECT_THAT(a.bonus(), ElementsAre("498 until 2016-03-12 10:00"));
}

TEST_F(ChargeEventTest, U12_what_the_bonus_cannot_pay_the_main_balance_does) {
  ASSERT_FALSE(a.joins());
  ASSERT_FALSE(a.is_granted("2.5", Duration::days(1)));
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("2.5 bonus", "4.5 main"));
  EXPECT_THAT(a.bonus(), IsEmpty());
  EXPECT_EQ(a.main(), "995.5");
}

TEST_F(ChargeEventTest, U12_where_all_together_is_too_little_nothing_is_charged) {
  Person poor(world, 3, "4.499999999");
  ASSERT_FALSE(poor.joins());
  ASSERT_FALSE(poor.is_granted("2.5", Duration::days(1)));
  const auto refused = decide(poor.up_to_date(), ChargeEvent{sms_to(on_net)}, world.context());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Refusal::U12_nothing_may_pay);
  ASSERT_FALSE(poor.tops_up("0.000000001"));
  EXPECT_TRUE(decide(poor.up_to_date(), ChargeEvent{sms_to(on_net)}, world.context()));
}

TEST_F(ChargeEventTest, B3_the_bonus_pays_up_to_its_end_and_not_at_it) {
  member_with_active_bonus();
  at("2016-03-12 09:59:59");
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("7 bonus"));
  at("2016-03-12 10:00");
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("7 main"));
}

TEST_F(ChargeEventTest, U13_a_part_names_each_balance_once_and_kept_out_none_that_paid) {
  member_with_active_bonus();
  ASSERT_FALSE(a.is_granted("1", Duration::days(1)));
  ASSERT_FALSE(a.is_granted("100", Duration::days(30)));
  ASSERT_TRUE(charges(sms_to(on_net)));
  EXPECT_THAT(paid(), ElementsAre("1 bonus", "6 bonus"));
  EXPECT_THAT(rules_that_kept_out(), ElementsAre(subscriber::KeptOut::U10));
}

TEST_F(ChargeEventTest, What_no_tariff_sells_has_no_price) {
  a.record_to_edit().tariff = NameKey::of("a tariff of yesterday");
  EXPECT_FALSE(charges(sms_to(on_net)));
  EXPECT_EQ(refusal, Refusal::no_price);
}

/// The obvious model: as many billionths leave the balances as the price has, and none goes below
/// zero.
RC_GTEST_PROP(ChargeEvent, R3_parts_add_up_to_the_price_and_no_balance_goes_below_zero, ()) {
  subscriber::World world;
  const auto nano = [](std::int64_t from, std::int64_t to) {
    return Amount::nano(*rc::gen::inRange(from, to));
  };
  Person person(world, 1, nano(0, 30'000'000'000).to_string());
  person.joins();
  for (int grants = *rc::gen::inRange(0, 5); grants > 0; --grants) {
    person.is_granted(nano(1, 9'000'000'000).to_string(),
                      Duration::hours(*rc::gen::inRange(1, 100)));
  }
  const std::string called = *rc::gen::element<std::string>(on_net, off_net, "4915112345678");
  const auto& before = person.up_to_date();
  const auto price = world.programme()
                         .find_tariff(before.tariff)
                         ->ladder(classify(sms_to(called), world.programme()).use)
                         ->price_of_first(1);
  Amount together = before.main;
  if (called == on_net) {
    for (const auto& balance : before.balances) together += Amount::nano(balance.left);
  }
  const auto decided = decide(before, ChargeEvent{sms_to(called)}, world.context());
  RC_ASSERT(decided.has_value() == (together >= price));
  if (!decided) return;
  Amount parts;
  for (const auto& part : std::get<Charged>(decided->front()).parts) {
    RC_ASSERT(part.amount > 0);
    parts += Amount::nano(part.amount);
  }
  RC_ASSERT(parts == price);
  person.happen(*decided);  // asserts that no balance goes below zero
}

}  // namespace
}  // namespace airperk::charging
