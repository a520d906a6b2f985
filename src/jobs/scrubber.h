#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "store/store.h"

namespace airperk::jobs {

/// Has the store read itself through, slowly, on a thread of its own: what has rotted is in the log
/// and counted before somebody needs it.
class Scrubber {
 public:
  using Log = std::function<void(const std::string& line)>;
  using Now = std::function<Instant()>;

  Scrubber(store::Store& store, Now now, Log log)
      : store_(store), now_(std::move(now)), log_(std::move(log)) {}
  ~Scrubber() { stop(); }

  void start();
  /// Waits for the file that is read just now.
  void stop();

 private:
  void run();
  /// Whether there is more to read at once.
  bool step();

  store::Store& store_;
  Now now_;
  Log log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace airperk::jobs
