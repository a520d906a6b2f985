#include "store/access/access_log.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace airperk::store::access {
namespace {

namespace fs = std::filesystem;

class AccessLogTest : public testing::Test {
 protected:
  AccessLogTest() {
    auto pattern = (fs::temp_directory_path() / "access-log-XXXXXX").string();
    directory = ::mkdtemp(pattern.data());
  }
  ~AccessLogTest() override { fs::remove_all(directory); }

  std::unique_ptr<AccessLog> open(std::size_t file_bytes_max = 4 << 20) {
    auto log = AccessLog::open(directory, std::string(32, 'k'), file_bytes_max);
    EXPECT_TRUE(log) << log.error();
    return std::move(*log);
  }
  static Access look(const std::string& who, std::uint32_t subscriber) {
    return {0, Instant::seconds(5), who, "care", "127.0.0.1", "GET", subscriber, "ticket \"7\"\n"};
  }
  static std::vector<std::uint64_t> numbers(const std::vector<Access>& rows) {
    std::vector<std::uint64_t> numbers;
    for (const auto& row : rows) numbers.push_back(row.number);
    return numbers;
  }
  static bool all(const Access&) { return true; }

  std::string directory;
};

TEST_F(AccessLogTest, Gives_back_what_was_written_newest_first_page_by_page) {
  const auto log = open();
  for (std::uint32_t i = 1; i <= 5; ++i) ASSERT_EQ(log->append(look("aigul", i)), i);
  const auto page = log->newest(UINT64_MAX, 2, all);
  EXPECT_EQ(numbers(page), (std::vector<std::uint64_t>{5, 4}));
  auto expected = look("aigul", 5);
  expected.number = 5;
  EXPECT_EQ(page.front(), expected);
  EXPECT_EQ(numbers(log->newest(4, 10, all)), (std::vector<std::uint64_t>{3, 2, 1}));
  const auto of_two = [](const Access& access) { return access.subscriber == 2; };
  EXPECT_EQ(numbers(log->newest(UINT64_MAX, 10, of_two)), std::vector<std::uint64_t>{2});
}

TEST_F(AccessLogTest, Goes_on_over_files_and_restarts_with_no_number_twice) {
  for (int start = 0; start < 3; ++start) {
    const auto log = open(300);
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(log->append(look("aigul", 1)));
  }
  std::vector<std::uint64_t> expected;
  for (std::uint64_t n = 12; n >= 1; --n) expected.push_back(n);
  EXPECT_EQ(numbers(open()->newest(UINT64_MAX, 100, all)), expected);
  EXPECT_GT(std::distance(fs::directory_iterator(directory), fs::directory_iterator()), 3);
}

TEST_F(AccessLogTest, Cuts_off_a_torn_last_line_at_the_start) {
  open()->append(look("aigul", 1));
  std::ofstream(directory + "/access-00000001.log", std::ios::app) << "{\"n\":2,\"at\":";
  const auto log = open();
  EXPECT_EQ(log->append(look("serik", 2)), 2u);
  EXPECT_EQ(numbers(log->newest(UINT64_MAX, 10, all)), (std::vector<std::uint64_t>{2, 1}));
}

TEST_F(AccessLogTest, Keeps_text_that_is_no_UTF_8_from_breaking_a_line) {
  const auto log = open();
  auto odd = look("aigul", 1);
  odd.why = "\xff\xfe {\"n\": 9}\n";
  ASSERT_TRUE(log->append(odd));
  EXPECT_EQ(numbers(log->newest(UINT64_MAX, 10, all)), std::vector<std::uint64_t>{1});
}

TEST_F(AccessLogTest, Numbers_what_comes_from_many_threads_one_by_one) {
  const auto log = open();
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&log] {
        for (int i = 0; i < 25; ++i) ASSERT_TRUE(log->append(look("aigul", 1)));
      });
    }
  }
  EXPECT_EQ(log->newest(UINT64_MAX, 1000, all).size(), 100u);
  EXPECT_EQ(log->newest(UINT64_MAX, 1, all).front().number, 100u);
}

TEST_F(AccessLogTest, Says_where_it_cannot_be_written) {
  const auto log = AccessLog::open("/proc/nowhere", std::string(32, 'k'));
  ASSERT_FALSE(log);
  EXPECT_NE(log.error().find("/proc/nowhere"), std::string::npos);
}

}  // namespace
}  // namespace airperk::store::access
