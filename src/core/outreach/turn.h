#pragma once

#include <optional>
#include <span>

#include "core/outreach/campaign.h"

namespace airperk::outreach {

/// A campaign that may go on now, as far as the order is concerned.
struct Standing {
  std::uint32_t id = 0;
  int priority = 5;
  std::uint64_t booked = 0;  ///< the volume; 0: no limit
  std::uint64_t taken = 0;   ///< contacts it has
  Instant planned_at;
};

/// Who goes first where slots are scarce, in words of the contract with partners: the higher
/// priority; of those, the one with the larger share of its booked volume still open, and after
/// them those that have booked none; of those, the older one. It is asked anew after every few
/// contacts, so of one priority nobody starves. Gives the place in the list; nothing for an empty
/// one.
std::optional<std::size_t> next_turn(std::span<const Standing> standings);

}  // namespace airperk::outreach
