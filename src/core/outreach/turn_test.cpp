#include "core/outreach/turn.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace airperk::outreach {
namespace {

Standing standing(std::uint32_t id, int priority, std::uint64_t booked, std::uint64_t taken,
                  int planned_at = 0) {
  return {id, priority, booked, taken, Instant::seconds(planned_at)};
}

/// Whose turn it is.
std::uint32_t first_of(const std::vector<Standing>& standings) {
  return standings.at(*next_turn(standings)).id;
}

TEST(TurnTest, Nobody_has_a_turn_where_nobody_stands) {
  EXPECT_FALSE(next_turn({}));
}

TEST(TurnTest, The_higher_priority_goes_first_whatever_else_is_said) {
  EXPECT_EQ(first_of({standing(1, 2, 100, 0, 0), standing(2, 1, 100, 99, 9)}), 2u);
}

TEST(TurnTest, Of_one_priority_the_larger_open_share_goes_first) {
  EXPECT_EQ(first_of({standing(1, 5, 1000, 500, 0), standing(2, 5, 10, 4, 9)}), 2u);
  EXPECT_EQ(first_of({standing(1, 5, 1000, 399, 9), standing(2, 5, 10, 4, 0)}), 1u);
}

TEST(TurnTest, What_has_booked_nothing_goes_after_what_has) {
  EXPECT_EQ(first_of({standing(1, 5, 0, 0, 0), standing(2, 5, 10, 9, 9)}), 2u);
}

TEST(TurnTest, Of_one_share_the_older_goes_first) {
  EXPECT_EQ(first_of({standing(1, 5, 10, 5, 9), standing(2, 5, 100, 50, 8)}), 2u);
  EXPECT_EQ(first_of({standing(2, 5, 0, 3, 8), standing(1, 5, 0, 7, 8)}), 1u);
}

TEST(TurnTest, Of_volumes_as_large_as_there_are_the_share_is_right) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
  EXPECT_EQ(first_of({standing(1, 5, most, most / 2, 0), standing(2, 5, most, 0, 9)}), 2u);
  EXPECT_EQ(first_of({standing(1, 5, most, most + 5, 0), standing(2, 5, most, most - 10, 9)}), 2u)
      << "more than the volume is nothing open";
}

/// Turn after turn, nobody is ahead of another by more than one contact.
RC_GTEST_PROP(TurnTest, Of_one_priority_nobody_starves, ()) {
  const auto count = *rc::gen::inRange<std::uint32_t>(2, 6);
  std::vector<Standing> standings;
  std::uint64_t turns = 0;
  for (std::uint32_t id = 1; id <= count; ++id) {
    const auto volume = *rc::gen::inRange<std::uint64_t>(1, 200);
    standings.push_back(standing(id, 5, volume, 0, *rc::gen::inRange(0, 3)));
    turns += volume;
  }
  for (std::uint64_t turn = 0; turn < turns; ++turn) {
    ++standings[*next_turn(standings)].taken;
    for (const auto& one : standings) {
      for (const auto& other : standings) {
        RC_ASSERT(one.taken == 0 || (one.taken - 1) * other.booked <= other.taken * one.booked);
      }
    }
  }
  for (const auto& one : standings) RC_ASSERT(one.taken == one.booked);
}

}  // namespace
}  // namespace airperk::outreach
