#include "core/charging/use.h"

#include "core/charging/eligibility.h"
#include "core/charging/price.h"

namespace airperk::charging {

Quantity largest_event(programme::UsageKind kind) {
  switch (kind) {
    case programme::UsageKind::voice:
      return Quantity{31} * 24 * 3600;
    case programme::UsageKind::sms:
      return 255;
    case programme::UsageKind::data:
      break;
  }
  return Quantity{1} << 40;
}

using programme::Destination;
using programme::UnknownLocation;
using programme::UsageKind;

namespace {

/// Nothing, if nothing was said. A cell's identity begins with its network's digits.
std::optional<bool> roams(const Asked& asked, const programme::Programme& programme) {
  if (asked.visited) {
    const std::string_view network = *asked.visited;
    const auto& [mcc, mnc] = programme.home;
    return !(network.starts_with(mcc) && network.substr(mcc.size()).starts_with(mnc));
  }
  if (asked.visited_msc.empty()) return {};
  // An MSC's address is of its operator's number range.
  return programme.numbers.classify(asked.visited_msc) != Destination::on_net;
}

}  // namespace

Use classify(const Asked& asked, const programme::Programme& programme) {
  Use use;
  use.use.kind = asked.kind;
  use.use.destination = asked.kind == UsageKind::data || asked.incoming || asked.free
                            ? Destination::on_net
                            : programme.numbers.classify(asked.called);
  const auto roaming = roams(asked, programme);
  use.use.roaming = roaming.value_or(false);
  use.location_unknown = !roaming && programme.charging.unknown_location_of(asked.client) ==
                                         UnknownLocation::not_eligible;
  use.quantity = asked.quantity;
  use.incoming = asked.incoming || asked.free;
  return use;
}

subscriber::Rating rating_of(const Use& use, const subscriber::Record& record,
                             const programme::Version& version, Instant at) {
  return {.programme_version = version.number,
          .tariff = record.tariff,
          .use = use.use,
          .location_unknown = use.location_unknown,
          .incoming = use.incoming,
          .night = is_night(record, use.use, *version.programme, at)};
}

const programme::Ladder* ladder_of(const subscriber::Rating& rating,
                                   const programme::Programme& programme) {
  if (rating.incoming) return &free_ladder();
  const auto* tariff = programme.find_tariff(rating.tariff);
  return tariff ? tariff->ladder(rating.use) : nullptr;
}

}  // namespace airperk::charging
