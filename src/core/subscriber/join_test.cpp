#include <gmock/gmock.h>

#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::subscriber {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class JoinTest : public SubscriberTest {};

TEST_F(JoinTest, M2_joining_is_free_and_brings_the_first_grant) {
  EXPECT_FALSE(a.is_member());
  EXPECT_FALSE(a.joins());
  EXPECT_TRUE(a.is_member());
  EXPECT_EQ(a.main(), "1000");
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2016-04-04 10:00"));
  EXPECT_THAT(a.bonus(), IsEmpty());
}

TEST_F(JoinTest, M1_another_brand_is_refused_and_changes_nothing) {
  Person kcell(world, 3, "1000", "kcell");
  const auto before = kcell.record();
  EXPECT_EQ(kcell.joins(), Refusal::M1_brand_not_admitted);
  EXPECT_EQ(kcell.record(), before);
}

TEST_F(JoinTest, M3_a_join_records_terms_time_channel_language_and_what_was_shown) {
  world.publish_terms();
  at("2016-03-05 10:00:01");
  a.asks(Join{Channel::api, Shown::confirm_screen});
  const auto language = *programme::Language::parse("en");
  EXPECT_EQ(a.record().membership, (Membership{world.now, 2, language, Channel::api}));
  EXPECT_EQ(a.history().at(1),
            (Event{world.now, Joined{2, Channel::api, language, Shown::confirm_screen}}));
}

TEST_F(JoinTest, T2_new_terms_do_not_rewrite_what_was_accepted) {
  a.joins();
  world.publish_terms();
  b.joins();
  EXPECT_EQ(a.up_to_date().membership->terms_version, 1u);
  EXPECT_EQ(b.up_to_date().membership->terms_version, 2u);
}

TEST_F(JoinTest, M7_joining_twice_changes_nothing) {
  a.joins();
  const auto before = a.record();
  at("2016-03-06 10:00");
  EXPECT_EQ(a.joins(), Refusal::M7_already_member);
  EXPECT_EQ(a.up_to_date(), before);
}

TEST_F(JoinTest, M6_joining_again_in_the_month_brings_no_second_grant) {
  member_with_active_bonus();
  a.leaves();
  EXPECT_FALSE(a.joins());
  EXPECT_TRUE(a.is_member());
  EXPECT_THAT(a.waiting(), IsEmpty());
  EXPECT_THAT(a.bonus(), IsEmpty());
  EXPECT_EQ(a.activates(), Refusal::B4_activated_this_month);
  at("2016-04-01 00:00");
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2016-05-01 00:00"));
}

TEST_F(JoinTest, M6_a_grant_lost_by_leaving_does_not_come_back) {
  a.joins();
  a.leaves();
  a.joins();
  EXPECT_THAT(a.waiting(), IsEmpty());
}

TEST_F(JoinTest, B1_joining_again_in_a_later_month_brings_that_months_grant) {
  a.joins();
  a.leaves();
  at("2016-05-20 08:00");
  a.joins();
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2016-06-19 08:00"));
}

TEST_F(JoinTest, B1_the_months_grant_is_whole_whatever_the_day) {
  at("2016-03-31 23:59:59");
  a.joins();
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2016-04-30 23:59:59"));
  at("2016-04-01 00:00");
  EXPECT_THAT(a.waiting(),
              ElementsAre("500 until 2016-04-30 23:59:59", "500 until 2016-05-01 00:00"));
}

TEST_F(JoinTest, B1_joining_at_the_months_first_instant_brings_one_grant) {
  at("2016-04-01 00:00");
  a.joins();
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2016-05-01 00:00"));
}

TEST_F(JoinTest, B1_a_join_in_the_hour_that_comes_twice_counts_in_the_month_that_ends) {
  // 2024-03-01 00:00 UTC+6 became 2024-02-29 23:00 UTC+5: half past eleven came twice.
  world.now = *Instant::parse("2024-02-29T23:30:00+05:00");
  a.joins();
  EXPECT_EQ(a.waiting().size(), 1u);
  world.now = *Instant::parse("2024-03-01T00:00:00+05:00");
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2024-03-30 23:30", "500 until 2024-03-31 00:00"));
}

class SalomJoinTest : public SubscriberTest {
 protected:
  SalomJoinTest() : SubscriberTest(salom()) {}
};

TEST_F(SalomJoinTest, B1_two_grants_a_month_come_together) {
  a.joins();
  EXPECT_THAT(a.waiting(), ElementsAre("300 until 2016-03-15 10:00", "300 until 2016-03-15 10:00"));
  at("2016-04-01 00:00");
  EXPECT_THAT(a.waiting(), ElementsAre("300 until 2016-04-11 00:00", "300 until 2016-04-11 00:00"));
}

TEST_F(SalomJoinTest, M6_a_programme_that_grants_more_gives_the_rest_at_the_next_join) {
  auto one_a_month = salom();
  one_a_month.bonus.grants_per_month = 1;
  World changing(one_a_month);
  Person c(changing, 3);
  c.joins();
  changing.at("2016-03-06 10:00");
  changing.takes_force(salom());
  EXPECT_EQ(c.waiting().size(), 1u);
  c.leaves();
  c.joins();
  EXPECT_THAT(c.waiting(), ElementsAre("300 until 2016-03-16 10:00"));
}

}  // namespace
}  // namespace airperk::subscriber
