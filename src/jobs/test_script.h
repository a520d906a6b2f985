#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "jobs/network.h"

namespace airperk::jobs {

/// Far longer than anything here takes: a test that waits so long has failed.
inline constexpr std::chrono::seconds patience(20);

/// What a network says of the messages that it is handed, as a test has it say, and what they were.
/// Any thread.
template <typename Handed>
class TestScript {
 public:
  using Say = std::function<void(HandOver)>;

  /// Says it at once, or once it is to.
  void hear(Handed handed, Say say) {
    std::optional<HandOver> said;
    {
      std::lock_guard lock(mutex_);
      handed_.push_back(std::move(handed));
      if (held_ || std::exchange(holds_one_, false)) {
        waiting_.push_back(std::move(say));
      } else {
        said = script_.empty() ? HandOver::accepted : script_.front();
        if (!script_.empty()) script_.pop_front();
      }
    }
    changed_.notify_all();
    if (said) say(*said);
  }

  /// What it says to the next ones; then it accepts.
  void says(std::initializer_list<HandOver> script) {
    std::lock_guard lock(mutex_);
    script_ = script;
  }
  /// It says nothing, until `answers`.
  void holds() {
    std::lock_guard lock(mutex_);
    held_ = true;
  }
  /// It says nothing to the next one alone.
  void holds_one() {
    std::lock_guard lock(mutex_);
    holds_one_ = true;
  }
  /// To everything that it holds, and accepts what comes after.
  void answers(HandOver said) {
    std::vector<Say> waiting;
    {
      std::lock_guard lock(mutex_);
      held_ = false;
      waiting.swap(waiting_);
    }
    for (const auto& say : waiting) say(said);
  }
  bool waits_for(std::size_t handed) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return handed_.size() >= handed; });
  }
  std::vector<Handed> handed() const {
    std::lock_guard lock(mutex_);
    return handed_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false, holds_one_ = false;
  std::deque<HandOver> script_;
  std::vector<Say> waiting_;
  std::vector<Handed> handed_;
};

}  // namespace airperk::jobs
