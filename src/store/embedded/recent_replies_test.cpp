#include "store/embedded/recent_replies.h"

#include <filesystem>
#include <set>

#include "store/embedded/embedded_test.h"

namespace airperk::store::embedded {
namespace {

/// Replies that are written as a checkpointer does, and a steady clock that the test moves.
class RecentRepliesTest : public ::testing::Test {
 protected:
  RecentRepliesTest() {
    auto opened = Database::open(disk_.path + "/store", Database::Mode::read_write);
    database_ = std::move(opened.value());
    begins();
  }
  void begins() {
    replies_.emplace(*database_, [this] { return steady_; });
    replies_->keep(Duration::hours(48));
    replies_->begin(business_);
  }
  void passes(Duration span) {
    steady_ = steady_ + span;
    business_ = business_ + span;
  }
  void answers(std::uint8_t key) {
    replies_->add({RequestKey{key}, "reply " + std::to_string(key), false}, business_);
  }
  void writes() { RecentReplies::write(*database_, replies_->take()); }
  bool knows(std::uint8_t key, Duration within = Duration::hours(48)) const {
    return replies_->find(RequestKey{key}, within) == "reply " + std::to_string(key);
  }

  TemporaryDisk disk_;
  std::unique_ptr<Database> database_;
  Instant steady_ = Instant::seconds(1'000'000), business_ = Instant::seconds(1'457'150'400);
  std::optional<RecentReplies> replies_;
};

TEST_F(RecentRepliesTest, They_are_written_by_time_and_not_by_traffic) {
  EXPECT_FALSE(replies_->is_due()) << "there is nothing";
  answers(1);
  EXPECT_FALSE(replies_->is_due());
  passes(Duration::minutes(2));
  EXPECT_TRUE(replies_->is_due());
  writes();
  EXPECT_FALSE(replies_->is_due());
  EXPECT_TRUE(knows(1));
}

TEST_F(RecentRepliesTest, They_are_found_for_as_long_as_they_are_kept) {
  answers(1);
  writes();
  for (int hour = 0; hour < 47; ++hour) {
    passes(Duration::hours(1));
    answers(2);
    writes();
    ASSERT_TRUE(knows(1)) << hour;
  }
  passes(Duration::hours(9));
  answers(3);
  writes();
  EXPECT_FALSE(knows(1));
  EXPECT_TRUE(knows(2));
  EXPECT_TRUE(knows(3));
}

TEST_F(RecentRepliesTest, Who_asks_for_the_last_hour_looks_into_no_older_span) {
  answers(1);
  writes();
  passes(Duration::hours(RecentReplies::span_hours));
  answers(2);
  writes();
  EXPECT_FALSE(knows(1, Duration::hours(1)));
  EXPECT_TRUE(knows(2, Duration::hours(1)));
  EXPECT_TRUE(knows(1));
}

/// A repetition of which nobody says when it was first asked is looked for in each.
TEST_F(RecentRepliesTest, Two_days_are_few_spans) {
  std::set<std::string> spans;
  for (int hour = 0; hour < 48; ++hour) {
    answers(1);
    writes();
    passes(Duration::hours(1));
  }
  const auto rows = database_->scan(Family::recent);
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
    spans.emplace(rows->key().ToStringView().substr(0, 4));
  }
  EXPECT_LE(spans.size(), 9);
}

TEST_F(RecentRepliesTest, They_are_found_after_a_start_and_wherever_the_clock_went) {
  answers(1);
  writes();
  passes(Duration::hours(30));
  answers(2);
  writes();
  business_ = business_ + Duration::days(365);
  answers(3);
  writes();
  EXPECT_TRUE(knows(1) && knows(2) && knows(3));
  business_ = business_ - Duration::days(365);
  begins();
  EXPECT_TRUE(knows(1) && knows(2) && knows(3));
}

}  // namespace
}  // namespace airperk::store::embedded
