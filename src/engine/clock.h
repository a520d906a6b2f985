#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "engine/sure_time.h"

namespace airperk::engine {

/// Time zones are known up to here: 2120-01-01.
inline constexpr Instant clock_max = Instant::seconds(4'733'510'400);

/// The business clock. Any thread may read it; `move` and `confirm` are the decider's alone.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  /// The same with what is to be said of it.
  virtual ClockState state() const = 0;
  virtual bool is_manual() const = 0;
  virtual void move(Instant to) = 0;
  /// A person says that the system's clock is right; see SureTime::confirm.
  virtual bool confirm() = 0;
};

/// Reads the system's clocks; tests have machines of their own.
struct ClockPorts {
  std::function<ClockReading()> read;
  /// Whether the system says that the clock of this reading is synchronised.
  std::function<bool(const ClockReading&)> is_synchronised;
};
ClockPorts system_clocks();

/// Follows the system's clock as far as it agrees with steady time (SureTime). A reading costs
/// three of the system's, and no system call while the clock is sure.
class SystemClock final : public Clock {
 public:
  SystemClock(ClockLimits limits, std::optional<ClockBefore> before, ClockPorts ports);
  Instant now() const override;
  ClockState state() const override;
  bool is_manual() const override { return false; }
  void move(Instant) override {}
  bool confirm() override;

 private:
  ClockReading reading(bool asks_if_synchronised) const;

  const ClockPorts ports_;
  mutable std::mutex mutex_;  ///< readings come in their order
  mutable SureTime time_;
};

/// Stands still until it is moved; never doubted.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_us_(start.in_microseconds()) {}
  Instant now() const override { return Instant::microseconds(now_us_.load()); }
  ClockState state() const override {
    const auto at = now();
    return {.is_manual = true, .now = at, .system = at, .certain = at};
  }
  bool is_manual() const override { return true; }
  void move(Instant to) override { now_us_ = to.in_microseconds(); }
  bool confirm() override { return true; }

 private:
  std::atomic<std::int64_t> now_us_;
};

}  // namespace airperk::engine
