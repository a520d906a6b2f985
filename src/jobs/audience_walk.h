#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <span>

#include "base/ids.h"
#include "base/instant.h"

namespace airperk::jobs {

/// How far one campaign has come in its audience. Several scans' findings may be open at once, so
/// that one that waits long for its answer holds up nobody; what may be noted as over is what
/// stands before the oldest that is still open.
class AudienceWalk {
 public:
  /// Somebody who was found, and by which scan.
  struct Stop {
    SubscriberId id;
    std::uint64_t scan = 0;
    unsigned tries = 0;  ///< that came to nothing
  };

  AudienceWalk() = default;
  explicit AudienceWalk(std::uint32_t through) : through_(through), over_through_(through) {}

  /// Whether it is time to look for more.
  bool wants_more() const;
  /// A scan from `through()` on found these and ended there; `end`: nobody comes after it.
  void found(std::span<const SubscriberId> ids, std::uint32_t through, bool end);
  std::uint32_t through() const { return through_; }

  bool has_next() const { return !next_.empty(); }
  Stop take();
  /// Is asked again, after those that were found by now.
  void put_back(Stop stop) { next_.push_back(stop); }
  /// The same from then on, by `wake`; until then they are not at hand.
  void rest(Stop stop, Instant until);
  void wake(Instant now);
  void done(Stop stop);

  /// Everything before this place is over.
  std::uint32_t over_through() const { return over_through_; }
  /// All of it is.
  bool finished() const { return end_ && scans_.empty(); }

 private:
  struct Scan {
    std::uint32_t through = 0;
    std::size_t open = 0;
  };
  void drop_done_scans();

  std::deque<Stop> next_;
  std::multimap<Instant, Stop> resting_;
  std::deque<Scan> scans_;  ///< from the oldest that is open
  std::uint64_t first_scan_ = 0;
  std::uint32_t through_ = 0, over_through_ = 0;
  bool end_ = false;
};

}  // namespace airperk::jobs
