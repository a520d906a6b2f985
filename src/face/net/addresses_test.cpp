#include "face/net/addresses.h"

#include <gtest/gtest.h>

namespace airperk::face::net {
namespace {

TEST(ForwardedAddress, Has_a_port_or_none_and_an_IPv6_one_brackets_or_none) {
  const auto read = [](const char* said) {
    const auto address = forwarded_address(said);
    return address ? address->to_string() : "none";
  };
  EXPECT_EQ(read("198.51.100.1"), "198.51.100.1");
  EXPECT_EQ(read("198.51.100.1:4711"), "198.51.100.1");
  EXPECT_EQ(read("2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(read("[2001:db8::1]"), "2001:db8::1");
  EXPECT_EQ(read("[2001:db8::1]:4711"), "2001:db8::1");
  EXPECT_EQ(read("::ffff:198.51.100.1"), "198.51.100.1");
  for (const char* none : {"", "unknown", "_hidden", "[", "[]", "[2001:db8::1", ":", "1.2.3:4"}) {
    EXPECT_EQ(read(none), "none") << none;
  }
}

}  // namespace
}  // namespace airperk::face::net
