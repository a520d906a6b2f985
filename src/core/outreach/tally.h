#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "core/subscriber/record.h"

namespace airperk::outreach {

/// What became of one campaign's contacts: a delivery waterfall's numbers.
struct Tally {
  std::array<std::uint64_t, 9> by_state{};  ///< by ContactState
  std::array<std::uint64_t, 5> by_rule{};   ///< of the refused, by ContactRule

  std::uint64_t in(subscriber::ContactState state) const {
    return by_state[static_cast<std::size_t>(state)];
  }
  /// All that hold a slot, or held one: what a booked volume counts.
  std::uint64_t taken() const;

  void add(subscriber::ContactState state, subscriber::ContactRule rule);
  void remove(subscriber::ContactState state, subscriber::ContactRule rule);
  Tally& operator+=(const Tally& other);
  friend bool operator==(const Tally&, const Tally&) = default;
};

// --- Records forget: at a leave (S3), and after contacts_kept. Two events of the house keep the
// numbers, without saying whose they were.

/// Contacts that records have forgotten with this group, by campaign.
struct ContactsForgotten {
  std::map<std::uint32_t, Tally> tallies;
  friend bool operator==(const ContactsForgotten&, const ContactsForgotten&) = default;
};
/// A campaign's books are closed: this is what it came to, whatever records say later.
struct CampaignTallied {
  std::uint32_t id = 0;
  Tally tally;
  friend bool operator==(const CampaignTallied&, const CampaignTallied&) = default;
};

/// After its end nobody hands anything over; so much later no receipt comes any more, and no record
/// has forgotten a contact of its for age.
inline constexpr Duration books_close_after = Duration::days(1);

}  // namespace airperk::outreach
