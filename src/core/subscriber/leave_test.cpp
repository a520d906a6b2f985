#include <gmock/gmock.h>

#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::subscriber {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LeaveTest : public SubscriberTest {};

TEST_F(LeaveTest, M7_leaving_without_being_a_member_changes_nothing) {
  const auto before = a.record();
  EXPECT_EQ(a.leaves(), Refusal::M7_not_member);
  EXPECT_EQ(a.record(), before);
}

TEST_F(LeaveTest, M5_forfeits_active_units_and_extra_ones) {
  member_with_active_bonus();
  a.is_granted("100", Duration::days(3));
  EXPECT_FALSE(a.leaves());
  EXPECT_FALSE(a.is_member());
  EXPECT_THAT(a.bonus(), IsEmpty());
  EXPECT_EQ(a.main(), "1000");
  EXPECT_EQ(a.history().at(a.history().size() - 3).fact,
            Fact(BalanceEnded{2, amount("500").in_nano(), Ending::left_programme}));
}

TEST_F(LeaveTest, M5_cancels_what_waits_and_grants_no_more) {
  a.joins();
  EXPECT_FALSE(a.asks(Leave{Channel::sms}));
  EXPECT_EQ(a.history().at(3).fact, Fact(Left{LeaveReason::own_wish, Channel::sms, world.now}));
  EXPECT_EQ(a.history().at(4).fact, Fact(GrantCancelled{1, amount("500"), Ending::left_programme}));
  EXPECT_THAT(a.waiting(), IsEmpty());
  at("2016-06-01 00:00");
  EXPECT_THAT(a.waiting(), IsEmpty());
  EXPECT_EQ(a.activates(), Refusal::M7_not_member);
}

TEST_F(LeaveTest, M5_leaves_other_promotions_units_and_allowances_alone) {
  a.joins();
  a.record_to_edit().balances.push_back({.id = 7,
                                         .kind = BalanceKind::promotion,
                                         .unit = Unit::units,
                                         .left = 5,
                                         .until = Instant::never(),
                                         .name = "Happy"});
  a.leaves();
  ASSERT_EQ(a.record().balances.size(), 1u);
  EXPECT_EQ(a.record().balances.front().name, "Happy");
}

TEST_F(LeaveTest, M5_at_the_months_first_instant_the_new_grant_is_cancelled_too) {
  a.joins();
  at("2016-04-01 00:00");
  a.leaves();
  EXPECT_THAT(a.waiting(), IsEmpty());
  a.joins();
  EXPECT_THAT(a.waiting(), IsEmpty()) << "M6: April's grant was given";
}

TEST_F(LeaveTest, M1_a_change_of_brand_ends_the_membership_as_a_leave_does) {
  member_with_active_bonus();
  EXPECT_FALSE(a.changes_brand("kcell"));
  EXPECT_FALSE(a.is_member());
  EXPECT_THAT(a.bonus(), IsEmpty());
  EXPECT_EQ(a.record().brand, NameKey::of("kcell"));
  EXPECT_EQ(a.history().at(5).fact, Fact(Left{LeaveReason::brand_change, Channel::api, world.now}));
  EXPECT_EQ(a.joins(), Refusal::M1_brand_not_admitted);
  a.changes_brand("activ");
  EXPECT_FALSE(a.is_member()) << "coming back to the brand is no join";
}

class KeepingLeaveTest : public SubscriberTest {
 protected:
  KeepingLeaveTest() : SubscriberTest(salom()) {}
};

TEST_F(KeepingLeaveTest, M5_keep_until_expiry_keeps_active_units_and_cancels_what_waits) {
  member_with_active_bonus();
  a.leaves();
  EXPECT_THAT(a.waiting(), IsEmpty());
  EXPECT_THAT(a.bonus(), ElementsAre("300 until 2016-03-19 10:00"));
  at("2016-03-19 10:00");
  EXPECT_THAT(a.bonus(), IsEmpty());
}

TEST_F(KeepingLeaveTest, M1_moving_between_admitted_brands_keeps_the_membership) {
  a.joins();
  EXPECT_FALSE(a.changes_brand("Oy"));
  EXPECT_TRUE(a.is_member());
  EXPECT_FALSE(a.changes_brand("Quyosh"));
  EXPECT_FALSE(a.is_member());
}

}  // namespace
}  // namespace airperk::subscriber
