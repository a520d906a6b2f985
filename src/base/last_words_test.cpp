#include "base/last_words.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>

namespace airperk {
namespace {

using namespace std::chrono_literals;

/// Two ends; the second one is written to.
struct Ends {
  int read = -1, written = -1;
  ~Ends() {
    if (read >= 0) ::close(read);
    if (written >= 0) ::close(written);
  }
  std::string all() const {
    std::string text(1 << 20, '\0');
    ::fcntl(read, F_SETFL, O_NONBLOCK);
    const auto size = ::read(read, text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text;
  }
};
void make_pipe(Ends& ends) {
  int both[2];
  ASSERT_EQ(::pipe(both), 0);
  ends.read = both[0], ends.written = both[1];
}
void make_sockets(Ends& ends) {
  int both[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, both), 0);
  ends.read = both[0], ends.written = both[1];
}
using Make = void (*)(Ends&);
const Make kinds[] = {make_pipe, make_sockets};

TEST(LastWords, What_is_read_comes_whole) {
  for (const auto make : kinds) {
    Ends ends;
    make(ends);
    EXPECT_TRUE(write_within(ends.written, "the disk is full\n", 1'000));
    EXPECT_EQ(ends.all(), "the disk is full\n");
  }
}

TEST(LastWords, Where_nobody_reads_nothing_waits_and_what_fitted_is_there) {
  for (const auto make : kinds) {
    Ends ends;
    make(ends);
    const std::string line(1'000, 'x');
    for (int i = 0; i < 10'000; ++i) {
      if (write_now(ends.written, line) == 0) break;
    }
    EXPECT_EQ(write_now(ends.written, line), 0);
    EXPECT_FALSE(write_within(ends.written, std::string(1 << 20, 'y'), 20));
    EXPECT_FALSE(ends.all().empty());
    EXPECT_GT(write_now(ends.written, line), 0);  // there is room again
  }
}

TEST(LastWords, A_descriptor_of_others_stays_as_it_was) {
  Ends ends;
  make_pipe(ends);
  write_within(ends.written, "a line\n", 10);
  EXPECT_EQ(::fcntl(ends.written, F_GETFL) & O_NONBLOCK, 0);
}

TEST(LastWords, Where_the_reader_has_gone_it_is_said_and_no_signal_ends_the_process) {
  for (const auto make : kinds) {
    Ends ends;
    make(ends);
    ::close(ends.read);
    ends.read = -1;
    EXPECT_EQ(write_now(ends.written, "x"), -1);
    EXPECT_FALSE(write_within(ends.written, "x", 1'000));
  }
}

TEST(LastWords, A_descriptor_that_is_none_and_a_full_disk_are_said_too) {
  EXPECT_EQ(write_now(987, "x"), -1);
  EXPECT_FALSE(write_within(987, "x", 1'000));
  const int full = ::open("/dev/full", O_WRONLY);
  ASSERT_GE(full, 0);
  EXPECT_FALSE(write_within(full, "x", 1'000));
  ::close(full);
}

}  // namespace
}  // namespace airperk
