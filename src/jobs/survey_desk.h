#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "engine/engine.h"

namespace airperk::jobs {

/// Closes surveys when their time has come, on a thread of its own (S2):
///
///   no answer is taken any more -> tables from what is durable -> they become durable -> the key
///   and the answers are destroyed
///
/// That it has come must be certain (engine::ClockState): a key does not come back. A process that
/// ends anywhere on this way does the rest at its next start. What goes wrong is
/// said once, and tried again.
class SurveyDesk {
 public:
  using Log = std::function<void(const std::string& line)>;

  SurveyDesk(engine::Engine& engine, Log log) : engine_(engine), log_(std::move(log)) {}
  ~SurveyDesk() { stop(); }

  void start();
  /// Before the engine stops.
  void stop();

 private:
  static constexpr std::chrono::milliseconds look_every{500};

  void run();
  void step();
  Result<void> close(const outreach::Campaign& campaign);
  Result<report::SurveyReport> report_of(const outreach::Campaign& campaign);

  engine::Engine& engine_;
  Log log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;

  // The thread's own.
  std::set<std::uint32_t> emptied_;                  ///< surveys whose answers are gone
  std::map<std::uint32_t, std::string> complaints_;  ///< the newest of each survey
  std::thread thread_;
};

}  // namespace airperk::jobs
