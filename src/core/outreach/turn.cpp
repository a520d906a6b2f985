#include "core/outreach/turn.h"

#include <algorithm>
#include <tuple>

namespace airperk::outreach {
namespace {

/// Of what is booked, in billionths; none where nothing is.
std::uint64_t open_share(const Standing& standing) {
  constexpr std::uint64_t whole = 1'000'000'000;
  if (standing.booked == 0) return 0;
  const auto open = standing.booked - std::min(standing.booked, standing.taken);
  return open * whole / standing.booked;
}

}  // namespace

std::optional<std::size_t> next_turn(std::span<const Standing> standings) {
  if (standings.empty()) return {};
  const auto rank = [](const Standing& s) {
    return std::tuple(s.priority, ~open_share(s), s.planned_at, s.id);
  };
  const auto first =
      std::min_element(standings.begin(), standings.end(),
                       [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return static_cast<std::size_t>(first - standings.begin());
}

}  // namespace airperk::outreach
