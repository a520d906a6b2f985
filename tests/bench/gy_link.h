#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "face/net/connection.h"
#include "gy_task.h"
#include "histogram.h"

namespace airperk::bench {

/// Nanoseconds of steady time.
inline std::uint64_t now_ns() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

struct GyFigures {
  std::uint64_t sent = 0, answered = 0, refused = 0, wrong = 0, missing = 0;
  std::uint64_t late = 0;  ///< due, but never sent
  std::uint64_t in_time = 0;
  double seconds = 0;  ///< in which `in_time` answers came
  double cpu_us = 0;   ///< of this process, for each of them
  Histogram times;
  std::array<std::uint64_t, gy_faults.size()> faults{};
  std::map<std::uint32_t, std::uint64_t> codes;  ///< that nobody expected

  // With GyLoad::patience_ns: a request refused with 3004 is no fault, and is told apart.
  std::uint64_t timely = 0, shed = 0, too_late = 0;
  static constexpr std::uint64_t step_ns = 100'000'000;
  std::vector<std::uint32_t> timely_by_step;  ///< since the beginning of the load
};

/// What the links of one run share.
struct GyWork {
  explicit GyWork(const GyPlan& plan) : tasks(plan) {}
  GyTasks tasks;
  GyFigures figures;
  std::uint32_t stamp = 0;        ///< Event-Timestamp of what is sent now
  std::uint64_t patience_ns = 0;  ///< clients wait that long; 0: for ever
  std::uint64_t began_ns = 0;
  bool ending = false;  ///< nothing begins any more, sessions end
  std::uint32_t last_end_to_end = 0;
};

/// One connection: its CER, what it has under way, its DPR.
class GyLink {
 public:
  struct Ports {
    std::function<void()> opened;               ///< its CER was answered with 2001
    std::function<void(std::uint64_t)> served;  ///< what was read is dealt with, at that time
    std::function<void(const std::string& why)> ended;  ///< "": as it should
  };
  /// `tasks` go on in turn, `window` requests at a time.
  GyLink(boost::asio::ip::tcp::socket socket, GyIdentity identity, std::size_t tasks,
         std::size_t window, GyWork& work, Ports ports);
  void start();

  /// Whether a request may be sent now and there is one.
  bool ready() const;
  /// Sends the next one that is ready; its latency counts from `due_ns`. What it writes leaves with
  /// flush().
  void send_next(std::uint64_t due_ns);
  void flush() { connection_->flush(); }

  bool open() const { return state_ == State::open; }
  /// Nothing is under way, no session is open.
  bool idle() const { return outstanding_ == 0 && open_sessions_ == 0; }
  void leave();
  /// Gives up what is under way.
  void close();

 private:
  enum class State : std::uint8_t { opening, open, leaving, closed };

  void received(wire::Intake& intake);
  void receive(const diameter::Message& message, std::uint64_t now);
  void receive_request(const diameter::Message& message);
  void capabilities_answered(const diameter::Message& message);
  void answered(const diameter::Message& message, std::uint64_t now);
  void put(std::size_t at, bool again);
  void wrong(GyFault fault, std::uint32_t code);
  void tell_apart(const GyTask& task, GyFault& fault, std::uint32_t code, std::uint64_t now);
  void end(const std::string& why);

  GyIdentity identity_;
  std::unique_ptr<GyRequests> requests_;  ///< since the CEA named the peer's realm
  std::size_t window_;
  GyWork& work_;
  Ports ports_;
  std::shared_ptr<face::net::Connection> connection_;
  State state_ = State::opening;
  std::vector<GyTask> tasks_;
  std::vector<std::uint32_t> ready_;  ///< a ring of tasks that have nothing under way
  std::size_t ready_first_ = 0, ready_count_ = 0;
  std::size_t outstanding_ = 0, open_sessions_ = 0;
};

}  // namespace airperk::bench
