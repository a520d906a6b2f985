#include "core/charging/price.h"

#include <algorithm>

namespace airperk::charging {

bool Price::is_free(Quantity at) const {
  const auto position = position_of(at);
  for (const auto& tier : ladder_.tiers) {
    if (!tier.until || position < *tier.until) return tier.price.is_zero();
  }
  return ladder_.tiers.empty() || ladder_.tiers.back().price.is_zero();
}

Quantity Price::run_end(Quantity at, Quantity to) const {
  const bool free = is_free(at);
  for (const auto& tier : ladder_.tiers) {
    if (!tier.until) break;
    const auto end = steps_of(*tier.until);
    if (end > at && end < to && is_free(end) != free) return end;
  }
  return to;
}

Quantity Price::affordable(Quantity from, Quantity to, Amount money) const {
  const auto before = first(from);
  if (first(to) - before <= money) return to;
  auto reached = from;  // affordable; `to` is not
  while (to - reached > 1) {
    const auto middle = reached + (to - reached) / 2;
    if (first(middle) - before <= money) {
      reached = middle;
    } else {
      to = middle;
    }
  }
  return reached;
}

const programme::Ladder& free_ladder() {
  static const programme::Ladder ladder{1, 1, {{std::nullopt, Amount()}}};
  return ladder;
}

}  // namespace airperk::charging
