#include "core/report/membership.h"

#include <gtest/gtest.h>

namespace airperk::report {
namespace {

using namespace subscriber;

class MembershipTest : public testing::Test {
 protected:
  void joins(std::int32_t day) { book.follow({{}, Joined{}}, day); }
  void leaves(std::int32_t day) { book.follow({{}, Left{}}, day); }
  MemberDay of(std::int32_t day) const { return book.days(day, day + 1).at(day); }

  Membership book;
};

TEST_F(MembershipTest, A_day_counts_who_came_and_who_went_and_ends_with_who_is_left) {
  joins(100);
  joins(100);
  leaves(100);
  joins(102);
  EXPECT_EQ(of(100).joins, 2u);
  EXPECT_EQ(of(100).leaves, 1u);
  EXPECT_EQ(of(100).members, 1u);
  EXPECT_EQ(of(102).members, 2u);
}

TEST_F(MembershipTest, A_day_on_which_nothing_happened_has_the_members_of_the_day_before) {
  joins(100);
  joins(105);
  const auto days = book.days(99, 105);
  ASSERT_EQ(days.size(), 6u);
  EXPECT_EQ(days.at(99).members, 0u);
  EXPECT_EQ(days.at(103).joins, 0u);
  EXPECT_EQ(days.at(103).members, 1u);
}

TEST_F(MembershipTest,
       What_happened_before_and_after_the_days_asked_for_is_in_their_members_alone) {
  joins(1);
  joins(2);
  leaves(300);
  const auto days = book.days(200, 202);
  EXPECT_EQ(days.at(200).joins, 0u);
  EXPECT_EQ(days.at(201).members, 2u);
  EXPECT_EQ(of(300).members, 1u);
}

TEST_F(MembershipTest, Other_events_move_nothing) {
  joins(100);
  book.follow({{}, BonusGranted{}}, 100);
  book.follow({{}, ToppedUp{}}, 101);
  EXPECT_EQ(of(100).joins, 1u);
  EXPECT_EQ(of(101).members, 1u);
}

}  // namespace
}  // namespace airperk::report
