#pragma once

#include "core/programme/programme.h"
#include "core/subscriber/events.h"

namespace airperk::subscriber {

/// U4: what the subscriber's tariff includes for the period that begins at `at`: AllowanceCredited,
/// or AllowanceStopped where it includes nothing or its fee is not paid.
Fact next_allowance(const Record& record, const programme::Programme& programme, Instant at);

/// The same for a tariff that begins now, as the facts that follow the change: what is left of the
/// old one's allowance ends.
void begin_allowance(const Record& record, NameKey tariff, bool fee_paid,
                     const programme::Programme& programme, Instant at, std::vector<Fact>& facts);

/// Does the allowance belong to a tariff, rather than to a service or a promotion?
bool is_of_tariff(const Balance& balance, const programme::Programme& programme);

}  // namespace airperk::subscriber
