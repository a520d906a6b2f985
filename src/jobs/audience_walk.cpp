#include "jobs/audience_walk.h"

#include "base/assert.h"

namespace airperk::jobs {
namespace {

/// With fewer than these at hand, the next are looked for.
constexpr std::size_t at_hand_min = 32;
/// What is asked again after a crash costs little, but not nothing.
constexpr std::size_t open_scans_max = 16'384;

}  // namespace

bool AudienceWalk::wants_more() const {
  return !end_ && next_.size() < at_hand_min && scans_.size() < open_scans_max;
}

void AudienceWalk::found(std::span<const SubscriberId> ids, std::uint32_t through, bool end) {
  const auto scan = first_scan_ + scans_.size();
  for (const auto id : ids) next_.push_back({id, scan, 0});
  scans_.push_back({through, ids.size()});
  through_ = through;
  end_ = end;
  drop_done_scans();
}

AudienceWalk::Stop AudienceWalk::take() {
  AIRPERK_ASSERT(!next_.empty());
  const auto stop = next_.front();
  next_.pop_front();
  return stop;
}

void AudienceWalk::rest(Stop stop, Instant until) {
  ++stop.tries;
  resting_.emplace(until, stop);
}

void AudienceWalk::wake(Instant now) {
  while (!resting_.empty() && resting_.begin()->first <= now) {
    next_.push_back(resting_.begin()->second);
    resting_.erase(resting_.begin());
  }
}

void AudienceWalk::done(Stop stop) {
  AIRPERK_ASSERT(stop.scan >= first_scan_ && stop.scan - first_scan_ < scans_.size());
  auto& scan = scans_[stop.scan - first_scan_];
  AIRPERK_ASSERT(scan.open > 0);
  --scan.open;
  drop_done_scans();
}

void AudienceWalk::drop_done_scans() {
  while (!scans_.empty() && scans_.front().open == 0) {
    over_through_ = scans_.front().through;
    scans_.pop_front();
    ++first_scan_;
  }
}

}  // namespace airperk::jobs
