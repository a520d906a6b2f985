#include "core/charging/use.h"

namespace airperk::charging {

using programme::Destination;
using programme::UnknownLocation;
using programme::UsageKind;

namespace {

/// Nothing, if nothing was said.
std::optional<bool> roams(const Asked& asked, const programme::Programme& programme) {
  if (asked.visited) return *asked.visited != programme.home.mcc + programme.home.mnc;
  if (asked.visited_msc.empty()) return {};
  // An MSC's address is of its operator's number range.
  return programme.numbers.classify(asked.visited_msc) != Destination::on_net;
}

}  // namespace

Use classify(const Asked& asked, const programme::Programme& programme) {
  Use use;
  use.use.kind = asked.kind;
  use.use.destination = asked.kind == UsageKind::data ? Destination::on_net
                                                      : programme.numbers.classify(asked.called);
  const auto roaming = roams(asked, programme);
  use.use.roaming = roaming.value_or(false);
  use.location_unknown =
      !roaming && programme.charging.unknown_location == UnknownLocation::not_eligible;
  use.quantity = asked.quantity;
  return use;
}

}  // namespace airperk::charging
