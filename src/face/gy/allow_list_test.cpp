#include "face/gy/allow_list.h"

#include <gtest/gtest.h>

namespace airperk::face::gy {
namespace {

using boost::asio::ip::make_address;

bool admits(const std::vector<std::string>& entries, const char* address) {
  return AllowList::parse(entries).value().admits(make_address(address));
}

TEST(GyAllowList, A_network_admits_its_addresses_and_no_other) {
  EXPECT_TRUE(admits({"127.0.0.0/8"}, "127.200.0.1"));
  EXPECT_FALSE(admits({"127.0.0.0/8"}, "128.0.0.1"));
  EXPECT_TRUE(admits({"10.1.2.3"}, "10.1.2.3"));
  EXPECT_FALSE(admits({"10.1.2.3"}, "10.1.2.4"));
  EXPECT_TRUE(admits({"0.0.0.0/0"}, "203.0.113.9"));
  EXPECT_TRUE(admits({"fd00::/8"}, "fd12::1"));
  EXPECT_FALSE(admits({"fd00::/8"}, "fe80::1"));
  EXPECT_FALSE(admits({}, "127.0.0.1"));
}

TEST(GyAllowList, A_network_written_with_host_bits_means_its_network) {
  EXPECT_TRUE(admits({"10.1.2.3/24"}, "10.1.2.77"));
}

TEST(GyAllowList, An_IPv4_peer_on_an_IPv6_socket_is_its_IPv4_address) {
  EXPECT_TRUE(admits({"10.0.0.0/8"}, "::ffff:10.1.2.3"));
}

TEST(GyAllowList, Says_the_line_that_would_admit) {
  const auto list = AllowList::parse({"127.0.0.0/8"}).value();
  EXPECT_EQ(list.line_admitting(make_address("10.1.2.3")),
            "[gy] allow = [\"127.0.0.0/8\", \"10.1.2.3/32\"]");
  EXPECT_EQ(list.line_admitting(make_address("fd00::1")),
            "[gy] allow = [\"127.0.0.0/8\", \"fd00::1/128\"]");
}

TEST(GyAllowList, Refuses_what_is_no_address_by_name) {
  for (const char* wrong : {"localhost", "10.0.0.0/33", "10.0.0", "", "10.0.0.0/"}) {
    const auto list = AllowList::parse({wrong});
    ASSERT_FALSE(list) << wrong;
    EXPECT_NE(list.error().find("[gy] allow"), std::string::npos);
  }
}

}  // namespace
}  // namespace airperk::face::gy
