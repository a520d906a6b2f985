#pragma once

#include "core/subscriber/record.h"

/// Open sessions, and what they have set aside: the two-phase transfer of RFC 8506's reservations.
/// A balance's `left` is what nobody has set aside.
namespace airperk::subscriber {

Session* find_session(Record& record, std::uint64_t key);
const Session* find_session(const Record& record, std::uint64_t key);

/// What grants have set aside of a balance; of one that has ended too.
std::int64_t set_aside(const Record& record, BalanceId id);
/// All of the main balance: what is set aside is the subscriber's until it is used.
Amount main_with_set_aside(const Record& record);

/// All units together must stay an Amount, so that they can be shown as one.
bool units_fit(const Record& record, Amount more);

/// What a grant has set aside of balances that have ended since: nobody gets it back (R2).
std::vector<Share> ended_shares(const Record& record, const Grant& grant);

/// How long a session is remembered after its client was last heard of, for late reports.
inline constexpr Duration forgotten_after = Duration::hours(24);
/// The next instant at which time alone changes a session: a grant's Tcc, or its end.
Instant next_due(const Session& session);

}  // namespace airperk::subscriber
