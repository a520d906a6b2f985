#include <gmock/gmock.h>

#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::subscriber {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ActivateTest : public SubscriberTest {};

TEST_F(ActivateTest, B3_makes_the_units_good_for_168_hours) {
  a.joins();
  at("2016-03-10 12:00");
  EXPECT_FALSE(a.activates());
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2016-03-17 12:00"));
  EXPECT_THAT(a.waiting(), IsEmpty());
  at("2016-03-17 11:59:59");
  EXPECT_EQ(a.bonus().size(), 1u);
  at("2016-03-17 12:00");
  EXPECT_THAT(a.bonus(), IsEmpty());
  EXPECT_EQ(a.history().back(),
            (Event{world.now, BalanceEnded{2, amount("500").in_nano(), Ending::expired}}));
}

TEST_F(ActivateTest, B3_168_hours_are_hours_when_the_countrys_clocks_change) {
  at("2024-02-27 12:00");
  member_with_active_bonus();
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2024-03-05 11:00"));
}

TEST_F(ActivateTest, B3_outside_the_programme_nothing_changes) {
  const auto before = a.record();
  EXPECT_EQ(a.activates(), Refusal::M7_not_member);
  EXPECT_EQ(a.record(), before);
}

TEST_F(ActivateTest, B3_with_nothing_that_waits_nothing_changes) {
  at("2016-05-01 08:00");
  a.joins();
  at("2016-05-31 08:00");
  const auto before = a.up_to_date();
  EXPECT_EQ(a.activates(), Refusal::B3_nothing_to_activate);
  EXPECT_EQ(a.record(), before);
}

TEST_F(ActivateTest, B2_in_the_last_instant_of_its_thirty_days_a_grant_can_be_activated) {
  a.joins();
  world.now = world.instant("2016-04-04 10:00") - Duration::microseconds(1);
  EXPECT_FALSE(a.activates());
  EXPECT_EQ(a.record().balances.front().until, world.now + Duration::hours(168));
}

TEST_F(ActivateTest, B2_one_instant_later_the_next_months_grant_is_the_oldest) {
  a.joins();
  at("2016-04-04 10:00");
  EXPECT_FALSE(a.activates());
  EXPECT_THAT(a.waiting(), IsEmpty());
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2016-04-11 10:00"));
}

TEST_F(ActivateTest, B3_B4_the_oldest_goes_first_and_one_a_month) {
  a.joins();
  at("2016-04-02 10:00");
  EXPECT_FALSE(a.activates());
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2016-05-01 00:00"));
  EXPECT_EQ(a.activates(), Refusal::B4_activated_this_month);
  EXPECT_EQ(world.civil(next_activation(a.record(), world.context())), "2016-05-01 00:00");
  world.now = world.instant("2016-05-01 00:00") - Duration::microseconds(1);
  EXPECT_EQ(a.activates(), Refusal::B4_activated_this_month);
}

TEST_F(ActivateTest, B4_the_month_ends_at_midnight_in_the_programmes_zone) {
  a.joins();
  at("2016-03-31 23:59:59");
  EXPECT_FALSE(a.activates());
  at("2016-04-01 00:00");
  EXPECT_FALSE(a.activates());
  EXPECT_THAT(a.bonus(),
              ElementsAre("500 until 2016-04-07 23:59:59", "500 until 2016-04-08 00:00"));
}

TEST_F(ActivateTest, B4_says_so_before_it_looks_for_a_grant) {
  member_with_active_bonus();
  EXPECT_EQ(a.activates(), Refusal::B4_activated_this_month);
}

TEST_F(ActivateTest, B1_B3_a_later_programme_does_not_change_a_grants_amount_or_deadline) {
  a.joins();
  auto later = smart();
  later.bonus.amount = amount("300");
  later.bonus.activation_window = Duration::days(2);
  later.bonus.validity = Duration::days(1);
  at("2016-03-20 00:00");
  world.takes_force(later);
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2016-04-04 10:00"));
  a.activates();
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2016-03-21 00:00")) << "the validity of now";
  at("2016-04-02 00:00");
  EXPECT_THAT(a.waiting(), ElementsAre("300 until 2016-04-03 00:00"));
}

class SalomActivateTest : public SubscriberTest {
 protected:
  SalomActivateTest() : SubscriberTest(salom()) {}
};

TEST_F(SalomActivateTest, B4_counts_as_many_as_the_programme_allows) {
  a.joins();
  EXPECT_FALSE(a.activates());
  EXPECT_FALSE(a.activates());
  EXPECT_EQ(a.activates(), Refusal::B4_activated_this_month);
  EXPECT_THAT(a.bonus(), ElementsAre("300 until 2016-03-19 10:00", "300 until 2016-03-19 10:00"));
}

}  // namespace
}  // namespace airperk::subscriber
