#include "face/net/spare_descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cerrno>
#include <vector>

#include "face/net/test_peer.h"

namespace airperk::face::net {
namespace {

/// No descriptor is left to this process while it lives.
class NoneLeft {
 public:
  NoneLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit low = before_;
    low.rlim_cur = 64;
    ::setrlimit(RLIMIT_NOFILE, &low);
    for (int one = ::open("/dev/null", O_RDONLY); one >= 0; one = ::open("/dev/null", O_RDONLY)) {
      held_.push_back(one);
    }
  }
  ~NoneLeft() {
    for (const int one : held_) ::close(one);
    ::setrlimit(RLIMIT_NOFILE, &before_);
  }

 private:
  rlimit before_{};
  std::vector<int> held_;
};

TEST(SpareDescriptor,
     With_none_left_who_waits_at_the_door_is_turned_away_at_once_and_the_spare_is_kept) {
  SpareDescriptor spare;
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  auto address = TestPeer::loopback(0);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(listener, 16), 0);
  socklen_t size = sizeof address;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  for (int round = 0; round < 2; ++round) {
    const auto first = TestPeer::to(ntohs(address.sin_port));
    const auto second = TestPeer::to(ntohs(address.sin_port));
    {
      const NoneLeft none;
      EXPECT_LT(::accept(listener, nullptr, nullptr), 0);
      EXPECT_EQ(errno, EMFILE);
      EXPECT_EQ(spare.turn_away(listener), 2u);
    }
    EXPECT_TRUE(first.ended());
    EXPECT_TRUE(second.ended());
  }
  EXPECT_EQ(spare.turn_away(listener), 0u);  // nobody waits, and it does not wait for anybody
  ::close(listener);
}

}  // namespace
}  // namespace airperk::face::net
