#pragma once

#include <map>
#include <set>
#include <utility>

#include "base/wide.h"
#include "base/zone.h"
#include "core/subscriber/events.h"

/// What the programme owes its members: bonus units that were granted and neither used nor ended.
namespace airperk::report {

/// What moved it in a month, in billionths of a unit. Nothing is negative.
struct Movements {
  Wide monthly = 0, extra = 0;  ///< granted (B1, B6)
  Wide used = 0;
  Wide given_back = 0;  ///< by refunds
  /// Ended: grants that nobody activated (B2), what was left at the end (B3), what a leave took
  /// (M5). What a session had set aside ends with it, and counts as `expired`.
  Wide not_activated = 0, expired = 0, forfeited = 0;

  Wide granted() const { return monthly + extra; }
  Wide ended() const { return not_activated + expired + forfeited; }
  Wide change() const { return granted() - used + given_back - ended(); }
  Movements& operator+=(const Movements& other);
};

/// Folds everybody's events, in the journal's order, into months: open + granted - used +
/// given back - ended = close, exactly. A waiting grant is owed like units that can be spent, so an
/// activation moves nothing. For one thread.
class Liability {
 public:
  /// `month`: in which the event happened.
  void follow(SubscriberId who, const subscriber::Event& event, Month month);

  Movements of(Month month) const;
  /// What was owed when the month began.
  Wide open(Month month) const;
  Wide close(Month month) const { return open(month) + of(month).change(); }

 private:
  class Follower;
  std::map<Month, Movements> months_;
  /// Units of other promotions: their ends look like those of ours.
  std::set<std::pair<std::uint32_t, subscriber::BalanceId>> others_;
};

}  // namespace airperk::report
