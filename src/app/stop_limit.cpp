#include "app/stop_limit.h"

#include <utility>

namespace airperk::app {

StopLimit::StopLimit(std::function<void(const std::string& step)> expired)
    : expired_(std::move(expired)), thread_([this] { run(); }) {}

StopLimit::~StopLimit() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void StopLimit::step(std::string name, std::chrono::seconds limit) {
  {
    const std::lock_guard lock(mutex_);
    step_ = std::move(name);
    until_ = std::chrono::steady_clock::now() + limit;
  }
  changed_.notify_all();
}

void StopLimit::run() {
  std::unique_lock lock(mutex_);
  while (!over_) {
    const auto until = until_;
    if (until == std::chrono::steady_clock::time_point::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, until);
    }
    if (!over_ && std::chrono::steady_clock::now() >= until_) return expired_(step_);
  }
}

}  // namespace airperk::app
