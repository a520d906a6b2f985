#include "core/charging/charge_event.h"

#include <gmock/gmock.h>

#include "core/charging/charging_test_environment.h"

namespace airperk::charging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ChargeEventTest : public ChargingTest {};

TEST_F(ChargeEventTest, U1_units_pay_at_the_tariffs_price) {
  member_with_active_bonus();
  EXPECT_FALSE(sends_sms());
  EXPECT_THAT(paid(), ElementsAre("smart 7"));
  EXPECT_THAT(a.bonus(), ElementsAre("493 until 2016-03-12 10:00"));
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(ChargeEventTest, Nothing_is_for_nothing_because_it_is_more_than_can_be_counted) {
  for (const Quantity quantity : {~Quantity{0}, ~Quantity{0} - 2048, Quantity{1} << 63}) {
    EXPECT_EQ(uses_data(quantity), Refusal::U12_nothing_may_pay) << quantity;
  }
  has(BalanceKind::extra, Unit::bytes, 5, "2016-04-01 00:00", "gift");
  EXPECT_EQ(uses_data(~Quantity{0}), Refusal::U12_nothing_may_pay);
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(ChargeEventTest, U1_off_the_net_the_main_balance_pays_alone) {
  member_with_active_bonus();
  EXPECT_FALSE(sends_sms(off_net_number));
  EXPECT_THAT(paid(), ElementsAre("main 12.33"));
  EXPECT_THAT(kept_out_by(), ElementsAre(KeptOut::U1));
  EXPECT_EQ(a.main(), "987.67");
}

TEST_F(ChargeEventTest, U1_a_stretch_priced_0_draws_on_no_balance) {
  member_with_active_bonus();
  EXPECT_FALSE(calls(on_net_number, 600));  // 2 minutes at 16.7, the rest at 0
  EXPECT_THAT(paid(), ElementsAre("smart 33.4"));
}

TEST_F(ChargeEventTest, U1_seconds_are_not_drawn_for_a_stretch_priced_0) {
  has(BalanceKind::extra, Unit::seconds, 600, "2016-04-01 00:00", "gift");
  EXPECT_FALSE(calls(on_net_number, 600));
  EXPECT_THAT(paid(), ElementsAre("extra 120 of gift"));
}

TEST_F(ChargeEventTest, U1_a_use_for_nothing_is_explained_too) {
  member_with_active_bonus();
  EXPECT_FALSE(calls(on_net_number, 0));
  EXPECT_THAT(paid(), IsEmpty());
  EXPECT_THAT(kept_out_by(), ElementsAre(KeptOut::U1));
}

TEST_F(ChargeEventTest, U2_no_units_while_roaming) {
  member_with_active_bonus();
  EXPECT_FALSE(sends_sms_from("26201"));
  EXPECT_THAT(paid(), ElementsAre("main 40"));
  EXPECT_THAT(kept_out_by(), ElementsAre(KeptOut::U2));
  EXPECT_TRUE(charged.use.roaming);
}

TEST_F(ChargeEventTest, U2_at_an_unknown_place_main_pays_the_price_of_home) {
  member_with_active_bonus();
  auto use = asked(UsageKind::sms, on_net_number, 1);
  use.visited.reset();
  EXPECT_FALSE(charges(use));
  EXPECT_THAT(paid(), ElementsAre("main 7"));
  EXPECT_THAT(kept_out_by(), ElementsAre(KeptOut::U2));
}

TEST_F(ChargeEventTest, U3_no_units_for_international_messages) {
  member_with_active_bonus();
  EXPECT_FALSE(sends_sms(german_number));
  EXPECT_THAT(paid(), ElementsAre("main 15"));
  EXPECT_THAT(kept_out_by(), ElementsAre(KeptOut::U3));
}

TEST_F(ChargeEventTest, U4_what_is_free_while_the_fee_is_paid_draws_on_nothing) {
  member_with_active_bonus();
  a.changes_tariff("Beseda");
  EXPECT_FALSE(calls(on_net_number, 600));
  EXPECT_THAT(paid(), ElementsAre("allowance 0 of Beseda"));
  EXPECT_THAT(kept_out_by(), ElementsAre(KeptOut::U4));
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(ChargeEventTest, U4_and_is_paid_for_if_the_fee_is_not) {
  member_with_active_bonus();
  a.changes_tariff("Beseda", false);
  EXPECT_FALSE(calls(on_net_number, 60));
  EXPECT_THAT(paid(), ElementsAre("smart 11"));
}

TEST_F(ChargeEventTest, U4_nothing_is_free_at_an_unknown_place) {
  a.changes_tariff("Beseda");
  auto use = asked(UsageKind::voice, on_net_number, 60);
  use.visited.reset();
  EXPECT_FALSE(charges(use));
  EXPECT_THAT(paid(), ElementsAre("main 11"));
}

TEST_F(ChargeEventTest, U4_U7_U8_allowances_go_before_the_bonus) {
  for (const auto& [name, rule] :
       {std::pair{"All For All", KeptOut::U4}, std::pair{"Internet+", KeptOut::U7},
        std::pair{"Contract Phone", KeptOut::U8}}) {
    a.record_to_edit().balances.clear();
    has_units(BalanceKind::smart, "500", "2016-03-12 10:00");
    has(BalanceKind::allowance, Unit::messages, 1, "2016-04-01 00:00", name);
    EXPECT_FALSE(sends_sms());
    EXPECT_THAT(paid(), ElementsAre(std::string("allowance 1 of ") + name));
    EXPECT_THAT(kept_out_by(), ElementsAre(rule)) << name;
  }
}

TEST_F(ChargeEventTest, U5_an_unlimited_service_suspends_the_bonus) {
  member_with_active_bonus();
  a.takes_service("Unlimited Internet");
  EXPECT_FALSE(sends_sms());
  EXPECT_THAT(paid(), ElementsAre("main 7"));
  EXPECT_THAT(kept_out_by(), ElementsAre(KeptOut::U5));
  a.drops_service("Unlimited Internet");
  EXPECT_FALSE(sends_sms());
  EXPECT_THAT(paid(), ElementsAre("smart 7"));
}

TEST_F(ChargeEventTest, U9_bonuses_in_kind_go_before_units) {
  has_units(BalanceKind::smart, "500", "2016-03-12 10:00");
  has(BalanceKind::extra, Unit::messages, 2, "2016-04-01 00:00", "gift");
  EXPECT_FALSE(sends_sms(on_net_number, 3));
  EXPECT_THAT(paid(), ElementsAre("extra 2 of gift", "smart 7"));
  EXPECT_THAT(kept_out_by(), IsEmpty());
}

TEST_F(ChargeEventTest, U9_what_is_counted_otherwise_does_not_pay) {
  has(BalanceKind::extra, Unit::seconds, 600, "2016-04-01 00:00", "minutes");
  has(BalanceKind::allowance, Unit::bytes, 600, "2016-04-01 00:00", "Internet+");
  EXPECT_FALSE(sends_sms());
  EXPECT_THAT(paid(), ElementsAre("main 7"));
}

TEST_F(ChargeEventTest, U10_units_that_expire_first_go_first) {
  has_units(BalanceKind::smart, "500", "2016-03-12 10:00");
  has_units(BalanceKind::promotion, "5", "2016-03-10 00:00", "Loyalty");
  EXPECT_FALSE(sends_sms());
  EXPECT_THAT(paid(), ElementsAre("promotion 5 of Loyalty", "smart 2"));

  has_units(BalanceKind::promotion, "50", "2016-03-10 00:00", "Loyalty");
  EXPECT_FALSE(sends_sms());
  EXPECT_THAT(paid(), ElementsAre("promotion 7 of Loyalty"));
  EXPECT_THAT(kept_out_by(), ElementsAre(KeptOut::U10));
}

TEST_F(ChargeEventTest, U11_of_equal_expiry_the_oldest_goes_first) {
  const auto older = has_units(BalanceKind::smart, "4", "2016-03-12 10:00");
  const auto younger = has_units(BalanceKind::smart, "4", "2016-03-12 10:00");
  EXPECT_FALSE(sends_sms());
  ASSERT_EQ(charged.parts.size(), 2u);
  EXPECT_EQ(charged.parts[0].balance, older);
  EXPECT_EQ(charged.parts[1].balance, younger);
}

TEST_F(ChargeEventTest, U11_the_whole_order_in_one_charge) {
  has_units(BalanceKind::smart, "7", "2016-03-12 10:00");
  has_units(BalanceKind::promotion, "6.5", "2016-03-13 10:00", "Loyalty");
  has(BalanceKind::extra, Unit::messages, 1, "2016-03-06 00:00", "gift");
  has(BalanceKind::allowance, Unit::messages, 1, "2016-05-01 00:00", "All For All");
  EXPECT_FALSE(sends_sms(on_net_number, 5));
  EXPECT_THAT(paid(), ElementsAre("allowance 1 of All For All", "extra 1 of gift", "smart 7",
                                  "promotion 6.5 of Loyalty", "main 7.5"));
  EXPECT_EQ(a.main(), "992.5");
  EXPECT_THAT(a.record().balances, IsEmpty());
}

TEST_F(ChargeEventTest, U11_an_operators_own_order_still_pays_the_price_exactly) {
  auto programme = subscriber::smart();
  programme.charging.precedence = {Precedence::unlimited, Precedence::units, Precedence::extra,
                                   Precedence::allowance, Precedence::main};
  world.takes_force(programme);
  has_units(BalanceKind::smart, "10", "2016-03-12 10:00");
  has(BalanceKind::extra, Unit::messages, 5, "2016-03-06 00:00", "gift");
  EXPECT_FALSE(sends_sms(on_net_number, 3));
  // The second message is begun by the units and finished in money; the gift pays the third whole.
  EXPECT_THAT(paid(), ElementsAre("smart 10", "main 4", "extra 1 of gift"));
}

TEST_F(ChargeEventTest, U12_the_last_billionth_is_enough_and_one_less_is_not) {
  member_with_active_bonus();
  has_main("5");
  a.record_to_edit().balances.front().left = amount("2").in_nano();
  EXPECT_FALSE(sends_sms());
  EXPECT_THAT(paid(), ElementsAre("smart 2", "main 5"));
  EXPECT_EQ(a.main(), "0");
  EXPECT_THAT(a.bonus(), IsEmpty());

  has_main("6.999999999");
  EXPECT_EQ(sends_sms(), Refusal::U12_nothing_may_pay);
}

TEST_F(ChargeEventTest, U12_what_is_refused_changes_nothing) {
  member_with_active_bonus();
  has_main("0");
  const auto before = a.up_to_date();
  EXPECT_EQ(sends_sms(off_net_number), Refusal::U12_nothing_may_pay);
  EXPECT_EQ(sends_sms(on_net_number, 100), Refusal::U12_nothing_may_pay);
  EXPECT_EQ(a.record(), before);
}

TEST_F(ChargeEventTest, B3_units_end_at_the_first_instant_after_their_validity) {
  member_with_active_bonus();
  at("2016-03-12 09:59:59");
  EXPECT_FALSE(sends_sms());
  EXPECT_THAT(paid(), ElementsAre("smart 7"));
  at("2016-03-12 10:00");
  EXPECT_FALSE(sends_sms());
  EXPECT_THAT(paid(), ElementsAre("main 7"));
}

TEST_F(ChargeEventTest, R3_begun_steps_count_whole_and_the_total_is_rounded_down_once) {
  EXPECT_FALSE(uses_data(1));  // 1 KB at 20.16 a MB
  EXPECT_THAT(paid(), ElementsAre("main 0.0196875"));
  EXPECT_FALSE(calls(off_net_number, 1));  // 30.5 / 60 = 0.508333333…
  EXPECT_THAT(paid(), ElementsAre("main 0.508333333"));
  EXPECT_FALSE(calls(off_net_number, 3));
  EXPECT_THAT(paid(), ElementsAre("main 1.525"));
}

TEST_F(ChargeEventTest, What_the_tariff_does_not_sell_has_no_price) {
  auto programme = subscriber::smart();
  for (auto& tariff : programme.tariffs) {
    tariff.price_slot({UsageKind::sms, Destination::content, false}).reset();
  }
  world.takes_force(programme);
  EXPECT_EQ(sends_sms(short_code), Refusal::no_price);
  EXPECT_FALSE(sends_sms());
}

TEST_F(ChargeEventTest, U13_a_charge_says_what_was_used) {
  EXPECT_FALSE(calls(fixed_number, 61));
  EXPECT_EQ(charged.use, (programme::UsageClass{UsageKind::voice, Destination::fixed, false}));
  EXPECT_EQ(charged.quantity, 61u);
}

}  // namespace
}  // namespace airperk::charging
