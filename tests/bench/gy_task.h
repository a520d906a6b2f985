#pragma once

#include <array>
#include <cstdint>

#include "gy_answers.h"

/// What is asked next: events and sessions as a client of RFC 8506 goes through them.
namespace airperk::bench {

enum class GyMode : std::uint8_t { event, session };

struct GyPlan {
  GyMode mode = GyMode::event;
  unsigned subscribers = 10'000;
  std::array<unsigned, services> mix = {1, 1, 1};  ///< weights, in sessions; an SMS is an event
  unsigned updates = 2;                            ///< CCR-Us of one session
  unsigned duplicates = 0;                         ///< of 100 requests, repeated
  std::uint64_t seed = 1;
};

/// SplitMix64: the same draws for the same seed everywhere.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed) {}
  std::uint32_t below(std::uint32_t end) {
    return static_cast<std::uint32_t>((next() >> 32) * end >> 32);
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }
  std::uint64_t state_;
};

/// One event, or one session from its CCR-I to its CCR-T; afterwards the next one. At most one
/// request of it is under way, and its repetition.
struct GyTask {
  GyRequest request;           ///< under way, or, in an open session, the next one
  bool open = false;           ///< a session that a CCR-T has to end
  bool gone_admitted = false;  ///< the server may have ended it
  // Of the request under way:
  std::uint8_t waiting = 0;  ///< for the answers to: 1 the request, 2 its repetition
  bool repeat = false;       ///< once its answer has come
  bool answered = false;     ///< `answer` holds the first answer
  GyAnswer answer;
  static constexpr std::uint64_t not_timed = 0;
  std::uint64_t due_ns = not_timed;  ///< latency counts from here
};

/// Draws events and sessions, and leads them on.
class GyTasks {
 public:
  explicit GyTasks(const GyPlan& plan) : plan_(plan), draws_(plan.seed) {}

  void begin(GyTask& task);
  /// After the answer to the request under way: what the session asks next, if it goes on.
  void advance(GyTask& task);
  /// An open session asks no more: it ends.
  static void hurry(GyTask& task) { task.request.type = RequestType::termination; }
  bool repeats() { return plan_.duplicates > 0 && draws_.below(100) < plan_.duplicates; }
  bool coin() { return draws_.below(2) == 0; }

 private:
  Service draw_service();

  GyPlan plan_;
  Draws draws_;
  std::uint64_t sessions_ = 0;
};

}  // namespace airperk::bench
