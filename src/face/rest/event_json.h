#pragma once

#include "face/rest/common.h"

namespace airperk::face::rest {

/// An event as the timeline shows it: {"at", "type", ...}, names instead of keys, decimals instead
/// of billionths. `programme_version` is the one that the event's batch names.
json event_json(const subscriber::Event& event, std::uint32_t programme_version,
                const Spoken& spoken);

/// What a charge is called in its subscriber's history, to refund it by.
std::string charge_name(subscriber::ChargeId id);
std::optional<subscriber::ChargeId> charge_named(std::string_view name);

/// A charge's parts and reasons (U13), the SMART balances as one.
json charge_json(const subscriber::Charged& charged, std::uint32_t programme_version,
                 const Spoken& spoken);

}  // namespace airperk::face::rest
