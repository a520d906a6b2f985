#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace airperk {

/// A calendar month: the number of months since 0000-01. "2016-03" is {2016 * 12 + 2}.
struct Month {
  std::int32_t index = 0;
  static constexpr Month of(int year, int month) { return {year * 12 + month - 1}; }
  constexpr int year() const { return index / 12; }
  constexpr int month() const { return index % 12 + 1; }
  constexpr Month next() const { return {index + 1}; }
  std::string to_string() const;
  friend constexpr auto operator<=>(Month, Month) = default;
};

/// Wall-clock time in some zone.
struct CivilTime {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  friend constexpr auto operator<=>(const CivilTime&, const CivilTime&) = default;
};

/// One time zone, copied out of the system's tzdata at load, or out of rules that were kept:
/// afterwards plain arithmetic on a small table, safe to use from any thread, and without I/O.
class Zone {
 public:
  /// Reads an IANA zone ("Asia/Almaty"). The error names the zone.
  static Result<Zone> load(std::string_view name);
  /// The zone whose `rules` those are, whatever the system's tzdata says now.
  static Result<Zone> from_rules(std::string_view name, std::string_view rules);

  /// All that is computed from, as text: a line for each offset, "709930800 21600": the second
  /// since 1970 from which it is in force ("-": from ever), and how many seconds it is east of
  /// Greenwich.
  std::string rules() const;
  /// "UTC+05:00 since 2024-02-29T18:00:00Z", and when it changes next.
  std::string said_at(Instant at) const;

  const std::string& name() const { return name_; }
  CivilTime civil(Instant at) const;
  /// The instant of a wall-clock time. An hour that happens twice means its first pass; one that
  /// never happens means the instant at which the clocks jumped over it.
  Instant instant(const CivilTime& civil) const;
  Month month_of(Instant at) const;
  /// The calendar day, in days since 1970-01-01.
  std::int32_t day_of(Instant at) const;
  Instant start_of(Month month) const;
  /// RFC 3339 with this zone's offset: "2016-03-05T10:00:00+06:00".
  std::string to_rfc3339(Instant at) const;

  friend bool operator==(const Zone& a, const Zone& b) { return a.name_ == b.name_; }

 private:
  struct Span {
    Instant from;
    Duration offset;
  };
  const Span& span_at(Instant at) const;
  void find_month_starts();

  std::string name_;
  std::vector<Span> spans_;            // by `from`; the first one begins before everything
  std::vector<Instant> month_starts_;  // from first_month_ on
};

}  // namespace airperk
