#include "core/outreach/pace.h"

#include <algorithm>

namespace airperk::outreach {

/// With the second that may be made up for counted in, no minute has more than it may.
Pace::Pace(std::uint32_t per_minute, Instant now) : next_(now + slack) {
  if (per_minute == 0) return;
  const auto span = (Duration::minutes(1) + slack).in_microseconds();
  interval_ = Duration::microseconds((span + per_minute - 1) / per_minute);
}

void Pace::took(Instant at) {
  next_ = std::max(next_, at) + interval_;
}

}  // namespace airperk::outreach
