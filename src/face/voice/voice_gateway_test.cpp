#include "face/voice/voice_gateway.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <vector>

#include "face/net/test_peer.h"

namespace airperk::face::voice {
namespace {

using namespace std::chrono_literals;

/// A request as it came.
struct Request {
  std::string head, body;
};

/// A scripted PBX, blocking, in the test's thread.
class Pbx {
 public:
  std::uint16_t port() const { return listener_->port(); }
  void is_gone() { listener_.reset(); }

  net::TestPeer accepts() const { return listener_->accept(); }

  static Request hears(const net::TestPeer& peer) {
    Request request;
    while (!request.head.ends_with("\r\n\r\n")) {
      const auto octet = peer.read(1);
      if (!octet) return request;
      request.head += static_cast<char>(octet->front());
    }
    const std::string name = "Content-Length: ";
    const auto length = std::stoul(request.head.substr(request.head.find(name) + name.size()));
    if (const auto body = peer.read(length)) request.body.assign(body->begin(), body->end());
    return request;
  }
  static void says(const net::TestPeer& peer, std::string_view octets) {
    peer.send(wire::as_bytes(octets));
  }
  static void answers(const net::TestPeer& peer, int status) {
    says(peer, fmt::format("HTTP/1.1 {} X\r\nContent-Length: 2\r\n\r\n{{}}", status));
  }
  /// One call, taken and answered.
  Request takes(int status = 202) const {
    const auto peer = accepts();
    auto request = hears(peer);
    answers(peer, status);
    EXPECT_TRUE(peer.ended());
    return request;
  }

 private:
  std::unique_ptr<net::TestListener> listener_ = std::make_unique<net::TestListener>();
};

/// The client under test on its own thread.
class VoiceFace : public testing::Test {
 protected:
  void runs(std::function<void(VoiceGatewayConfig&)> change = {}) {
    VoiceGatewayConfig config;
    config.host = "127.0.0.1";
    config.port = pbx.port();
    config.target = "/calls?of=airperk";
    if (change) change(config);
    gateway = VoiceGateway::make(context.get_executor(), config, [this](const std::string& line) {
      const std::lock_guard lock(mutex);
      log.push_back(line);
    });
    thread = std::thread([this] { context.run(); });
  }
  void TearDown() override {
    stops();
    work.reset();
    thread.join();
  }
  void stops() {
    if (!gateway) return;
    std::promise<void> stopped;
    gateway->stop([&] { stopped.set_value(); });
    EXPECT_EQ(stopped.get_future().wait_for(5s), std::future_status::ready);
    gateway = nullptr;
  }

  static Call a_call(std::string id = "7-1") {
    return {std::move(id), *Msisdn::parse("77010000001"), "Қайырлы күн", "kk",
            *Instant::parse("2016-03-05T21:00:00+06:00")};
  }
  std::future<Placed> asks(Call call = a_call()) {
    auto promise = std::make_shared<std::promise<Placed>>();
    gateway->call(std::move(call), [promise](Placed placed) { promise->set_value(placed); });
    return promise->get_future();
  }
  static std::optional<Placed> outcome(std::future<Placed>& asked) {
    if (asked.wait_for(5s) != std::future_status::ready) return std::nullopt;
    return asked.get();
  }
  bool logged(std::string_view part) {
    const std::lock_guard lock(mutex);
    return std::any_of(log.begin(), log.end(),
                       [&](const std::string& line) { return line.find(part) != line.npos; });
  }

  boost::asio::io_context context;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
      context.get_executor()};
  Pbx pbx;
  std::shared_ptr<VoiceGateway> gateway;
  std::thread thread;
  std::mutex mutex;
  std::vector<std::string> log;
};

TEST_F(VoiceFace, A_call_is_asked_for_with_all_that_the_PBX_needs) {
  runs();
  auto asked = asks();
  const auto request = pbx.takes();
  EXPECT_EQ(outcome(asked), Placed::accepted);
  EXPECT_TRUE(request.head.starts_with("POST /calls?of=airperk HTTP/1.1\r\n")) << request.head;
  EXPECT_NE(request.head.find(fmt::format("Host: 127.0.0.1:{}\r\n", pbx.port())),
            std::string::npos);
  EXPECT_NE(request.head.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(request.body),
            nlohmann::json({{"id", "7-1"},
                            {"to", "77010000001"},
                            {"text", "Қайырлы күн"},
                            {"language", "kk"},
                            {"not_after", "2016-03-05T15:00:00Z"},
                            {"keys", false}}));
  EXPECT_TRUE(log.empty());
}

TEST_F(VoiceFace, The_status_says_what_is_certain) {
  const std::pair<int, Placed> statuses[] = {
      {200, Placed::accepted},  {202, Placed::accepted}, {204, Placed::accepted},
      {301, Placed::refused},   {400, Placed::refused},  {404, Placed::refused},
      {429, Placed::throttled}, {500, Placed::refused},  {502, Placed::unknown},
      {503, Placed::throttled}, {504, Placed::unknown},
  };
  runs();
  for (const auto& [status, placed] : statuses) {
    auto asked = asks();
    pbx.takes(status);
    EXPECT_EQ(outcome(asked), placed) << status;
  }
  EXPECT_TRUE(logged("answered a call with 301"));
  EXPECT_EQ(log.size(), 1u);
}

TEST_F(VoiceFace, Where_nobody_listens_nothing_is_placed) {
  runs();
  pbx.is_gone();
  auto asked = asks();
  EXPECT_EQ(outcome(asked), Placed::throttled);
  EXPECT_TRUE(logged("cannot be reached"));
}

TEST_F(VoiceFace, A_host_that_has_no_address_places_nothing) {
  runs([](VoiceGatewayConfig& config) { config.host = "pbx.invalid"; });
  auto asked = asks();
  EXPECT_EQ(asked.wait_for(30s), std::future_status::ready);
  EXPECT_EQ(outcome(asked), Placed::throttled);
}

TEST_F(VoiceFace, A_connection_that_ends_after_the_request_leaves_it_unknown) {
  runs();
  auto asked = asks();
  Pbx::hears(pbx.accepts());
  EXPECT_EQ(outcome(asked), Placed::unknown);
  EXPECT_TRUE(logged("not known"));
}

TEST_F(VoiceFace, An_answer_that_never_comes_leaves_it_unknown) {
  runs([](VoiceGatewayConfig& config) { config.answer_within = 50ms; });
  auto asked = asks();
  const auto peer = pbx.accepts();
  Pbx::hears(peer);
  EXPECT_EQ(outcome(asked), Placed::unknown);
  EXPECT_TRUE(peer.ended());
}

TEST_F(VoiceFace, An_answer_that_is_not_one_leaves_it_unknown) {
  const std::string endless(32 << 10, 'x');
  runs();
  for (const auto& answer : {std::string("SSH-2.0-OpenSSH_9.2\r\n"), std::string("HTTP/1.1 2"),
                             std::string("HTTP/1.1 100 Continue\r\n\r\n"),
                             "HTTP/1.1 202 Accepted\r\nX: " + endless + "\r\n\r\n"}) {
    auto asked = asks();
    {
      const auto peer = pbx.accepts();
      Pbx::hears(peer);
      Pbx::says(peer, answer);
    }
    EXPECT_EQ(outcome(asked), Placed::unknown) << answer.substr(0, 40);
  }
}

TEST_F(VoiceFace, More_at_once_than_configured_are_put_off_until_one_is_answered) {
  runs([](VoiceGatewayConfig& config) { config.calls_at_once = 2; });
  auto first = asks(), second = asks(), third = asks();
  EXPECT_EQ(outcome(third), Placed::throttled);
  const auto one = pbx.accepts(), other = pbx.accepts();
  Pbx::hears(one);
  Pbx::hears(other);
  Pbx::answers(one, 202);
  Pbx::answers(other, 202);
  EXPECT_EQ(outcome(first), Placed::accepted);
  EXPECT_EQ(outcome(second), Placed::accepted);
  auto fourth = asks();
  pbx.takes();
  EXPECT_EQ(outcome(fourth), Placed::accepted);
}

TEST_F(VoiceFace, Calls_come_from_many_threads_and_each_is_done_once) {
  runs();
  std::vector<std::future<Placed>> asked(40);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < asked.size(); i += 4)
        asked[i] = asks(a_call(std::to_string(i)));  // a second Done would throw
    });
  }
  for (auto& each : threads) each.join();
  std::set<std::string> ids;
  for (std::size_t i = 0; i < asked.size(); ++i)
    ids.insert(nlohmann::json::parse(pbx.takes().body).at("id"));
  EXPECT_EQ(ids.size(), asked.size());
  for (auto& each : asked) EXPECT_EQ(outcome(each), Placed::accepted);
}

TEST_F(VoiceFace, At_the_stop_what_was_written_is_unknown_and_what_comes_later_is_refused) {
  runs();
  auto written = asks();
  const auto peer = pbx.accepts();
  Pbx::hears(peer);
  const auto kept = gateway;
  stops();
  EXPECT_EQ(outcome(written), Placed::unknown);
  EXPECT_TRUE(peer.ended());
  gateway = kept;
  auto late = asks();
  EXPECT_EQ(outcome(late), Placed::unsent);
  gateway = nullptr;
}

}  // namespace
}  // namespace airperk::face::voice
