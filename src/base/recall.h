#pragma once

#include <atomic>
#include <memory>

namespace airperk {

/// Says of something that waits to be sent that it is not wanted any more. Whoever sends looks
/// right before it is written; copies are the same. From any thread.
class Recall {
 public:
  /// One that nobody can pull.
  Recall() = default;
  static Recall make() {
    Recall recall;
    recall.pulled_ = std::make_shared<std::atomic<bool>>(false);
    return recall;
  }
  void pull() const {
    if (pulled_) *pulled_ = true;
  }
  bool is_pulled() const { return pulled_ && *pulled_; }
  friend bool operator==(const Recall&, const Recall&) = default;

 private:
  std::shared_ptr<std::atomic<bool>> pulled_;
};

}  // namespace airperk
