#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "jobs/charge_export.h"

namespace airperk::jobs {

/// The export's own thread. It looks once a second for what has become durable: whoever charges
/// knows nothing of it and never waits for it. Where the disk fails it says so once, charging goes
/// on, and it tries again until it can.
class Exporter {
 public:
  using Log = std::function<void(const std::string& line)>;

  /// The error: what is wrong with the directory.
  static Result<std::unique_ptr<Exporter>> start(store::Store& store, HouseNow house,
                                                 ExportSettings settings, Log log);
  ~Exporter() { stop(); }
  /// Finishes the file that is being written, and ends the thread. Before the store is closed.
  void stop();

 private:
  static constexpr std::chrono::seconds look_every{1};
  static constexpr std::chrono::seconds try_again_after{10};

  Exporter(store::Store& store, HouseNow house, ExportSettings settings, Log log);
  void run();
  Result<bool> step();
  void complain(const std::string& what);

  store::Store& store_;
  HouseNow house_;
  ExportSettings settings_;
  Log log_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;

  // The thread's own.
  std::unique_ptr<ChargeExport> export_;  ///< none while it fails
  std::string complaint_;
  std::thread thread_;
};

}  // namespace airperk::jobs
