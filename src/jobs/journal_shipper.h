#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "jobs/shipping.h"

namespace airperk::jobs {

/// Shipping's own thread, which gives way to everybody else. Whoever charges knows nothing of it
/// and never waits for it. Where the directory is missing or full it says so once, charging goes
/// on, and it tries again until it can.
class JournalShipper {
 public:
  using Log = std::function<void(const std::string& line)>;

  JournalShipper(Shippable source, ShipSettings settings, Log log);
  ~JournalShipper() { stop(); }
  /// Closes the range that is open, and ends the thread. Before the store is closed.
  void stop();

 private:
  static constexpr std::chrono::milliseconds look_every{500};
  static constexpr std::chrono::seconds try_again_after{5};

  void run();
  bool step();
  bool open();
  void complain(const std::string& what);

  Shippable source_;
  ShipSettings settings_;
  Log log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;

  // The thread's own.
  std::unique_ptr<Shipping> shipping_;  ///< none while it fails
  std::string complaint_;
  std::thread thread_;
};

}  // namespace airperk::jobs
