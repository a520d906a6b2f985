#include <gmock/gmock.h>

#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::subscriber {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class GrantExtraTest : public SubscriberTest {};

TEST_F(GrantExtraTest, B6_units_can_be_spent_at_once_and_the_waiting_grant_stays) {
  a.joins();
  EXPECT_FALSE(a.is_granted("100", Duration::days(3)));
  EXPECT_THAT(a.bonus(), ElementsAre("100 until 2016-03-08 10:00"));
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2016-04-04 10:00"));
  at("2016-03-08 10:00");
  EXPECT_THAT(a.bonus(), IsEmpty());
}

TEST_F(GrantExtraTest, B6_amount_validity_reason_and_approver_are_recorded) {
  a.joins();
  a.is_granted("100.5", Duration::hours(1), "lost call", "Aigerim");
  EXPECT_EQ(a.history().back(),
            (Event{world.now, ExtraBonusGiven{2, amount("100.5"), world.now + Duration::hours(1),
                                              "lost call", "Aigerim"}}));
}

TEST_F(GrantExtraTest, B6_counts_neither_as_the_months_grant_nor_as_its_activation) {
  a.joins();
  a.is_granted("100", Duration::days(3));
  EXPECT_EQ(a.record().counts.grants, 1);
  EXPECT_FALSE(a.activates());
  a.is_granted("100", Duration::days(3));
  EXPECT_EQ(a.record().counts.activations, 1);
}

TEST_F(GrantExtraTest, B6_goes_to_members_only) {
  EXPECT_EQ(a.is_granted("100", Duration::days(3)), Refusal::B6_not_member);
  EXPECT_THAT(a.bonus(), IsEmpty());
}

TEST_F(GrantExtraTest, B6_wants_an_amount_a_validity_a_reason_and_an_approver) {
  a.joins();
  EXPECT_EQ(a.is_granted("0", Duration::days(3)), Refusal::amount_not_positive);
  EXPECT_EQ(a.is_granted("-1", Duration::days(3)), Refusal::amount_not_positive);
  EXPECT_EQ(a.is_granted("1", Duration()), Refusal::validity_not_positive);
  EXPECT_EQ(a.is_granted("1", Duration::days(-1)), Refusal::validity_not_positive);
  EXPECT_EQ(a.is_granted("1", Duration::days(3), ""), Refusal::reason_missing);
  EXPECT_EQ(a.is_granted("1", Duration::days(3), "because", ""), Refusal::reason_missing);
  EXPECT_THAT(a.bonus(), IsEmpty());
}

TEST_F(GrantExtraTest, B6_all_units_together_stay_an_amount) {
  a.joins();
  EXPECT_FALSE(a.is_granted("9000000000", Duration::days(3)));
  EXPECT_EQ(a.is_granted("0.000000001", Duration::days(3)), Refusal::amount_too_large);
}

TEST_F(GrantExtraTest, B6_a_validity_past_the_end_of_time_is_refused) {
  a.joins();
  EXPECT_EQ(a.is_granted("1", Duration::days(100'000'000)), Refusal::validity_too_long);
  EXPECT_FALSE(a.is_granted("1", Duration::days(365 * 100)));
}

}  // namespace
}  // namespace airperk::subscriber
