#include "engine/clock.h"

#include <sys/timex.h>
#include <time.h>

#include <algorithm>

namespace airperk::engine {
namespace {

Duration read_clock(clockid_t which) {
  timespec at{};
  ::clock_gettime(which, &at);
  return Duration::seconds(at.tv_sec) + Duration::microseconds(at.tv_nsec / 1000);
}

/// CLOCK_BOOTTIME goes on while the machine sleeps, like the time of day: waking up is no step.
/// Both are slewed alike (adjtimex), so that only what is set sets them apart.
ClockReading read_system_clocks() {
  // A process that was stopped between the two would see a step.
  constexpr auto at_once = Duration::microseconds(1000);
  ClockReading reading;
  for (int tries = 0; tries < 4; ++tries) {
    const auto before = read_clock(CLOCK_BOOTTIME);
    reading.system = Instant() + read_clock(CLOCK_REALTIME);
    reading.steady = read_clock(CLOCK_BOOTTIME);
    if (reading.steady - before <= at_once) break;
  }
  return reading;
}

/// The kernel's word is about its own clock: where this process is shown another one, it says
/// nothing of that.
bool is_synchronised(const ClockReading& reading) {
  timex kernel{};
  const int state = ::adjtimex(&kernel);
  if (state < 0 || state == TIME_ERROR || (kernel.status & STA_UNSYNC) != 0) return false;
  const auto part =
      (kernel.status & STA_NANO) != 0 ? kernel.time.tv_usec / 1000 : kernel.time.tv_usec;
  const auto told =
      Instant() + Duration::seconds(kernel.time.tv_sec) + Duration::microseconds(part);
  return std::max(told, reading.system) - std::min(told, reading.system) <= Duration::seconds(1);
}

}  // namespace

ClockPorts system_clocks() {
  return {read_system_clocks, is_synchronised};
}

SystemClock::SystemClock(ClockLimits limits, std::optional<ClockBefore> before, ClockPorts ports)
    : ports_(std::move(ports)), time_(limits, reading(before.has_value()), before) {}

ClockReading SystemClock::reading(bool asks_if_synchronised) const {
  auto reading = ports_.read();
  if (asks_if_synchronised) reading.synchronised = ports_.is_synchronised(reading);
  return reading;
}

Instant SystemClock::now() const {
  std::lock_guard lock(mutex_);
  return time_.read(reading(time_.asks_if_synchronised()));
}

ClockState SystemClock::state() const {
  std::lock_guard lock(mutex_);
  time_.read(reading(time_.asks_if_synchronised()));
  return time_.state();
}

bool SystemClock::confirm() {
  std::lock_guard lock(mutex_);
  return time_.confirm(reading(false));
}

}  // namespace airperk::engine
