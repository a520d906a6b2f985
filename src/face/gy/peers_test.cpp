#include "face/gy/peers.h"

#include <gtest/gtest.h>

namespace airperk::face::gy {
namespace {

using boost::asio::ip::make_address;

bool admits(const std::vector<std::string>& entries, const char* address) {
  return Peers::parse(entries, {}).value().admits(make_address(address));
}

TEST(GyPeers, A_network_admits_its_addresses_and_no_other) {
  EXPECT_TRUE(admits({"127.0.0.0/8"}, "127.200.0.1"));
  EXPECT_FALSE(admits({"127.0.0.0/8"}, "128.0.0.1"));
  EXPECT_TRUE(admits({"10.1.2.3"}, "10.1.2.3"));
  EXPECT_FALSE(admits({"10.1.2.3"}, "10.1.2.4"));
  EXPECT_TRUE(admits({"0.0.0.0/0"}, "203.0.113.9"));
  EXPECT_TRUE(admits({"fd00::/8"}, "fd12::1"));
  EXPECT_FALSE(admits({"fd00::/8"}, "fe80::1"));
  EXPECT_FALSE(admits({}, "127.0.0.1"));
}

TEST(GyPeers, A_network_written_with_host_bits_means_its_network) {
  EXPECT_TRUE(admits({"10.1.2.3/24"}, "10.1.2.77"));
}

TEST(GyPeers, An_IPv4_peer_on_an_IPv6_socket_is_its_IPv4_address) {
  EXPECT_TRUE(admits({"10.0.0.0/8"}, "::ffff:10.1.2.3"));
}

TEST(GyPeers, Says_the_line_that_would_admit) {
  const auto list = Peers::parse({"127.0.0.0/8"}, {}).value();
  EXPECT_EQ(list.line_admitting(make_address("10.1.2.3")),
            "[gy] allow = [\"127.0.0.0/8\", \"10.1.2.3/32\"]");
  EXPECT_EQ(list.line_admitting(make_address("fd00::1")),
            "[gy] allow = [\"127.0.0.0/8\", \"fd00::1/128\"]");
}

TEST(GyPeers, Refuses_what_is_no_address_by_name) {
  for (const char* wrong : {"localhost", "10.0.0.0/33", "10.0.0", "", "10.0.0.0/"}) {
    const auto list = Peers::parse({wrong}, {});
    ASSERT_FALSE(list) << wrong;
    EXPECT_NE(list.error().find("[gy] allow"), std::string::npos);
  }
}

Peers peers(const std::vector<PeerEntry>& entries) {
  return Peers::parse({"127.0.0.0/8"}, entries).value();
}

TEST(GyPeers, Without_an_entry_a_peer_may_debit_and_ask_for_prices) {
  const auto known = peers({}).who_is(make_address("127.0.0.1"), "pgw.test");
  ASSERT_TRUE(known);
  EXPECT_EQ(known->may, PeerRights{});
  EXPECT_TRUE(known->may.debit && known->may.price);
  EXPECT_FALSE(known->may.refund || known->may.balance);
}

TEST(GyPeers, An_entry_admits_its_addresses_and_gives_its_rights) {
  const auto all = peers({{{"10.0.0.7"}, "pgw.test", {.balance = true}, false}});
  EXPECT_TRUE(all.admits(make_address("10.0.0.7")));
  EXPECT_FALSE(all.admits(make_address("10.0.0.8")));
  EXPECT_TRUE(all.who_is(make_address("10.0.0.7"), "PGW.test")->may.balance) << "in any case";
}

TEST(GyPeers, A_name_belongs_to_its_address) {
  const auto all = peers({{{"10.0.0.7"}, "pgw.test", {}, false}});
  EXPECT_FALSE(all.who_is(make_address("127.0.0.1"), "pgw.test"));
  EXPECT_FALSE(all.who_is(make_address("10.0.0.7"), "other.test")) << "admitted for pgw.test alone";
  EXPECT_TRUE(all.who_is(make_address("127.0.0.1"), "other.test"));
}

TEST(GyPeers, One_name_may_have_several_entries) {
  const auto all = peers(
      {{{"10.0.0.7"}, "pgw.test", {}, false}, {{"10.0.1.7"}, "pgw.test", {.refund = true}, false}});
  EXPECT_FALSE(all.who_is(make_address("10.0.0.7"), "pgw.test")->may.refund);
  EXPECT_TRUE(all.who_is(make_address("10.0.1.7"), "pgw.test")->may.refund);
}

TEST(GyPeers, Nobody_but_an_agent_speaks_for_a_peer_that_has_an_entry) {
  const auto all = peers({{{}, "pgw.test", {}, false}, {{}, "dra.test", {}, true}});
  const auto is = [&](const char* host) { return *all.who_is(make_address("127.0.0.1"), host); };
  const auto here = [] { return true; };
  const auto gone = [] { return false; };
  EXPECT_TRUE(all.speaks_for(is("pgw.test"), "PGW.test", here));
  EXPECT_FALSE(all.speaks_for(is("pgw.test"), "else.test", gone)) << "it is no agent";
  EXPECT_TRUE(all.speaks_for(is("dra.test"), "pgw.test", here));
  EXPECT_FALSE(all.speaks_for(is("evil.test"), "pgw.test", gone));
  EXPECT_TRUE(all.speaks_for(is("evil.test"), "whoever.test", gone))
      << "as long as nobody is named";
  EXPECT_FALSE(all.speaks_for(is("evil.test"), "whoever.test", here)) << "it is here itself";
}

TEST(GyPeers, A_name_that_may_more_and_has_no_address_is_anybodys) {
  const auto all = peers({{{}, "refunds.test", {.refund = true}, false},
                          {{"10.0.0.7"}, "pgw.test", {.refund = true}, false},
                          {{}, "dra.test", {}, true},
                          {{}, "plain.test", {}, false}});
  EXPECT_EQ(all.anybodys_names(), (std::vector<std::string>{"refunds.test", "dra.test"}));
}

TEST(GyPeers, Who_is_here_is_so_until_the_last_connection_goes_and_is_known_by_its_addresses) {
  HostsHere here;
  EXPECT_EQ(here.came("pgw.test", "10.0.0.1"), std::nullopt);
  EXPECT_EQ(here.came("PGW.test", "10.0.0.1"), std::nullopt);
  EXPECT_EQ(here.came("pgw.test", "10.0.0.2"), "10.0.0.1");
  here.went("pgw.test", "10.0.0.1");
  here.went("pgw.test", "10.0.0.1");
  EXPECT_TRUE(here.has("Pgw.test"));
  here.went("pgw.test", "10.0.0.2");
  here.went("pgw.test", "10.0.0.2");
  EXPECT_FALSE(here.has("pgw.test"));
}

TEST(GyPeers, An_entry_that_names_nobody_is_refused) {
  EXPECT_FALSE(Peers::parse({}, {PeerEntry{}}));
  const auto wrong = Peers::parse({}, {{{"10.0.0.300"}, "", {}, false}});
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().find("[[gy.peer]] address: \"10.0.0.300\""), std::string::npos);
}

TEST(GyPeers, What_may_be_asked_is_told_by_its_action) {
  using diameter::RequestedAction;
  diameter::CreditControlRequest request;
  request.type = diameter::RequestType::event;
  const auto may = [&](std::optional<RequestedAction> action, PeerRights rights) {
    request.action = action;
    return why_not(rights, request) == nullptr;
  };
  const PeerRights none{.debit = false, .refund = false, .price = false, .balance = false};
  EXPECT_TRUE(may(RequestedAction::direct_debiting, {}));
  EXPECT_TRUE(may(RequestedAction::price_enquiry, {}));
  EXPECT_TRUE(may(RequestedAction::refund_account, {})) << "its own";
  EXPECT_FALSE(may(RequestedAction::check_balance, {}));
  for (const auto action : {RequestedAction::direct_debiting, RequestedAction::price_enquiry,
                            RequestedAction::refund_account, RequestedAction::check_balance}) {
    EXPECT_FALSE(may(action, none));
  }
  request.type = diameter::RequestType::initial;
  EXPECT_FALSE(may({}, none)) << "a session";
  EXPECT_TRUE(may({}, {}));
}

}  // namespace
}  // namespace airperk::face::gy
