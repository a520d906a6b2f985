#include "face/gy/server.h"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

#include "face/net/test_peer.h"
#include "protocol/diameter/test_requests.h"

namespace airperk::face::gy {
namespace {

using namespace std::chrono_literals;
using diameter::Buffer;
using diameter::Message;
namespace avp = diameter::avp;
namespace test = diameter::test;

/// A client's connection, blocking, in the test's thread.
class Client {
 public:
  explicit Client(std::uint16_t port) : peer_(net::TestPeer::to(port)) {}

  void sends(wire::Bytes octets) const { peer_.send(octets); }
  std::size_t sends_some(wire::Bytes octets) const { return peer_.send_some(octets); }
  /// The next message's Result-Code; 0 if nothing comes.
  std::uint32_t result() {
    if (!receives()) return 0;
    const auto found = diameter::find(message_.avps(), avp::result_code);
    return found ? found->u32().value_or(0) : 0;
  }
  bool receives() {
    const auto head = peer_.read(4);
    if (!head) return false;
    const auto rest = peer_.read(wire::get_u24(wire::Bytes(*head).subspan(1)) - 4);
    if (!rest) return false;
    octets_ = *head;
    wire::put(octets_, wire::Bytes(*rest));
    message_ = diameter::read_message(octets_).value();
    return true;
  }
  const Message& message() const { return message_; }
  void opens() {
    sends(test::cer());
    ASSERT_EQ(result(), 2001u);
  }
  bool is_left() const { return peer_.ended(); }
  void leaves() { peer_ = {}; }
  /// Answers the DPR that came last.
  void says_goodbye() {
    auto header = message_.header;
    header.request = false;
    Buffer out;
    diameter::Writer writer(out, header);
    writer.u32(avp::result_code, 2001);
    test::origin(writer);
    writer.finish();
    sends(out);
  }

 private:
  net::TestPeer peer_;
  Buffer octets_;
  Message message_;
};

/// The server on its own thread, with an engine that grants everything unless a test changes it.
class GyFace : public testing::Test {
 protected:
  void runs(std::function<void(GyConfig&)> change = {}) {
    GyConfig config;
    config.port = 0;
    config.origin_host = "airperk.example";
    config.origin_realm = "example";
    if (change) change(config);
    GyPorts ports;
    ports.charge = [this](const std::shared_ptr<const ChargeRequest>& request,
                          const programme::Programme&,
                          GyPorts::Answer answer) { engine(request, std::move(answer)); };
    ports.in_force = [] { return std::make_shared<programme::Programme>(); };
    ports.log = [this](const std::string& line) {
      const std::lock_guard lock(mutex);
      log.push_back(line);
      changed.notify_all();
    };
    server = Server::make(context.get_executor(), config, ports).value();
    server->start();
    thread = std::thread([this] { context.run(); });
  }
  void TearDown() override {
    if (!server) return;
    std::promise<void> stopped;
    server->stop([&] { stopped.set_value(); });
    EXPECT_EQ(stopped.get_future().wait_for(6s), std::future_status::ready);
    work.reset();
    thread.join();
  }
  bool logs(std::string_view part) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 5s, [&] {
      return std::any_of(log.begin(), log.end(),
                         [&](const std::string& line) { return line.find(part) != line.npos; });
    });
  }
  static diameter::CreditControlAnswer granting(const ChargeRequest& request) {
    diameter::CreditControlAnswer answer;
    answer.services.resize(request.request.services.size());
    return answer;
  }

  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  std::shared_ptr<Server> server;
  std::thread thread;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> log;
  std::function<void(const std::shared_ptr<const ChargeRequest>&, GyPorts::Answer)> engine =
      [](const std::shared_ptr<const ChargeRequest>& request, const GyPorts::Answer& answer) {
        answer(granting(*request));
      };
};

TEST_F(GyFace, A_request_sent_in_one_breath_with_the_CER_is_answered_after_it) {
  runs();
  Client client(server->port());
  Buffer both = test::cer();
  wire::put(both, wire::Bytes(test::smsc_event()));
  client.sends(both);
  EXPECT_EQ(client.result(), 2001u);
  EXPECT_EQ(client.message().header.command, 257u);
  EXPECT_EQ(client.result(), 2001u);
  EXPECT_EQ(client.message().header.command, 272u);
  EXPECT_EQ(diameter::find(client.message().avps(), avp::session_id)->text(), "smsc;1;2");
}

TEST_F(GyFace, Answers_may_come_from_another_thread_and_in_any_order) {
  std::vector<std::thread> threads;
  engine = [&](const std::shared_ptr<const ChargeRequest>& request, GyPorts::Answer answer) {
    threads.emplace_back([request, answer = std::move(answer)] { answer(granting(*request)); });
  };
  runs();
  Client client(server->port());
  client.opens();
  Buffer many;
  for (int i = 0; i < 50; ++i) wire::put(many, wire::Bytes(test::open5gs_update()));
  client.sends(many);
  for (int i = 0; i < 50; ++i) EXPECT_EQ(client.result(), 2001u);
  for (auto& each : threads) each.join();
}

TEST_F(GyFace, A_stranger_gets_3010_and_the_log_has_the_line_to_add) {
  runs([](GyConfig& config) { config.allow = {"10.0.0.0/8"}; });
  Client client(server->port());
  client.sends(test::cer());
  EXPECT_EQ(client.result(), 3010u);
  EXPECT_TRUE(client.is_left());
  EXPECT_TRUE(logs("[gy] allow = [\"10.0.0.0/8\", \"127.0.0.1/32\"]"));
}

TEST_F(GyFace, A_request_that_lacks_an_AVP_is_refused_without_asking_the_engine) {
  bool asked = false;
  engine = [&](const std::shared_ptr<const ChargeRequest>&, const GyPorts::Answer&) {
    asked = true;
  };
  runs();
  Client client(server->port());
  client.opens();
  Buffer bad;
  diameter::Writer writer(bad, test::request_header(272, 4));
  writer.text(avp::session_id, "s;1");
  writer.finish();
  client.sends(bad);
  EXPECT_EQ(client.result(), 5005u);
  EXPECT_TRUE(diameter::find(client.message().avps(), avp::failed_avp));
  EXPECT_FALSE(asked);
  EXPECT_TRUE(logs("CCR refused with 5005: Origin-Host is missing"));
}

TEST_F(GyFace, A_request_says_how_long_its_client_waits_and_whose_it_is) {
  std::promise<std::shared_ptr<const ChargeRequest>> first, second;
  auto* asked = &first;
  engine = [&](const std::shared_ptr<const ChargeRequest>& request, const GyPorts::Answer& answer) {
    std::exchange(asked, &second)->set_value(request);
    answer(granting(*request));
  };
  runs();
  Client one(server->port()), two(server->port());
  one.opens();
  one.sends(test::smsc_event());
  EXPECT_EQ(one.result(), 2001u);
  two.opens();
  two.sends(test::smsc_event());
  EXPECT_EQ(two.result(), 2001u);
  const auto charged = first.get_future().get(), again = second.get_future().get();
  EXPECT_EQ(charged->useful_until - charged->received_at, Duration::seconds(5));
  // Two connections of one peer have one share.
  EXPECT_EQ(charged->peer, again->peer);
}

TEST_F(GyFace, What_the_engine_has_shed_gets_3004_and_a_line_in_the_log) {
  engine = [](const std::shared_ptr<const ChargeRequest>&, const GyPorts::Answer& answer) {
    answer({.result_code = diameter::result::too_busy});
  };
  runs();
  Client client(server->port());
  client.opens();
  client.sends(test::smsc_event());
  EXPECT_EQ(client.result(), 3004u);
  EXPECT_TRUE(client.message().header.error);
  EXPECT_TRUE(logs("CCR refused with 3004: more is asked than can be answered in time"));
  EXPECT_EQ(server->counters().refused, 1u);
}

TEST_F(GyFace, An_answer_that_comes_late_is_sent_for_it_was_charged_and_counted) {
  runs([](GyConfig& config) { config.answer_within = Duration::microseconds(-1); });
  Client client(server->port());
  client.opens();
  client.sends(test::smsc_event());
  EXPECT_EQ(client.result(), 2001u);
  EXPECT_EQ(server->counters().late, 1u);
  EXPECT_EQ(server->counters().answers, 1u);
}

TEST_F(GyFace, Garbage_half_a_message_and_a_sudden_end_are_closed_and_others_notice_nothing) {
  runs();
  Client good(server->port());
  good.opens();
  Client garbage(server->port());
  garbage.sends(wire::as_bytes("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_TRUE(garbage.is_left());
  EXPECT_TRUE(logs("sent what is not Diameter: version 71 is not 1"));
  Client half(server->port());
  half.opens();
  half.sends(wire::Bytes(test::smsc_event()).first(30));
  Client gone(server->port());
  gone.opens();
  gone.sends(wire::Bytes(test::smsc_event()).first(30));
  gone.leaves();
  EXPECT_TRUE(logs("in the middle of a message"));
  good.sends(test::smsc_event());
  EXPECT_EQ(good.result(), 2001u);
}

TEST_F(GyFace, A_peer_that_never_reads_is_left_and_others_notice_nothing) {
  runs();
  Client deaf(server->port());
  deaf.sends(test::cer());
  Buffer many;
  for (int i = 0; i < 1000; ++i) wire::put(many, wire::Bytes(test::ergw_initial()));
  const auto give_up = std::chrono::steady_clock::now() + 30s;
  bool left = false;
  std::size_t at = 0;  // messages stay whole
  while (!left && std::chrono::steady_clock::now() < give_up) {
    const std::size_t sent = deaf.sends_some(wire::Bytes(many).subspan(at));
    at = (at + sent) % many.size();
    if (sent == 0) std::this_thread::sleep_for(1ms);
    const std::lock_guard lock(mutex);
    for (const auto& line : log) left = left || line.find("does not read") != line.npos;
  }
  EXPECT_TRUE(left);
  Client good(server->port());
  good.opens();
  good.sends(test::smsc_event());
  EXPECT_EQ(good.result(), 2001u);
}

TEST_F(GyFace, An_answer_for_a_peer_that_has_gone_is_dropped) {
  std::promise<GyPorts::Answer> asked;
  engine = [&](const std::shared_ptr<const ChargeRequest>&, GyPorts::Answer answer) {
    asked.set_value(std::move(answer));
  };
  runs();
  Client client(server->port());
  client.opens();
  client.sends(test::smsc_event());
  const GyPorts::Answer answer = asked.get_future().get();
  client.leaves();
  EXPECT_TRUE(logs("closed by the peer"));
  answer({.result_code = 4012});
}

TEST_F(GyFace, Connections_beyond_the_cap_are_closed) {
  runs([](GyConfig& config) { config.peers_max = 1; });
  Client first(server->port());
  first.opens();
  Client second(server->port());
  EXPECT_TRUE(second.is_left());
  EXPECT_TRUE(logs("1 are there already"));
}

TEST_F(GyFace, A_stop_says_DPR) {
  runs();
  Client client(server->port());
  client.opens();
  server->stop([] {});
  ASSERT_TRUE(client.receives());
  EXPECT_EQ(client.message().header.command, 282u);
  EXPECT_TRUE(client.message().header.request);
  client.leaves();
}

/// Requests that were asked, and are answered when the test wants it.
class Kept {
 public:
  void keep(std::shared_ptr<const ChargeRequest> request, GyPorts::Answer answer) {
    const std::lock_guard lock(mutex_);
    kept_.emplace_back(std::move(request), std::move(answer));
    came_.notify_all();
  }
  bool has(std::size_t count) {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, 5s, [&] { return kept_.size() >= count; });
  }
  void answer_all() {
    const std::lock_guard lock(mutex_);
    for (auto& [request, answer] : kept_) {
      diameter::CreditControlAnswer granted;
      granted.services.resize(request->request.services.size());
      answer(granted);
    }
    kept_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::pair<std::shared_ptr<const ChargeRequest>, GyPorts::Answer>> kept_;
};

TEST_F(GyFace, A_stop_answers_what_is_under_way_refuses_what_is_new_and_only_then_says_DPR) {
  Kept kept;
  engine = [&](const auto& request, GyPorts::Answer answer) {
    kept.keep(request, std::move(answer));
  };
  runs();
  Client client(server->port());
  client.opens();
  for (int i = 0; i < 3; ++i) client.sends(test::smsc_event());
  ASSERT_TRUE(kept.has(3));
  server->stop([] {});
  client.sends(test::smsc_event());
  EXPECT_EQ(client.result(), 3004u);  // the new one; there was no DPR before it
  kept.answer_all();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.result(), 2001u);
    EXPECT_EQ(client.message().header.command, 272u);
  }
  ASSERT_TRUE(client.receives());
  EXPECT_EQ(client.message().header.command, 282u);
  client.leaves();
}

/// A stop that could wait no longer and has said DPR, while a request waits for its answer.
class GyFaceThatLeaves : public GyFace {
 protected:
  void SetUp() override {
    engine = [&](const auto& request, GyPorts::Answer answer) {
      kept.keep(request, std::move(answer));
    };
    runs([](GyConfig& config) { config.leave_within = Duration::microseconds(50'000); });
    client.emplace(server->port());
    client->opens();
    client->sends(test::smsc_event());
    ASSERT_TRUE(kept.has(1));
    server->stop([] {});
    ASSERT_TRUE(client->receives());
    EXPECT_EQ(client->message().header.command, 282u);
  }

  Kept kept;
  std::optional<Client> client;
};

TEST_F(GyFaceThatLeaves, An_answer_still_comes_after_DPR) {
  EXPECT_TRUE(logs("leaving while 1 requests wait for their answer"));
  kept.answer_all();
  EXPECT_EQ(client->result(), 2001u);
  client->leaves();
}

TEST_F(GyFaceThatLeaves, A_peer_that_says_goodbye_as_well_still_gets_what_it_is_owed) {
  client->says_goodbye();
  kept.answer_all();
  EXPECT_EQ(client->result(), 2001u);
  EXPECT_TRUE(client->is_left());
}

TEST_F(GyFace, A_peer_that_never_answers_DPR_holds_up_a_stop_for_some_two_seconds_alone) {
  runs();
  Client deaf(server->port());
  deaf.opens();
  std::promise<void> stopped;
  server->stop([&] { stopped.set_value(); });
  EXPECT_EQ(stopped.get_future().wait_for(6s), std::future_status::ready);
  EXPECT_TRUE(deaf.is_left());
}

TEST_F(GyFace, Who_is_no_longer_admitted_is_answered_and_left_and_who_is_admitted_now_may_come) {
  runs();
  Client client(server->port());
  client.opens();
  EXPECT_FALSE(server->admit({"everyone"}, {}));
  client.sends(test::smsc_event());
  EXPECT_EQ(client.result(), 2001u);
  ASSERT_TRUE(server->admit({"10.0.0.0/8"}, {}));
  ASSERT_TRUE(client.receives());
  EXPECT_EQ(client.message().header.command, 282u);
  Client stranger(server->port());
  stranger.sends(test::cer());
  EXPECT_EQ(stranger.result(), 3010u);
  ASSERT_TRUE(server->admit({"127.0.0.1"}, {}));
  Client again(server->port());
  again.opens();
}

TEST_F(GyFace, Strangers_that_say_nothing_take_no_place_from_peers) {
  runs([](GyConfig& config) {
    config.allow = {"10.0.0.0/8"};
    config.strangers_max = 2;
  });
  Client first(server->port()), second(server->port()), third(server->port());
  EXPECT_TRUE(third.is_left());
  first.sends(test::cer());
  EXPECT_EQ(first.result(), 3010u);
}

TEST(GyFaceConfig, What_cannot_be_listened_on_is_said_by_name) {
  boost::asio::io_context context;
  GyConfig config;
  config.host = "203.0.113.1";
  const auto foreign = Server::make(context.get_executor(), config, {});
  ASSERT_FALSE(foreign);
  EXPECT_NE(foreign.error().find("[gy] listen = \"203.0.113.1:3868\""), std::string::npos);
  config.host = "127.0.0.1";
  config.allow = {"everyone"};
  EXPECT_FALSE(Server::make(context.get_executor(), config, {}));
}

}  // namespace
}  // namespace airperk::face::gy
