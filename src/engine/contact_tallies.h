#pragma once

#include <array>
#include <map>
#include <utility>
#include <vector>

#include "core/subscriber/events.h"
#include "store/store.h"

namespace airperk::engine {

/// What became of one campaign's contacts, as records say it: a delivery waterfall's numbers.
struct ContactTally {
  std::array<std::uint64_t, 8> by_state{};  ///< by ContactState
  std::array<std::uint64_t, 5> by_rule{};   ///< of the refused, by ContactRule

  std::uint64_t in(subscriber::ContactState state) const {
    return by_state[static_cast<std::size_t>(state)];
  }
  /// All that hold a slot, or held one: what a booked volume counts.
  std::uint64_t taken() const;
};

/// All campaigns' tallies. Follows the records; for the decider's thread, and copied for readers.
class ContactTallies {
 public:
  /// A contact whose process ended while the network was being asked.
  struct Lost {
    SubscriberId id;
    std::uint32_t campaign = 0;
  };

  /// All that the store's records hold.
  std::vector<Lost> find_all(store::Store& store);
  /// Before the fact is applied to the record.
  void follow(const subscriber::Record& record, const subscriber::Fact& fact);

  ContactTally of(std::uint32_t campaign) const;
  /// Changes with every fact that it follows.
  std::uint64_t version() const { return version_; }

 private:
  void move(const subscriber::Contact* from, std::uint32_t campaign, subscriber::ContactState to,
            subscriber::ContactRule rule);

  std::map<std::uint32_t, ContactTally> tallies_;
  std::uint64_t version_ = 0;
};

}  // namespace airperk::engine
