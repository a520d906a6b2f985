#include "jobs/audience_walk.h"

#include <gtest/gtest.h>

#include <vector>

namespace airperk::jobs {
namespace {

std::vector<SubscriberId> ids(std::uint32_t from, std::uint32_t count) {
  std::vector<SubscriberId> ids;
  for (std::uint32_t i = 0; i < count; ++i) ids.push_back({from + i});
  return ids;
}

TEST(AudienceWalk, What_is_open_holds_back_what_may_be_noted_and_not_the_next_scan) {
  AudienceWalk walk(10);
  EXPECT_TRUE(walk.wants_more());
  walk.found(ids(11, 2), 12, false);
  const auto silent = walk.take();
  walk.done(walk.take());
  EXPECT_EQ(walk.over_through(), 10u) << "the silent one may have to be asked again";
  EXPECT_TRUE(walk.wants_more());
  walk.found(ids(13, 1), 40, false);
  walk.done(walk.take());
  EXPECT_EQ(walk.over_through(), 10u);
  EXPECT_EQ(walk.through(), 40u);
  walk.done(silent);
  EXPECT_EQ(walk.over_through(), 40u);
}

TEST(AudienceWalk, Nothing_is_looked_for_while_enough_is_at_hand) {
  AudienceWalk walk;
  walk.found(ids(1, 64), 64, false);
  EXPECT_FALSE(walk.wants_more());
  for (int i = 0; i < 33; ++i) walk.take();
  EXPECT_TRUE(walk.wants_more());
}

TEST(AudienceWalk, It_is_finished_once_the_last_of_the_last_scan_is_done) {
  AudienceWalk walk;
  walk.found(ids(1, 1), 1, false);
  EXPECT_FALSE(walk.finished());
  walk.found({}, 100, true);
  EXPECT_FALSE(walk.finished());
  EXPECT_FALSE(walk.wants_more());
  const auto last = walk.take();
  walk.put_back(last);
  EXPECT_FALSE(walk.finished());
  EXPECT_TRUE(walk.has_next());
  walk.done(walk.take());
  EXPECT_TRUE(walk.finished());
  EXPECT_EQ(walk.over_through(), 100u);
}

TEST(AudienceWalk, A_scan_that_found_nobody_is_over_at_once) {
  AudienceWalk walk;
  walk.found({}, 2048, false);
  EXPECT_EQ(walk.over_through(), 2048u);
  EXPECT_TRUE(walk.wants_more());
}

}  // namespace
}  // namespace airperk::jobs
