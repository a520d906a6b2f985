#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "engine/engine.h"

namespace airperk::jobs {

/// Looks at the clock on a thread of its own, so that a quiet server notices a step as well: it
/// says in the log that time is doubted, again while that lasts, and when it is over; and it has
/// the journal keep what a start must know of it, also the time itself where nothing else happens.
class ClockWatch {
 public:
  using Log = std::function<void(const std::string& line)>;
  struct Times {
    std::chrono::milliseconds look_every{250};
    std::chrono::milliseconds say_again_every{std::chrono::minutes(5)};
    /// A store that nobody uses is no older than this when it is started again.
    std::chrono::milliseconds note_every{std::chrono::hours(6)};
  };

  ClockWatch(engine::Engine& engine, Log log, Times times);
  ClockWatch(engine::Engine& engine, Log log) : ClockWatch(engine, std::move(log), Times()) {}
  ~ClockWatch() { stop(); }

  /// Looks once before it returns.
  void start();
  /// Before the engine stops.
  void stop();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  void run();
  void look();
  void say(const engine::ClockState& clock);
  void note(const engine::ClockState& clock);
  std::string told(Instant at) const;

  engine::Engine& engine_;
  Log log_;
  const Times times_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;

  // The thread's own, once it runs.
  engine::ClockDoubt said_ = engine::ClockDoubt::none;
  SteadyTime said_at_;
  std::uint64_t groups_ = 0;  ///< committed when it was looked last
  SteadyTime busy_at_;        ///< when there were more of them, or the time was noted
  std::thread thread_;
};

}  // namespace airperk::jobs
