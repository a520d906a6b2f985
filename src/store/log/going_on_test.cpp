// How a log goes on where a start has read that it ends.
#include <gmock/gmock.h>

#include <chrono>

#include "store/log/log_test_environment.h"

namespace airperk::store::log {
namespace {

using ::testing::HasSubstr;

class GoingOnTest : public LogTest {
 protected:
  /// One record that the head names, and one behind it.
  GoingOnTest() {
    answers("named");
    named_ = *read_head(directory_).head;
    appends("behind the head");
    tail_ = reads(0).tail;
    log_.reset();
  }
  void was_written_long_ago(const std::string& file) {
    std::filesystem::last_write_time(file, long_ago_);
  }
  bool is_written_since(const std::string& file) const {
    return std::filesystem::last_write_time(file) != long_ago_;
  }

  Head named_;
  Tail tail_;
  const std::filesystem::file_time_type long_ago_ =
      std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
};

/// A sync that failed says nothing of what it covered, and a second one covers it no more.
TEST_F(GoingOnTest, What_stands_behind_the_head_is_written_again) {
  was_written_long_ago(newest_segment());
  goes_on(named_, tail_);
  EXPECT_TRUE(is_written_since(newest_segment()));
  answers("more");
  EXPECT_FALSE(reads(0).damage);
  EXPECT_EQ(found_, written_);
}

TEST_F(GoingOnTest, What_is_read_wrongly_now_does_not_become_what_is_written) {
  flip(newest_segment(), tail_.end - record_alignment);
  was_written_long_ago(newest_segment());
  goes_on(named_, tail_);
  EXPECT_FALSE(is_written_since(newest_segment()));
}

TEST_F(GoingOnTest, Files_behind_the_last_one_are_no_part_of_it) {
  put(path("log-00000099.log"), content(newest_segment()));
  goes_on(named_, tail_);
  EXPECT_FALSE(std::filesystem::exists(path("log-00000099.log")));
}

TEST_F(GoingOnTest, A_file_whose_header_cannot_be_read_any_more_is_not_gone_on_with) {
  flip(newest_segment(), 20);
  const auto log = Log::go_on(directory_, store_id, named_, tail_);
  ASSERT_FALSE(log);
  EXPECT_THAT(log.error(), HasSubstr("its header cannot be read any more"));
}

}  // namespace
}  // namespace airperk::store::log
