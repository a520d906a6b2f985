#include "face/smpp/gateway_link.h"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "face/smpp/test_smpp_peer.h"
#include "protocol/gsm/alphabet.h"
#include "protocol/smpp/status.h"

namespace airperk::face::smpp {
namespace {

using namespace std::chrono_literals;

const Msisdn aigul = *Msisdn::parse("77011234567");

/// A scripted gateway, blocking, in the test's thread.
class Gateway : public TestSmppPeer {
 public:
  void sends_input(std::string_view text, std::uint8_t op, Bytes id, std::string_view from) {
    protocol::DeliverSm deliver;
    deliver.service_type = "USSD";
    deliver.source = {1, 1, from};
    deliver.destination = {0, 1, "555"};
    deliver.short_message = wire::as_bytes(text);
    deliver.tlvs.ussd_service_op = op;
    if (!id.empty()) deliver.tlvs.its_session_info = id;
    sends(deliver, ++sequence_);
  }
  /// A subscriber dials or answers, and the link confirms that it has it.
  void enters(std::string_view text, std::uint8_t op, Bytes id = {},
              std::string_view from = "77011234567") {
    sends_input(text, op, id, from);
    const auto resp = receives();
    ASSERT_TRUE(resp.as<protocol::DeliverSmResp>());
    EXPECT_EQ(resp.pdu.sequence, sequence_);
    last_status_ = resp.pdu.status;
  }
  /// The screen that comes for it.
  std::pair<std::string, std::uint8_t> sees() {
    const auto received = receives();
    const auto* submit = received.as<protocol::SubmitSm>();
    if (submit == nullptr) return {"no screen", 0};
    sends(protocol::SubmitSmResp{"1"}, received.pdu.sequence);
    const std::string text = submit->data_coding == 8 ? gsm::from_utf16_be(submit->short_message)
                                                      : gsm::from_septets(submit->short_message);
    return {text, submit->tlvs.ussd_service_op.value_or(0xFF)};
  }
  std::uint32_t last_status() const { return last_status_; }

 private:
  std::uint32_t sequence_ = 0, last_status_ = 0;
};

/// The link under test on its own thread, with an application that echoes unless a test changes it.
class SmppFace : public testing::Test {
 protected:
  void runs(std::function<void(GatewayConfig&)> change = {}) {
    GatewayConfig config;
    config.name = "gw1";
    config.host = "127.0.0.1";
    config.port = std::to_string(gateway.port());
    config.system_id = "airperk";
    config.password = "secret";
    if (change) change(config);
    DialPorts ports;
    ports.dial = [this](DialRequest request, std::function<void(DialAnswer)> answer) {
      const std::lock_guard lock(mutex);
      last_dial = request;
      application(request, std::move(answer));
    };
    ports.abort = [this](const DialAbort& abort) {
      const std::lock_guard lock(mutex);
      aborted.push_back(abort);
      changed.notify_all();
    };
    ports.shown = [this](Msisdn msisdn, std::uint32_t mark) {
      const std::lock_guard lock(mutex);
      shown.emplace_back(msisdn, mark);
      changed.notify_all();
    };
    ports.log = [this](const std::string& line) {
      const std::lock_guard lock(mutex);
      log.push_back(line);
      changed.notify_all();
    };
    link = GatewayLink::make(context.get_executor(), config, ports).value();
    link->start();
    thread = std::thread([this] { context.run(); });
  }
  void TearDown() override {
    if (!link) return;
    gateway.drops();
    std::promise<void> stopped;
    link->stop([&] { stopped.set_value(); });
    EXPECT_EQ(stopped.get_future().wait_for(5s), std::future_status::ready);
    work.reset();
    thread.join();
  }
  /// What becomes of a push to Aigul.
  std::future<Submitted> pushes(protocol::Push push, const std::string& text, std::uint32_t mark) {
    auto told = std::make_shared<std::promise<Submitted>>();
    link->push(push, aigul, text, Duration::seconds(60), mark, {},
               [told](Submitted what, const std::string&) { told->set_value(what); });
    return told->get_future();
  }
  std::future<Submitted> notifies(const std::string& text, std::uint32_t mark = 0) {
    return pushes(protocol::Push::notice, text, mark);
  }
  /// The gateway takes what is pushed next; gives the field that names its dialogue.
  std::string takes_push(std::future<Submitted> told) {
    const auto received = gateway.receives();
    const auto* submit = received.as<protocol::SubmitSm>();
    if (submit == nullptr) return {};
    gateway.sends(protocol::SubmitSmResp{"n"}, received.pdu.sequence);
    EXPECT_EQ(becomes(std::move(told)), Submitted::accepted);
    return std::string(wire::as_text(*submit->tlvs.its_session_info));
  }
  static Submitted becomes(std::future<Submitted> told) {
    EXPECT_EQ(told.wait_for(5s), std::future_status::ready) << "no Done";
    return told.get();
  }
  bool logs(std::string_view part) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 5s, [&] {
      return std::any_of(log.begin(), log.end(),
                         [&](const std::string& line) { return line.find(part) != line.npos; });
    });
  }

  static constexpr std::uint8_t begin = 0x01, more = 0x12;
  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  Gateway gateway;
  std::shared_ptr<GatewayLink> link;
  std::thread thread;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> log;
  std::vector<DialAbort> aborted;
  std::vector<std::pair<Msisdn, std::uint32_t>> shown;
  DialRequest last_dial;
  std::function<void(const DialRequest&, std::function<void(DialAnswer)>)> application =
      [](const DialRequest& request, const std::function<void(DialAnswer)>& answer) {
        answer({"you said " + request.text, !request.begins});
      };
};

constexpr std::uint8_t session[] = {0x2A, 0x00};

TEST_F(SmppFace,
       A_stop_puts_off_a_new_dial_shows_the_screen_of_one_under_way_and_only_then_unbinds) {
  std::promise<std::function<void(DialAnswer)>> asked;
  application = [&](const DialRequest&, std::function<void(DialAnswer)> answer) {
    asked.set_value(std::move(answer));
  };
  runs();
  gateway.binds();
  gateway.enters("*555#", begin, session);
  const auto answer = asked.get_future().get();
  std::promise<void> stopped;
  link->leave();
  link->stop([&] { stopped.set_value(); });
  gateway.enters("*555#", begin, session, "77019999999");
  EXPECT_EQ(gateway.last_status(), protocol::status::receiver_temporary_error);
  answer({"you joined", true});
  EXPECT_EQ(gateway.sees().first, "you joined");
  const auto unbind = gateway.receives();
  ASSERT_TRUE(unbind.as<protocol::Unbind>());
  gateway.sends(protocol::UnbindResp{}, unbind.pdu.sequence);
  EXPECT_EQ(stopped.get_future().wait_for(5s), std::future_status::ready);
}

TEST_F(SmppFace, A_dial_that_is_never_answered_holds_up_a_stop_for_a_moment_alone) {
  application = [](const DialRequest&, const std::function<void(DialAnswer)>&) {};
  runs();
  gateway.binds();
  gateway.enters("*555#", begin, session);
  link->stop([] {});
  EXPECT_TRUE(gateway.receives().as<protocol::Unbind>());
}

TEST_F(SmppFace, A_dialogue_goes_from_the_code_to_the_last_screen) {
  runs();
  gateway.binds();
  gateway.enters("*555#", begin, session);
  EXPECT_EQ(gateway.sees(), std::pair(std::string("you said *555#"), std::uint8_t{0x02}));
  EXPECT_EQ(last_dial.session, "gw1:2a");
  EXPECT_EQ(last_dial.msisdn.to_string(), "77011234567");
  EXPECT_TRUE(last_dial.begins);
  gateway.enters("1", more, session);
  EXPECT_EQ(gateway.sees(), std::pair(std::string("you said 1"), std::uint8_t{0x11}));
}

TEST_F(SmppFace, Answers_may_come_from_another_thread) {
  std::vector<std::thread> threads;
  application = [&](const DialRequest& request, std::function<void(DialAnswer)> answer) {
    threads.emplace_back([text = request.text, answer = std::move(answer)] {
      std::this_thread::sleep_for(5ms);
      answer({text, true});
    });
  };
  runs();
  gateway.binds();
  for (int i = 0; i < 20; ++i) gateway.sends_input("*555#", begin, session, "77011234567");
  int confirmed = 0, screens = 0;
  while (confirmed + screens < 40) {
    const auto received = gateway.receives();
    if (received.as<protocol::DeliverSmResp>()) ++confirmed;
    if (received.as<protocol::SubmitSm>()) {
      gateway.sends(protocol::SubmitSmResp{"1"}, received.pdu.sequence);
      ++screens;
    }
    ASSERT_FALSE(received.as<protocol::EnquireLink>()) << "nothing more came";
  }
  EXPECT_EQ(screens, 20);
  for (auto& each : threads) each.join();
}

TEST_F(SmppFace, A_wrong_password_is_one_line_and_the_link_tries_again) {
  runs();
  gateway.binds(0x0E);
  EXPECT_TRUE(logs("gw1: bind refused with ESME_RINVPASWD"));
  gateway.binds(0x0E);
  gateway.binds();
  EXPECT_TRUE(logs("gw1: bound"));
  EXPECT_EQ(log.size(), 2u);
}

TEST_F(SmppFace, A_dialogue_goes_on_after_the_gateway_restarted) {
  runs();
  gateway.binds();
  gateway.enters("*555#", begin, session);
  gateway.sees();
  gateway.restarts();
  gateway.binds();
  gateway.enters("1", more, session);
  EXPECT_EQ(gateway.sees().first, "you said 1");
  EXPECT_EQ(last_dial.session, "gw1:2a");
}

TEST_F(SmppFace, An_answer_that_comes_while_the_gateway_restarts_is_shown_after_it) {
  std::function<void(DialAnswer)> kept;
  application = [&](const DialRequest&, std::function<void(DialAnswer)> answer) {
    kept = std::move(answer);
  };
  runs();
  gateway.binds();
  gateway.enters("*555#", begin, session);
  gateway.drops();
  EXPECT_TRUE(logs("closed by the peer"));
  kept({"late", true});
  gateway.binds();
  EXPECT_EQ(gateway.sees().first, "late");
}

TEST_F(SmppFace, A_users_abort_goes_its_own_way) {
  runs([](GatewayConfig& config) { config.profile = "end-bit"; });
  gateway.binds();
  const std::uint8_t id[] = {0x12, 0x34}, ended[] = {0x12, 0x35};
  gateway.enters("*555#", begin, id);
  gateway.sees();
  gateway.enters("", more, ended);
  std::unique_lock lock(mutex);
  ASSERT_TRUE(changed.wait_for(lock, 5s, [&] { return !aborted.empty(); }));
  EXPECT_EQ(aborted[0].session, last_dial.session);
}

TEST_F(SmppFace, Eighty_Cyrillic_characters_arrive_whole) {
  std::string screen;
  for (int i = 0; i < 80; ++i) screen += "қ";
  application = [&](const DialRequest&, const std::function<void(DialAnswer)>& answer) {
    answer({screen, true});
  };
  runs();
  gateway.binds();
  gateway.enters("*555#", begin, session);
  EXPECT_EQ(gateway.sees().first, screen);
}

TEST_F(SmppFace, A_number_that_is_none_is_refused) {
  runs();
  gateway.binds();
  gateway.enters("*555#", begin, session, "abc");
  EXPECT_EQ(gateway.last_status(), 0x0Au);
}

TEST_F(SmppFace, More_dials_than_the_cap_are_refused_until_one_is_answered) {
  std::vector<std::function<void(DialAnswer)>> kept;
  application = [&](const DialRequest&, std::function<void(DialAnswer)> answer) {
    kept.push_back(std::move(answer));
  };
  runs([](GatewayConfig& config) { config.dialogues_max = 2; });
  gateway.binds();
  gateway.enters("*555#", begin, session);
  gateway.enters("*555#", begin, session);
  EXPECT_EQ(gateway.last_status(), 0u);
  gateway.enters("*555#", begin, session);
  EXPECT_EQ(gateway.last_status(), 0x64u);
  kept.at(0)({"yes", true});
  EXPECT_EQ(gateway.sees().first, "yes");
  gateway.enters("*555#", begin, session);
  EXPECT_EQ(gateway.last_status(), 0u);
}

TEST_F(SmppFace, Garbage_closes_the_link_with_one_line_and_it_binds_again) {
  runs();
  const std::uint8_t short_length[] = {0, 0, 0, 3, 1, 2, 3, 4};
  const std::uint8_t no_body[] = {0, 0, 0, 16, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 9};
  for (const Bytes garbage : {wire::as_bytes("GET / HTTP/1.1\r\n\r\n"), Bytes(short_length)}) {
    gateway.binds();
    gateway.sends_octets(garbage);
    EXPECT_TRUE(gateway.is_left());
    EXPECT_TRUE(logs("sent what is not SMPP"));
    const std::lock_guard lock(mutex);
    EXPECT_EQ(log.size(), 2u);
    log.clear();
  }
  gateway.binds();
  gateway.sends_octets(Bytes(no_body).first(10));
  gateway.drops();
  EXPECT_TRUE(logs("in the middle of a message"));
  gateway.binds();
  gateway.sends_octets(no_body);
  EXPECT_EQ(gateway.receives().pdu.status, 0x65u) << "a whole PDU that cannot be read costs itself";
  gateway.enters("*555#", begin, session);
  EXPECT_EQ(gateway.sees().first, "you said *555#");
}

TEST_F(SmppFace, A_gateway_that_never_reads_is_left) {
  runs();
  gateway.binds();
  Buffer enquiries;
  for (int i = 0; i < 10'000; ++i)
    protocol::encode({0, static_cast<std::uint32_t>(i), protocol::EnquireLink{}}, enquiries);
  const auto give_up = std::chrono::steady_clock::now() + 20s;
  bool left = false;
  while (!left && std::chrono::steady_clock::now() < give_up) {
    if (gateway.sends_some(enquiries) < enquiries.size()) std::this_thread::sleep_for(1ms);
    const std::lock_guard lock(mutex);
    for (const auto& line : log) left = left || line.find("does not read") != line.npos;
  }
  EXPECT_TRUE(left);
}

TEST_F(SmppFace, A_notice_is_shown_and_the_gateways_confirmation_handed_on) {
  runs([](GatewayConfig& config) { config.source = "555"; });
  gateway.binds();
  EXPECT_TRUE(logs("gw1: bound"));
  auto told = notifies("500 units are yours", 7);
  const auto received = gateway.receives();
  const auto* submit = received.as<protocol::SubmitSm>();
  ASSERT_TRUE(submit);
  EXPECT_EQ(submit->service_type, "USSD");
  EXPECT_EQ(submit->source.digits, "555");
  EXPECT_EQ(submit->tlvs.ussd_service_op, 0x03);
  EXPECT_EQ(submit->tlvs.its_session_info->back() & 1, 1);
  gateway.sends(protocol::SubmitSmResp{"n1"}, received.pdu.sequence);
  EXPECT_EQ(becomes(std::move(told)), Submitted::accepted);
  gateway.enters("", 0x13, *submit->tlvs.its_session_info);
  std::unique_lock lock(mutex);
  ASSERT_TRUE(changed.wait_for(lock, 5s, [&] { return !shown.empty(); }));
  EXPECT_EQ(shown[0], std::pair(aigul, 7u));
}

TEST_F(SmppFace, Each_push_is_heard_of_once) {
  runs();
  gateway.binds();
  EXPECT_TRUE(logs("gw1: bound"));
  using protocol::Push;
  const auto question = takes_push(pushes(Push::question, "1.Yes 2.No", 8));
  const auto notice = takes_push(pushes(Push::notice, "An offer", 9));
  application = [](const DialRequest&, const auto& answer) { answer({"Thank you", true}); };
  gateway.enters("", 0x13, wire::as_bytes(question));  // a question is not confirmed, but answered
  for (int twice = 0; twice < 2; ++twice) {
    gateway.enters("1", more, wire::as_bytes(question));
    gateway.receives();
    EXPECT_EQ(last_dial.asked_by, twice == 0 ? 8u : 0u);
  }
  for (int twice = 0; twice < 2; ++twice) gateway.enters("", 0x13, wire::as_bytes(notice));
  std::unique_lock lock(mutex);
  ASSERT_TRUE(changed.wait_for(lock, 5s, [&] { return !shown.empty(); }));
  EXPECT_EQ(shown, (std::vector{std::pair(aigul, 9u)}));
}

TEST_F(SmppFace, A_notice_is_refused_throttled_or_unknown_as_a_message_is) {
  runs();
  EXPECT_EQ(becomes(notifies("no bind")), Submitted::unsent);
  gateway.binds();
  EXPECT_TRUE(logs("gw1: bound"));
  EXPECT_EQ(becomes(notifies(std::string(183, 'a'))), Submitted::refused);
  EXPECT_EQ(becomes(notifies("")), Submitted::refused);
  auto refused = notifies("one");
  gateway.sends(protocol::SubmitSmResp{}, gateway.receives().pdu.sequence, 0x0B);
  EXPECT_EQ(becomes(std::move(refused)), Submitted::refused);
  auto throttled = notifies("two");
  gateway.sends(protocol::SubmitSmResp{}, gateway.receives().pdu.sequence, 0x58);
  EXPECT_EQ(becomes(std::move(throttled)), Submitted::throttled);
  auto unknown = notifies("three");
  EXPECT_TRUE(gateway.receives().as<protocol::SubmitSm>());
  gateway.drops();
  EXPECT_EQ(becomes(std::move(unknown)), Submitted::unknown);
}

TEST(SmppFaceConfig, An_unknown_profile_is_refused_with_the_ones_there_are) {
  boost::asio::io_context context;
  GatewayConfig config;
  config.name = "gw1";
  config.profile = "mica";
  const auto link = GatewayLink::make(context.get_executor(), config, {});
  ASSERT_FALSE(link);
  EXPECT_NE(link.error().find("\"end-bit\""), std::string::npos) << link.error();
}

}  // namespace
}  // namespace airperk::face::smpp
