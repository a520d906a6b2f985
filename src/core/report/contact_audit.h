#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/zone.h"
#include "core/subscriber/events.h"

/// The caps and the leaves, counted again from what happened and from nothing else (C2, C3, C4,
/// M5).
namespace airperk::report {

/// Of one kind, in one month.
struct ContactMonth {
  std::uint64_t contacts = 0;  ///< those that kept their slot
  std::uint32_t most = 0;      ///< slots that one subscriber had at once
};

/// Contacts with somebody who had left, if there were any.
struct AfterLeave {
  std::uint64_t leaves = 0;
  /// With a slot, and the network's answer still to come, when they left: pulled back before a link
  /// writes them.
  std::uint64_t under_way = 0;
  std::uint64_t contacts = 0;            ///< whose slot was taken after a leave
  std::optional<Duration> longest_wait;  ///< from a leave to the last of them
};

/// Folds everybody's events, in the journal's order. For one thread. It keeps 16 octets for
/// each id up to the largest: ids count from 1 without gaps.
class ContactAudit {
 public:
  struct Months {
    ContactMonth messages, surveys;
  };

  void follow(SubscriberId who, const subscriber::Event& event);

  const std::map<Month, Months>& months() const { return months_; }
  const AfterLeave& after_leave() const { return after_leave_; }

 private:
  struct Person {
    Month month;
    std::uint16_t messages = 0, surveys = 0;  ///< slots of that month
    Instant left = Instant::never();
  };
  struct Taken {
    subscriber::ContactKind kind;
    Month month;
  };

  Person& person(SubscriberId who);
  void take(SubscriberId who, const subscriber::ContactTaken& fact, Instant at);
  void move(SubscriberId who, const subscriber::ContactMoved& fact);
  void leave(SubscriberId who, Instant at);

  std::map<Month, Months> months_;
  AfterLeave after_leave_;
  std::vector<Person> people_;  ///< by id
  /// By subscriber and campaign: what the network has not answered yet. Only that can come back.
  std::map<std::pair<std::uint32_t, std::uint32_t>, Taken> under_way_;
};

}  // namespace airperk::report
