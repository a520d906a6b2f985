#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace airperk {

/// A span of time in microseconds.
class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration microseconds(std::int64_t n) { return Duration(n); }
  static constexpr Duration seconds(std::int64_t n) { return Duration(n * 1'000'000); }
  static constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
  static constexpr Duration hours(std::int64_t n) { return seconds(n * 3600); }
  /// Days of 24 hours, as the rule book counts them.
  static constexpr Duration days(std::int64_t n) { return hours(n * 24); }

  constexpr std::int64_t in_microseconds() const { return us_; }
  /// Whole seconds, rounded down.
  constexpr std::int64_t in_seconds() const {
    return us_ / 1'000'000 - (us_ % 1'000'000 < 0 ? 1 : 0);
  }
  friend constexpr auto operator<=>(Duration, Duration) = default;
  friend constexpr Duration operator+(Duration a, Duration b) { return Duration(a.us_ + b.us_); }
  friend constexpr Duration operator-(Duration a, Duration b) { return Duration(a.us_ - b.us_); }

 private:
  explicit constexpr Duration(std::int64_t us) : us_(us) {}
  std::int64_t us_ = 0;
};

/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
class Instant {
 public:
  constexpr Instant() = default;
  static constexpr Instant microseconds(std::int64_t since_epoch) { return Instant(since_epoch); }
  static constexpr Instant seconds(std::int64_t since_epoch) {
    return Instant(since_epoch * 1'000'000);
  }
  /// Before anything happened, and after everything did. Both can be written as RFC 3339.
  static constexpr Instant beginning() { return seconds(-62'135'596'800); }  // 0001-01-01
  static constexpr Instant never() { return seconds(253'402'300'799); }      // 9999-12-31

  /// RFC 3339 with an offset or Z, up to six fractional digits. Nothing if it is not one.
  static std::optional<Instant> parse(std::string_view rfc3339);

  constexpr std::int64_t in_microseconds() const { return us_; }
  constexpr std::int64_t in_seconds() const {
    return us_ / 1'000'000 - (us_ % 1'000'000 < 0 ? 1 : 0);
  }

  friend constexpr auto operator<=>(Instant, Instant) = default;
  friend constexpr Instant operator+(Instant a, Duration d) {
    return Instant(a.us_ + d.in_microseconds());
  }
  friend constexpr Instant operator-(Instant a, Duration d) {
    return Instant(a.us_ - d.in_microseconds());
  }
  friend constexpr Duration operator-(Instant a, Instant b) {
    return Duration::microseconds(a.us_ - b.us_);
  }

 private:
  explicit constexpr Instant(std::int64_t us) : us_(us) {}
  std::int64_t us_ = 0;
};

}  // namespace airperk
