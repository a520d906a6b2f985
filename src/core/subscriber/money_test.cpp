#include <gmock/gmock.h>

#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::subscriber {
namespace {

using ::testing::ElementsAre;

class MoneyTest : public SubscriberTest {};

TEST_F(MoneyTest, A_top_up_adds_to_the_main_balance) {
  EXPECT_FALSE(a.tops_up("0.000000001"));
  EXPECT_EQ(a.main(), "1000.000000001");
}

TEST_F(MoneyTest, A_top_up_of_nothing_or_of_too_much_is_refused) {
  EXPECT_EQ(a.tops_up("0"), Refusal::amount_not_positive);
  EXPECT_EQ(a.tops_up("-5"), Refusal::amount_not_positive);
  EXPECT_EQ(a.tops_up("8999999000.000000001"), Refusal::amount_too_large);
  EXPECT_EQ(a.main(), "1000");
  EXPECT_FALSE(a.tops_up("8999999000"));
  EXPECT_EQ(a.main(), "9000000000");
}

TEST_F(MoneyTest, B7_a_transfer_moves_main_balance_only) {
  EXPECT_FALSE(a.transfers("400.5", b));
  EXPECT_EQ(a.main(), "599.5");
  EXPECT_EQ(b.main(), "400.5");
}

TEST_F(MoneyTest, B7_bonus_units_are_no_help) {
  member_with_active_bonus();
  EXPECT_EQ(a.transfers("1200", b), Refusal::B7_main_too_low);
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2016-03-12 10:00"));
  EXPECT_EQ(a.main(), "1000");
  EXPECT_EQ(b.main(), "0");
}

TEST_F(MoneyTest, B7_the_whole_balance_can_go_and_not_a_billionth_more) {
  EXPECT_EQ(a.transfers("1000.000000001", b), Refusal::B7_main_too_low);
  EXPECT_FALSE(a.transfers("1000", b));
  EXPECT_EQ(a.main(), "0");
}

TEST_F(MoneyTest, B7_nothing_less_than_nothing_and_oneself_are_refused) {
  EXPECT_EQ(a.transfers("0", b), Refusal::amount_not_positive);
  EXPECT_EQ(a.transfers("-1", b), Refusal::amount_not_positive);
  EXPECT_EQ(a.transfers("1", a), Refusal::B7_to_oneself);
}

TEST_F(MoneyTest, B7_what_the_other_cannot_hold_is_refused) {
  b.tops_up("9000000000");
  EXPECT_EQ(a.transfers("1", b), Refusal::amount_too_large);
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(MoneyTest, B7_a_limit_that_is_not_written_does_not_exist) {
  for (int i = 0; i < 300; ++i) ASSERT_FALSE(a.transfers("1", b)) << i;
  EXPECT_EQ(b.main(), "300");
}

class LimitedTransfersTest : public SubscriberTest {
 protected:
  LimitedTransfersTest() : SubscriberTest(limited()) {}
  static programme::Programme limited() {
    auto programme = smart();
    programme.transfers = {.fee = amount("7.07"),
                           .amount_min = amount("50"),
                           .amount_max = amount("2000"),
                           .amount_per_month_max = amount("5000"),
                           .per_day_max = 10};
    return programme;
  }
};

TEST_F(LimitedTransfersTest, B7_the_sender_pays_the_fee) {
  EXPECT_FALSE(a.transfers("100", b));
  EXPECT_EQ(a.main(), "892.93");
  EXPECT_EQ(b.main(), "100");
  EXPECT_EQ(a.transfers("892.93", b), Refusal::B7_main_too_low);
  EXPECT_FALSE(a.transfers("885.86", b));
  EXPECT_EQ(a.main(), "0");
}

TEST_F(LimitedTransfersTest, B7_smallest_and_largest) {
  a.tops_up("9000");
  EXPECT_EQ(a.transfers("49.999999999", b), Refusal::B7_below_minimum);
  EXPECT_FALSE(a.transfers("50", b));
  EXPECT_EQ(a.transfers("2000.000000001", b), Refusal::B7_above_maximum);
  EXPECT_FALSE(a.transfers("2000", b));
}

TEST_F(LimitedTransfersTest, B7_so_many_a_day_and_the_day_ends_at_midnight_there) {
  a.tops_up("9000");
  at("2016-03-05 23:59:59");
  for (int i = 0; i < 10; ++i) ASSERT_FALSE(a.transfers("50", b)) << i;
  EXPECT_EQ(a.transfers("50", b), Refusal::B7_too_many_today);
  at("2016-03-06 00:00");
  for (int i = 0; i < 10; ++i) ASSERT_FALSE(a.transfers("50", b)) << i;
  EXPECT_EQ(a.transfers("50", b), Refusal::B7_too_many_today);
}

TEST_F(LimitedTransfersTest, B7_a_refused_transfer_does_not_count) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(a.transfers("1999", b), Refusal::B7_main_too_low);
  EXPECT_FALSE(a.transfers("50", b));
}

TEST_F(LimitedTransfersTest, B7_so_much_a_month_without_the_fees) {
  a.tops_up("19000");
  EXPECT_FALSE(a.transfers("2000", b));
  EXPECT_FALSE(a.transfers("2000", b));
  EXPECT_EQ(a.transfers("1000.000000001", b), Refusal::B7_too_much_this_month);
  EXPECT_FALSE(a.transfers("1000", b));
  at("2016-03-31 23:59:59");
  EXPECT_EQ(a.transfers("50", b), Refusal::B7_too_much_this_month);
  at("2016-04-01 00:00");
  EXPECT_FALSE(a.transfers("50", b));
}

TEST_F(LimitedTransfersTest, B7_what_came_in_does_not_count_as_sent) {
  a.transfers("100", b);
  b.transfers("50", a);
  EXPECT_EQ(a.record().counts.transferred, amount("100"));
}

TEST_F(LimitedTransfersTest, B7_none_a_day_forbids_and_many_a_day_are_counted) {
  auto programme = limited();
  programme.transfers.amount_per_month_max.reset();
  programme.transfers.per_day_max = 0;
  world.takes_force(programme);
  EXPECT_EQ(a.transfers("50", b), Refusal::B7_too_many_today);
  programme.transfers.per_day_max = 300;
  world.takes_force(programme);
  a.tops_up("100000");
  for (int i = 0; i < 300; ++i) ASSERT_FALSE(a.transfers("50", b)) << i;
  EXPECT_EQ(a.transfers("50", b), Refusal::B7_too_many_today);
}

TEST(TransferDays, Are_told_apart_where_the_clocks_pass_thirteen_hours) {
  auto programme = smart();
  programme.zone = *Zone::load("Pacific/Auckland");
  programme.transfers.per_day_max = 1;
  World world(programme);
  Person a(world, 1), b(world, 2);
  world.at("2016-09-24 12:00");
  for (int day = 0; day < 4; ++day) {  // UTC+12 becomes UTC+13 on the 25th
    EXPECT_FALSE(a.transfers("1", b)) << world.civil(world.now);
    EXPECT_EQ(a.transfers("1", b), Refusal::B7_too_many_today) << world.civil(world.now);
    world.now = world.now + Duration::hours(24);
  }
}

}  // namespace
}  // namespace airperk::subscriber
