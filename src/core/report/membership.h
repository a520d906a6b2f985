#pragma once

#include <cstdint>
#include <map>

#include "core/subscriber/events.h"

/// Who came and who went, by day.
namespace airperk::report {

struct MemberDay {
  std::uint64_t joins = 0, leaves = 0;
  std::uint64_t members = 0;  ///< at the day's end
};

/// Folds everybody's events into days: counted since 1970-01-01, in whatever zone the caller names
/// them. Days may come in any order; for one thread.
class Membership {
 public:
  void follow(const subscriber::Event& event, std::int32_t day);

  /// Every day from `from` up to, not including, `until`, also those on which nothing happened.
  std::map<std::int32_t, MemberDay> days(std::int32_t from, std::int32_t until) const;

 private:
  struct Moved {
    std::uint64_t joins = 0, leaves = 0;
  };
  std::map<std::int32_t, Moved> days_;  ///< on which something happened
};

}  // namespace airperk::report
