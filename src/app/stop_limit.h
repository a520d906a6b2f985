#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace airperk::app {

/// Bounds a stop: where a step of it has not ended in time, for a disk that does not answer, say,
/// or bulk work that goes on, the process ends all the same. Nothing is lost by that: what was
/// answered is on the disk.
class StopLimit {
 public:
  /// `expired` is called with the step's name, on a thread of its own, and does not return.
  explicit StopLimit(std::function<void(const std::string& step)> expired);
  ~StopLimit();
  StopLimit(const StopLimit&) = delete;
  StopLimit& operator=(const StopLimit&) = delete;

  /// This is what it does from now on, and how long it may take.
  void step(std::string name, std::chrono::seconds limit);

 private:
  void run();

  std::function<void(const std::string&)> expired_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string step_;
  std::chrono::steady_clock::time_point until_ = std::chrono::steady_clock::time_point::max();
  bool over_ = false;
  std::thread thread_;
};

}  // namespace airperk::app
