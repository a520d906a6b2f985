#pragma once

#include "core/programme/history.h"
#include "core/subscriber/events.h"

namespace airperk::subscriber {

/// Brings a record up to date: applies, each at the instant it was due, everything that time alone
/// brings about up to and including `now` (grants of later months B1, ends of waiting grants B2 and
/// of balances B3, erasures S3), under the programme in force at each of those instants. Appends
/// the events to `events`. Rolling in one leap equals rolling in any steps.
void roll_forward(Record& record, const programme::History& programmes, Instant now,
                  Events& events);

/// The next instant at which roll_forward would have something to do; Instant::never() if none.
Instant next_due(const Record& record, const programme::History& programmes);

}  // namespace airperk::subscriber
