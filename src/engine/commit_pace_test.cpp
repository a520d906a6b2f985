#include "engine/commit_pace.h"

#include <gtest/gtest.h>

namespace airperk::engine {
namespace {

Duration ms(std::int64_t n) {
  return Duration::microseconds(n * 1'000);
}

/// A disk and a decider of whom a test says how long they take.
class CommitPaceTest : public ::testing::Test {
 protected:
  void writes(std::size_t requests, Duration took) {
    pace.handed(now, requests, true);
    now = now + took;
    pace.durable(now);
  }
  void decides(std::size_t requests, Duration took) {
    for (int i = 0; i < 100; ++i) pace.decided(took, requests);
  }

  CommitPace pace;
  Instant now = Instant::seconds(1'000);
};

TEST_F(CommitPaceTest, A_fast_disk_keeps_groups_small_and_a_slow_one_makes_them_grow) {
  decides(512, ms(2));
  for (int i = 0; i < 8; ++i) writes(300, ms(2));
  EXPECT_EQ(pace.group_max(now), CommitPace::group_floor);
  for (int i = 0; i < 8; ++i) writes(300, ms(20));
  const auto grown = pace.group_max(now);
  EXPECT_GT(grown, 2 * CommitPace::group_floor);
  for (int i = 0; i < 8; ++i) writes(300, ms(1'000));
  EXPECT_EQ(pace.group_max(now), CommitPace::group_ceiling);
  for (int i = 0; i < 8; ++i) writes(300, ms(2));
  EXPECT_EQ(pace.group_max(now), CommitPace::group_floor);
}

TEST_F(CommitPaceTest, Groups_that_are_slow_for_their_size_alone_do_not_grow) {
  decides(512, ms(2));
  // 1 ms, and 8 us a request: twice what deciding one takes.
  for (int i = 0; i < 40; ++i) {
    const std::size_t size = i % 2 == 0 ? 40 : pace.group_max(now);
    writes(size, ms(1) + Duration::microseconds(static_cast<std::int64_t>(8 * size)));
  }
  EXPECT_EQ(pace.group_max(now), CommitPace::group_floor);
  EXPECT_NEAR(static_cast<double>(pace.fixed(now).in_microseconds()), 1'000, 500);
}

TEST_F(CommitPaceTest, One_stall_is_forgotten_with_the_write_that_had_it) {
  for (int i = 0; i < 8; ++i) writes(100, ms(100));
  const auto before = pace.until_durable(now, 100);
  writes(100, Duration::seconds(10));
  EXPECT_EQ(pace.until_durable(now, 100), before);
  writes(100, Duration::seconds(10));
  EXPECT_EQ(pace.until_durable(now, 100), before);
  // Three of five are no accident.
  writes(100, Duration::seconds(10));
  EXPECT_GT(pace.until_durable(now, 100), Duration::seconds(9));
}

TEST_F(CommitPaceTest,
       A_disk_that_was_slow_is_believed_to_be_less_with_each_second_without_a_write) {
  for (int i = 0; i < 5; ++i) writes(1, Duration::seconds(8));
  EXPECT_GT(pace.until_durable(now, 1), ms(7'900));
  EXPECT_LT(pace.until_durable(now + Duration::seconds(2), 1), ms(2'100));
  EXPECT_LT(pace.until_durable(now + Duration::hours(1), 1), ms(1));
}

TEST_F(CommitPaceTest, What_is_in_flight_counts_until_it_is_durable) {
  for (int i = 0; i < 5; ++i) writes(0, ms(100));
  EXPECT_EQ(pace.until_durable(now, 0), ms(100));
  pace.handed(now, 0, true);
  pace.handed(now, 0, true);
  EXPECT_EQ(pace.until_durable(now, 0), ms(300));
  EXPECT_EQ(pace.until_durable(now + ms(60), 0), ms(240));
  pace.durable(now + ms(100));
  pace.durable(now + ms(200));
  EXPECT_EQ(pace.until_durable(now + ms(200), 0), ms(100));
}

TEST_F(CommitPaceTest, On_a_slow_disk_few_requests_wait_for_the_write_before_theirs) {
  decides(512, ms(2));
  for (int i = 0; i < 5; ++i) writes(0, ms(5));
  pace.handed(now, 0, true);
  EXPECT_TRUE(pace.is_worth_deciding_early(1));
  pace.durable(now + ms(5));
  for (int i = 0; i < 5; ++i) writes(0, ms(100));
  pace.handed(now, 0, true);
  EXPECT_FALSE(pace.is_worth_deciding_early(400));
  EXPECT_TRUE(pace.is_worth_deciding_early(CommitPace::group_ceiling));
}

TEST_F(CommitPaceTest, A_write_that_takes_much_longer_than_usual_has_stalled) {
  for (int i = 0; i < 5; ++i) writes(0, ms(100));
  EXPECT_FALSE(pace.is_stalled(now));
  pace.handed(now, 0, true);
  EXPECT_FALSE(pace.is_stalled(now + ms(400)));
  EXPECT_TRUE(pace.is_stalled(now + ms(500)));
}

TEST_F(CommitPaceTest, What_only_looked_says_nothing_of_the_disk) {
  for (int i = 0; i < 5; ++i) writes(0, ms(100));
  for (int i = 0; i < 20; ++i) {
    pace.handed(now, 100, false);
    pace.durable(now);
  }
  EXPECT_EQ(pace.fixed(now), ms(100));
}

TEST_F(CommitPaceTest, A_decider_that_waited_once_is_not_taken_to_be_slow) {
  decides(512, ms(2));
  const double before = pace.per_second(now);
  pace.decided(Duration::seconds(10), 512);
  EXPECT_GT(pace.per_second(now), before / 2);
}

}  // namespace
}  // namespace airperk::engine
