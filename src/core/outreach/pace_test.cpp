#include "core/outreach/pace.h"

#include <gtest/gtest.h>

#include <deque>

namespace airperk::outreach {
namespace {

constexpr Instant start = Instant::seconds(1'000);

/// Whoever asks every 10 ms, from `at` on: the most that went out within any minute, and in all.
struct Outcome {
  std::size_t most = 0, all = 0;
};
Outcome asks_always(Pace pace, Instant at, Duration span) {
  Outcome outcome;
  std::deque<Instant> minute;
  for (const auto end = at + span; at < end; at = at + Duration::microseconds(10'000)) {
    while (pace.allows(at)) {
      pace.took(at);
      minute.push_back(at);
      ++outcome.all;
    }
    while (!minute.empty() && minute.front() + Duration::minutes(1) <= at) minute.pop_front();
    outcome.most = std::max(outcome.most, minute.size());
  }
  return outcome;
}

TEST(PaceTest, No_minute_has_more_and_hardly_less) {
  for (const std::uint32_t per_minute : {1u, 7u, 60u, 3000u, 100'000u}) {
    const auto outcome = asks_always(Pace(per_minute, start), start, Duration::minutes(5));
    EXPECT_LE(outcome.most, per_minute);
    EXPECT_GE(outcome.all, per_minute * 5 * 95 / 100) << per_minute;
  }
}

TEST(PaceTest, It_is_spread_over_the_minute) {
  const auto outcome = asks_always(Pace(600, start), start, Duration::seconds(10));
  EXPECT_NEAR(static_cast<double>(outcome.all), 100, 12);
}

TEST(PaceTest, An_idle_hour_is_made_up_for_by_a_second_at_most) {
  const auto outcome =
      asks_always(Pace(600, start), start + Duration::hours(1), Duration::minutes(1));
  EXPECT_LE(outcome.most, 600u);
}

TEST(PaceTest, What_came_to_nothing_does_not_count) {
  Pace pace(1, start);
  EXPECT_TRUE(pace.allows(start));
  pace.took(start);
  EXPECT_FALSE(pace.allows(start));
  pace.give_back();
  EXPECT_TRUE(pace.allows(start));
}

TEST(PaceTest, Without_a_pace_everything_is_allowed) {
  Pace pace;
  pace.took(start);
  EXPECT_TRUE(pace.allows(start));
}

}  // namespace
}  // namespace airperk::outreach
