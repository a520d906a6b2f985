#pragma once

#include <cstdint>

#include "base/instant.h"

namespace airperk::outreach {

/// At most so many in any minute, evenly spread; what a moment of idleness left open is made up for
/// within a second. By a clock that only goes forward; a new one begins without anything to make up
/// for, so that a restart hurries nothing. No pace: everything is allowed.
class Pace {
 public:
  Pace() = default;
  Pace(std::uint32_t per_minute, Instant now);

  bool allows(Instant at) const { return interval_ == Duration() || next_ <= at + slack; }
  void took(Instant at);
  /// What was let go came to nothing.
  void give_back() { next_ = next_ - interval_; }

 private:
  static constexpr Duration slack = Duration::seconds(1);
  Duration interval_;
  Instant next_;  ///< when the next is due, were they as regular as can be
};

}  // namespace airperk::outreach
