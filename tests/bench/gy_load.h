#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gy_link.h"

/// Nodes of a network that keep a charging system busy over Gy, and check all that it answers.
namespace airperk::bench {

struct GyLoad {
  boost::asio::ip::tcp::endpoint server;
  unsigned connections = 1;
  unsigned window = 64;   ///< requests under way on one connection
  unsigned sessions = 0;  ///< open on one connection, at least `window`
  double rate = 0;        ///< requests a second, on a schedule; 0: as fast as answers come
  unsigned seconds = 5;
  unsigned patience = 0;  ///< seconds that a client waits for an answer; 0: for ever
  std::uint64_t first_number = 77'010'000'000, first_imsi = 401'020'000'000'000;
  GyPlan plan;
};

/// One run, on the context's one thread. With a schedule, a request that finds every window full
/// waits, and its latency counts from the instant at which it was due.
class GyRun {
 public:
  /// Connects at once; throws what asio throws.
  GyRun(boost::asio::io_context& context, GyLoad load);
  void start();
  /// Valid once the context has run out of work.
  const GyFigures& figures() const { return work_.figures; }
  /// Why it ended before its time, if it did.
  const std::string& failure() const { return failure_; }

 private:
  void opened();
  void served(GyLink& link, std::uint64_t now);
  void ended(const std::string& why);
  void issue(std::uint64_t now);
  std::size_t after(std::size_t link) const { return link + 1 < links_.size() ? link + 1 : 0; }
  std::uint64_t due_ns(std::uint64_t request) const;
  void tick();
  void stop();
  void finish(GyLink& link);
  void watch();

  GyLoad load_;
  GyWork work_;
  std::vector<std::unique_ptr<GyLink>> links_;
  boost::asio::steady_timer schedule_, end_, clock_;
  std::size_t opened_ = 0, ended_ = 0, turn_ = 0;
  std::uint64_t began_ns_ = 0, issued_ = 0, answered_then_ = 0;
  bool full_ = false;  ///< something is due and finds every window full
  int silent_seconds_ = 0;
  double cpu_then_us_ = 0;
  std::string failure_;
};

}  // namespace airperk::bench
