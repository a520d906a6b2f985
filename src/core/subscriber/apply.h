#pragma once

#include "base/zone.h"
#include "core/subscriber/events.h"

namespace airperk::subscriber {

/// The one place that changes a record: live, in replay and in tests alike. Cannot fail: an event
/// that does not fit its record is a programmer's error (or a damaged journal, which `verify`
/// reports before it gets here). `zone` is that of the programme in force at the event: it says
/// which month the event counts in.
void apply(Record& record, const Event& event, const Zone& zone);

/// Whether everybody who pays for a charge of no session has what they pay, once each: then nothing
/// can be wrong about applying it. False: there may be.
bool has_what_pays(const Record& record, const Charged& charged);

}  // namespace airperk::subscriber
