#pragma once

#include <atomic>

#include "base/instant.h"

namespace airperk::engine {

/// The business clock. `now` may be called from any thread, `move` from the decider's alone.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual bool is_manual() const = 0;
  virtual void move(Instant to) = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  bool is_manual() const override { return false; }
  void move(Instant) override {}
};

/// Stands still until it is moved.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_us_(start.in_microseconds()) {}
  Instant now() const override { return Instant::microseconds(now_us_.load()); }
  bool is_manual() const override { return true; }
  void move(Instant to) override { now_us_ = to.in_microseconds(); }

 private:
  std::atomic<std::int64_t> now_us_;
};

}  // namespace airperk::engine
