#include "core/programme/tariff.h"

#include <algorithm>

#include "base/assert.h"

namespace airperk::programme {
namespace {

__extension__ using Wide = unsigned __int128;

std::size_t slot_of(UsageClass use) {
  const auto kind = static_cast<std::size_t>(use.kind);
  const auto destination = static_cast<std::size_t>(use.destination);
  return (kind * destinations + destination) * 2 + (use.roaming ? 1 : 0);
}

}  // namespace

std::string_view name_of(UsageKind kind) {
  switch (kind) {
    case UsageKind::voice:
      return "voice";
    case UsageKind::sms:
      return "sms";
    case UsageKind::data:
      return "data";
  }
  return "";
}

std::string_view name_of(Destination destination) {
  switch (destination) {
    case Destination::on_net:
      return "on-net";
    case Destination::off_net:
      return "off-net";
    case Destination::fixed:
      return "fixed";
    case Destination::international:
      return "international";
    case Destination::content:
      return "content";
  }
  return "";
}

// Spans are at most 2^64 together and prices at most 9 * 10^18 billionths: the sum stays below
// 2^128. Rounding up to a step must not pass 2^64, which is further than any session gets.
Amount Ladder::price_of_first(Quantity n) const {
  AIRPERK_ASSERT(per > 0 && step > 0);
  constexpr Wide furthest = Wide{1} << 64;
  const Wide end = std::min((Wide{n} + step - 1) / step * step, furthest);
  Wide total = 0;
  Wide at = 0;
  for (std::size_t i = 0; i < tiers.size() && at < end; ++i) {
    const Tier& tier = tiers[i];
    AIRPERK_ASSERT(!tier.price.is_negative());
    const bool last = i + 1 == tiers.size();
    const Wide tier_end = last || !tier.until ? end : std::min(end, Wide{*tier.until});
    if (tier_end <= at) continue;
    total += (tier_end - at) * static_cast<Wide>(tier.price.in_nano());
    at = tier_end;
  }
  const Wide price = total / per;
  const auto price_max = static_cast<Wide>(Amount::max().in_nano());
  return Amount::nano(static_cast<std::int64_t>(std::min(price, price_max)));
}

const Ladder* Tariff::ladder(UsageClass use) const {
  const auto& slot = ladders_[slot_of(use)];
  return slot ? &*slot : nullptr;
}

std::optional<Ladder>& Tariff::price_slot(UsageClass use) {
  return ladders_[slot_of(use)];
}

}  // namespace airperk::programme
