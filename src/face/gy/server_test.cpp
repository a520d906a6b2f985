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
                          GyPorts::Answer answer) { engine(request, std::move(answer)); };
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

TEST_F(GyFace, More_requests_than_the_cap_get_3004_until_one_is_answered) {
  std::mutex kept_mutex;
  std::vector<std::pair<std::shared_ptr<const ChargeRequest>, GyPorts::Answer>> kept;
  engine = [&](const std::shared_ptr<const ChargeRequest>& request, GyPorts::Answer answer) {
    const std::lock_guard lock(kept_mutex);
    kept.emplace_back(request, std::move(answer));
  };
  runs([](GyConfig& config) { config.in_flight_max = 2; });
  Client client(server->port());
  client.opens();
  for (int i = 0; i < 3; ++i) client.sends(test::smsc_event());
  EXPECT_EQ(client.result(), 3004u);
  {
    const std::lock_guard lock(kept_mutex);
    for (auto& [request, answer] : kept) answer(granting(*request));
  }
  EXPECT_EQ(client.result(), 2001u);
  EXPECT_EQ(client.result(), 2001u);
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
