#include "engine/sure_time.h"

#include <fmt/format.h>

#include <algorithm>

namespace airperk::engine {
namespace {

/// Time that was followed too far comes back by one part in so many: 3.6 s an hour, which charging
/// takes for the imprecision of clocks (core/charging, clock_tolerance_seconds), and twice what
/// clocks are slewed by (adjtimex: 500 ppm).
constexpr std::int64_t slew_parts = 1000;
/// Two clocks cannot be read at the same moment.
constexpr Duration reading_error = Duration::microseconds(50'000);

constexpr Duration none = Duration();

}  // namespace

SureTime::SureTime(ClockLimits limits, const ClockReading& first, std::optional<ClockBefore> before)
    : limits_(limits),
      system_(first.system - Instant() - first.steady),
      business_(system_),
      sure_(system_),
      steady_(first.steady),
      calm_since_(first.steady),
      calm_at_(system_) {
  if (!before) {
    is_starting_ = false;
    return;
  }
  business_ = before->last - Instant() - first.steady;
  sure_ = business_ - before->lag;
  lags_ = before->lag > none;
  was_ahead_ = before->was_ahead;
  judge(first.synchronised);
}

Instant SureTime::read(const ClockReading& reading) {
  const auto elapsed = std::max(reading.steady - steady_, none);
  steady_ = steady_ + elapsed;
  system_ = reading.system - Instant() - steady_;
  if (!are_close(system_, calm_at_)) begin_calm();
  const auto slew = may_slew(elapsed);
  judge(reading.synchronised);
  if (doubt_ != ClockDoubt::none) return at(business_);
  // Both ways alike: readings that differ by their own error add up to nothing.
  sure_ = system_ > sure_ ? std::min(system_, sure_ + slew) : std::max(system_, sure_ - slew);
  if (business_ > system_) {
    const auto slower = std::max(system_, business_ - slew);
    slewed_ = slewed_ + (business_ - slower);
    business_ = slower;
  }
  if (business_ <= system_) lags_ = false;
  return at(business_);
}

Duration SureTime::may_slew(Duration elapsed) {
  const auto parts = slew_rest_ + elapsed.in_microseconds();
  slew_rest_ = parts % slew_parts;
  return Duration::microseconds(parts / slew_parts);
}

bool SureTime::agrees(bool synchronised) const {
  const auto& reference = lags_ ? sure_ : business_;
  if (system_ + limits_.back_max + reading_error < reference) return false;
  const bool is_first_or_ahead = doubt_ == ClockDoubt::none || doubt_ == ClockDoubt::start_ahead;
  if (is_starting_ && !was_ahead_ && (is_first_or_ahead || synchronised)) {
    return synchronised || system_ <= sure_ + limits_.start_ahead_max;
  }
  // One that time waits for may catch up in a step, to where time would be had it not waited.
  return system_ <= sure_ + limits_.ahead_max ||
         (lags_ && system_ <= business_ + slewed_ + reading_error);
}

bool SureTime::are_close(Duration a, Duration b) const {
  return std::max(a, b) - std::min(a, b) <= limits_.back_max + reading_error;
}

void SureTime::begin_calm() {
  calm_since_ = steady_;
  calm_at_ = system_;
}

void SureTime::judge(bool synchronised) {
  if (agrees(synchronised)) {
    right_since_.reset();
    believe();
    follow();
    return;
  }
  doubt();
  // A step forward that was followed, and is taken back: steady time says that the clock is right
  // again. Not at once, so that somebody hears of it.
  const bool is_right = !is_starting_ && doubt_ == ClockDoubt::behind && are_close(system_, sure_);
  if (!is_right) {
    right_since_.reset();
  } else if (!right_since_) {
    right_since_ = steady_;
  } else if (steady_ - *right_since_ >= limits_.sure_after) {
    lags_ = true;
    slewed_ = none;
    believe();
  }
}

void SureTime::doubt() {
  const bool is_behind = system_ < business_;
  const bool is_new = doubt_ == ClockDoubt::none;
  if (is_new) since_ = at(business_);
  // What it was at the start it is until it steps.
  if (is_behind && (is_starting_ && (is_new || doubt_ == ClockDoubt::start_behind))) {
    doubt_ = ClockDoubt::start_behind;
  } else if (is_behind) {
    doubt_ = ClockDoubt::behind;
  } else if (is_starting_ && !was_ahead_ && (is_new || doubt_ == ClockDoubt::start_ahead)) {
    doubt_ = ClockDoubt::start_ahead;
  } else {
    doubt_ = ClockDoubt::ahead;
  }
}

void SureTime::believe() {
  if (is_starting_) sure_ = system_;
  is_starting_ = was_ahead_ = false;
  if (doubt_ == ClockDoubt::none) return;
  doubt_ = ClockDoubt::none;
  right_since_.reset();
  begin_calm();
}

void SureTime::follow() {
  business_ = std::max(business_, system_);
  sure_ = std::max(sure_, system_ - limits_.ahead_max);
}

bool SureTime::confirm(const ClockReading& reading) {
  read(reading);
  if (doubt_ == ClockDoubt::none) return true;
  if (business_ - system_ > limits_.start_ahead_max) return false;
  lags_ = business_ > system_;
  slewed_ = none;
  sure_ = system_;
  believe();
  follow();
  return true;
}

ClockState SureTime::state() const {
  ClockState state{.doubt = doubt_,
                   .now = at(business_),
                   .system = at(system_),
                   .since = doubt_ == ClockDoubt::none ? Instant() : since_,
                   .lag = lags_ ? std::max(business_ - system_, none) : none,
                   .limits = limits_};
  if (doubt_ == ClockDoubt::none && steady_ - calm_since_ >= limits_.sure_after) {
    state.certain = at(std::min(business_, system_));
  }
  return state;
}

std::string in_words(Duration span) {
  const auto us = span.in_microseconds() < 0 ? -span.in_microseconds() : span.in_microseconds();
  auto seconds = (us + 500'000) / 1'000'000;
  if (seconds < 60) return fmt::format("{:.1f} s", static_cast<double>(us) / 1e6);
  const auto two = [](std::int64_t most, const char* unit, std::int64_t rest, const char* smaller) {
    return rest == 0 ? fmt::format("{} {}", most, unit)
                     : fmt::format("{} {} {} {}", most, unit, rest, smaller);
  };
  constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour;
  if (seconds < hour) return two(seconds / minute, "min", seconds % minute, "s");
  if (seconds < 2 * day) {
    seconds += minute / 2;
    return two(seconds / hour, "h", seconds / minute % 60, "min");
  }
  seconds += hour / 2;
  return two(seconds / day, "days", seconds / hour % 24, "h");
}

std::string why_doubted(const ClockState& state) {
  const auto off = in_words(state.offset());
  switch (state.doubt) {
    case ClockDoubt::none:
      return "";
    case ClockDoubt::ahead:
      return fmt::format(
          "the system's clock is {} ahead of what steady time makes of the last sure "
          "instant; while running no more than {} is followed",
          off, in_words(state.limits.ahead_max));
    case ClockDoubt::behind:
      return fmt::format("the system's clock has gone back: it is {} behind the journal", off);
    case ClockDoubt::start_ahead:
      return fmt::format(
          "at the start the system's clock was {} ahead of the journal's last "
          "instant, and the system does not say that it is synchronised; no more "
          "than {} is followed",
          off, in_words(state.limits.start_ahead_max));
    case ClockDoubt::start_behind:
      return fmt::format("the system's clock is {} behind the journal's last instant", off);
  }
  return "";
}

std::string how_to_mend(const ClockState& state) {
  if (!state.is_doubted()) return "";
  if (state.offset() >= none) {
    return "look at the system's clock (timedatectl, chronyc tracking): if it is wrong, set it, "
           "and "
           "the doubt ends by itself; if it is right, POST /v1/clock/confirm, or the button in the "
           "console";
  }
  if (none - state.offset() <= state.limits.start_ahead_max) {
    return "look at the system's clock (timedatectl, chronyc tracking): if it is wrong, set it, "
           "and "
           "the doubt ends by itself; if it is right, the journal is ahead of it: POST "
           "/v1/clock/confirm, or the button in the console, and time waits for the clock";
  }
  return "look at the system's clock (timedatectl, chronyc tracking): if it is wrong, set it, and "
         "the doubt ends by itself; if it is right, the journal was written under a clock that was "
         "ahead: put back a backup from before that (docs/OPERATING.md, \"Time that is doubted\")";
}

}  // namespace airperk::engine
