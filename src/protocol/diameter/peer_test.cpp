#include "protocol/diameter/peer.h"

#include <gtest/gtest.h>

#include <tuple>

#include "protocol/diameter/avp.h"
#include "protocol/diameter/test_requests.h"

namespace airperk::diameter {
namespace {

constexpr Instant t0 = Instant::seconds(1000);
constexpr std::uint8_t loopback[] = {0, 1, 127, 0, 0, 1};

/// A peer that somebody connects to. The methods are what happens between them.
struct Scene {
  Peer peer;
  Instant now = t0;
  PeerEffects last;
  std::vector<Message> sent;  // of the last step

  explicit Scene(bool admitted = true)
      : peer({.origin_host = "airperk.example",
              .origin_realm = "example",
              .host_address = loopback,
              .admitted = admitted},
             t0) {}

  void happens(PeerEvent event) {
    last = PeerEffects{};
    peer.step(event, now, last);
    sent.clear();
    for (Bytes rest = last.bytes; !rest.empty();) {
      sent.push_back(read_message(rest.first(wire::get_u24(rest.subspan(1)))).value());
      rest = rest.subspan(sent.back().frame.size());
    }
  }
  void receives(const Buffer& octets) {
    const Message message = read_message(octets).value();
    happens(event::Received{&message});
  }
  void opens() {
    receives(test::cer());
    ASSERT_TRUE(peer.open());
  }
  void waits() {
    now = peer.deadline();
    happens(event::Tick{});
  }
  std::uint32_t result() const {
    const auto found = sent.empty() ? std::nullopt : find(sent[0].avps(), avp::result_code);
    return found ? found->u32().value() : 0;
  }
};

Buffer request(std::uint32_t command, std::uint32_t application) {
  Buffer out;
  Writer writer(out, test::request_header(command, application));
  writer.text(avp::session_id, "s;1");
  test::origin(writer);
  writer.finish();
  return out;
}

TEST(DiameterPeer, A_CER_is_answered_with_application_4_and_the_host_address) {
  Scene scene;
  scene.receives(test::cer());
  EXPECT_EQ(scene.result(), 2001u);
  const Bytes avps = scene.sent.at(0).avps();
  EXPECT_EQ(find(avps, avp::auth_application_id)->u32(), 4u);
  EXPECT_EQ(find(avps, avp::host_ip_address)->data.size(), 6u);
  EXPECT_EQ(find(avps, avp::origin_host)->text(), "airperk.example");
  EXPECT_EQ(scene.peer.host(), "client.example");
  EXPECT_EQ(scene.last.log, std::vector<std::string>{"client.example: open"});
}

TEST(DiameterPeer, An_address_that_is_not_admitted_gets_3010_and_a_close) {
  Scene scene(false);
  scene.receives(test::cer());
  EXPECT_EQ(scene.result(), 3010u);
  EXPECT_TRUE(scene.sent.at(0).header.error);
  EXPECT_TRUE(scene.last.close);
}

TEST(DiameterPeer, A_client_without_credit_control_gets_5010_and_a_relay_is_welcome) {
  Scene other;
  other.receives(test::cer(16'777'251));
  EXPECT_EQ(other.result(), 5010u);
  EXPECT_TRUE(other.last.close);
  Scene relay;
  relay.receives(test::cer(relay_application));
  EXPECT_EQ(relay.result(), 2001u);
}

TEST(DiameterPeer, An_application_inside_Vendor_Specific_Application_Id_counts) {
  Buffer out;
  Writer writer(out, test::request_header(command::capabilities_exchange, 0));
  test::origin(writer);
  writer.group(avp::vendor_specific_application_id, [&] {
    writer.u32(avp::vendor_id, vendor_3gpp);
    writer.u32(avp::auth_application_id, 4);
  });
  writer.finish();
  Scene scene;
  scene.receives(out);
  EXPECT_EQ(scene.result(), 2001u);
}

TEST(DiameterPeer, A_CER_without_Origin_Host_is_refused_by_name) {
  Buffer out;
  Writer writer(out, test::request_header(command::capabilities_exchange, 0));
  writer.text(avp::origin_realm, "example");
  writer.u32(avp::auth_application_id, 4);
  writer.finish();
  Scene scene;
  scene.receives(out);
  EXPECT_EQ(scene.result(), 5005u);
  const auto failed = find(scene.sent.at(0).avps(), avp::failed_avp);
  ASSERT_TRUE(failed);
  EXPECT_EQ(AvpReader(failed->data).next()->key, avp::origin_host);
}

TEST(DiameterPeer, A_CER_with_a_broken_AVP_gets_5014) {
  Buffer octets = test::cer();
  octets[27] = 200;  // Origin-Host's length
  Scene scene;
  scene.receives(octets);
  EXPECT_EQ(scene.result(), 5014u);
  EXPECT_TRUE(scene.last.close);
}

TEST(DiameterPeer, A_request_before_the_CER_is_refused_and_the_connection_closed) {
  Scene scene;
  scene.receives(test::smsc_event());
  EXPECT_EQ(scene.result(), 3010u);
  EXPECT_FALSE(scene.last.credit_control);
  EXPECT_TRUE(scene.last.close);
}

TEST(DiameterPeer, Nothing_in_time_closes) {
  Scene scene;
  scene.waits();
  EXPECT_EQ(scene.now, t0 + Duration::seconds(10));
  EXPECT_TRUE(scene.last.close);
}

TEST(DiameterPeer, A_credit_control_request_goes_to_the_caller) {
  Scene scene;
  scene.opens();
  scene.receives(test::smsc_event());
  EXPECT_TRUE(scene.last.credit_control);
  EXPECT_TRUE(scene.sent.empty());
}

TEST(DiameterPeer, Unknown_commands_get_3001_unknown_applications_3007_with_the_session_id) {
  Scene scene;
  scene.opens();
  scene.receives(request(271, 4));
  EXPECT_EQ(scene.result(), 3001u);
  EXPECT_EQ(find(scene.sent.at(0).avps(), avp::session_id)->text(), "s;1");
  scene.receives(request(999, 0));
  EXPECT_EQ(scene.result(), 3001u);
  scene.receives(request(272, 16'777'238));
  EXPECT_EQ(scene.result(), 3007u);
  EXPECT_TRUE(scene.sent.at(0).header.error);
  EXPECT_TRUE(scene.peer.open());
}

TEST(DiameterPeer, Errors_bring_an_agents_Proxy_Info_back_in_its_order) {
  for (const auto& [command, application, flags] :
       {std::tuple(271u, 4u, 0), std::tuple(272u, 16'777'238u, 0), std::tuple(272u, 4u, 0x20)}) {
    Buffer out;
    Writer writer(out, test::request_header(command, application));
    test::origin(writer);
    for (const auto* agent : {"dra1", "dra2"}) {
      writer.group(avp::proxy_info, [&] { writer.text(avp::origin_host, agent); });
    }
    writer.finish();
    out[4] |= static_cast<std::uint8_t>(flags);
    Scene scene;
    scene.opens();
    scene.receives(out);
    std::vector<std::string> agents;
    AvpReader reader(scene.sent.at(0).avps());
    while (const auto avp = reader.next()) {
      if (avp->key != avp::proxy_info) continue;
      AvpReader inner = reader.open(*avp);
      agents.emplace_back(inner.next()->text());
    }
    EXPECT_EQ(agents, (std::vector<std::string>{"dra1", "dra2"})) << scene.result();
  }
}

TEST(DiameterPeer, A_client_that_offers_TLS_alone_gets_5017) {
  const auto cer = [](std::initializer_list<std::uint32_t> securities) {
    Buffer out;
    Writer writer(out, test::request_header(command::capabilities_exchange, 0));
    test::origin(writer);
    writer.u32(avp::auth_application_id, 4);
    for (const auto security : securities) writer.u32(avp::inband_security_id, security);
    writer.finish();
    return out;
  };
  Scene tls, either, plain;
  tls.receives(cer({1}));
  EXPECT_EQ(tls.result(), 5017u);
  EXPECT_TRUE(tls.last.close);
  either.receives(cer({1, 0}));
  EXPECT_EQ(either.result(), 2001u);
  plain.receives(cer({0}));
  EXPECT_EQ(plain.result(), 2001u);
}

TEST(DiameterPeer, Requests_of_ours_have_the_End_to_End_Identifiers_that_are_given) {
  std::uint32_t last = 0xFFFF'FFFE;
  Peer peer({.origin_host = "airperk.example",
             .origin_realm = "example",
             .host_address = loopback,
             .next_end_to_end = [&last] { return ++last; }},
            t0);
  PeerEffects effects;
  const auto cer = test::cer();
  const auto opened = read_message(cer).value();
  peer.step(event::Received{&opened}, t0, effects);
  for (const auto id : {0xFFFF'FFFFu, 0u}) {
    effects.bytes.clear();
    peer.step(event::AskReport{"s;1", "pgw.example", "example"}, t0, effects);
    const auto asked = read_message(effects.bytes).value();
    EXPECT_EQ(asked.header.end_to_end, id);
  }
}

TEST(DiameterPeer, A_request_with_the_E_bit_gets_3008) {
  Scene scene;
  scene.opens();
  Buffer octets = test::smsc_event();
  octets[4] |= 0x20;
  scene.receives(octets);
  EXPECT_EQ(scene.result(), 3008u);
}

TEST(DiameterPeer, A_watchdog_request_is_answered) {
  Scene scene;
  scene.opens();
  scene.receives(test::base_request(command::device_watchdog));
  EXPECT_EQ(scene.result(), 2001u);
}

TEST(DiameterPeer, A_silent_peer_is_asked_and_then_left) {
  Scene scene;
  scene.opens();
  scene.waits();
  EXPECT_EQ(scene.now, t0 + Duration::seconds(30));
  ASSERT_EQ(scene.sent.size(), 1u);
  EXPECT_EQ(scene.sent[0].header.command, command::device_watchdog);
  EXPECT_TRUE(scene.sent[0].header.request);
  scene.waits();
  EXPECT_TRUE(scene.last.close);
  EXPECT_EQ(scene.last.log, std::vector<std::string>{"client.example: does not answer DWR"});
}

TEST(DiameterPeer, Any_message_counts_as_a_sign_of_life) {
  Scene scene;
  scene.opens();
  scene.waits();
  Buffer answer;
  Header header = scene.sent.at(0).header;
  header.request = false;
  Writer(answer, header).finish();
  scene.receives(answer);
  EXPECT_EQ(scene.peer.deadline(), scene.now + Duration::seconds(30));
  scene.waits();
  EXPECT_FALSE(scene.last.close);
}

TEST(DiameterPeer, A_DPR_is_answered_and_closed) {
  Scene scene;
  scene.opens();
  scene.receives(test::base_request(command::disconnect_peer));
  EXPECT_EQ(scene.result(), 2001u);
  EXPECT_TRUE(scene.last.close);
}

TEST(DiameterPeer, A_stop_says_DPR_and_waits_for_its_answer_but_not_for_ever) {
  Scene polite;
  polite.opens();
  polite.happens(event::Stop{});
  ASSERT_EQ(polite.sent.size(), 1u);
  EXPECT_EQ(polite.sent[0].header.command, command::disconnect_peer);
  Buffer answer;
  Header header = polite.sent[0].header;
  header.request = false;
  Writer(answer, header).finish();
  polite.receives(answer);
  EXPECT_TRUE(polite.last.close);
  Scene mute;
  mute.opens();
  mute.happens(event::Stop{});
  mute.receives(test::smsc_event());
  EXPECT_EQ(mute.result(), 3004u);
  mute.waits();
  EXPECT_TRUE(mute.last.close);
}

TEST(DiameterPeer, A_name_from_the_network_cannot_write_a_log_line_of_its_own) {
  Buffer out;
  Writer writer(out, test::request_header(command::capabilities_exchange, 0));
  writer.text(avp::origin_host, "evil\nairperk: all is well");
  writer.text(avp::origin_realm, "example");
  writer.u32(avp::auth_application_id, 4);
  writer.finish();
  Scene scene;
  scene.receives(out);
  EXPECT_EQ(scene.last.log.at(0).find('\n'), std::string::npos);
}

}  // namespace
}  // namespace airperk::diameter
