#pragma once

#include <string>

#include "base/amount.h"
#include "base/instant.h"
#include "core/programme/programme.h"

/// How amounts and instants are said on a screen, and how long that can get: the check measures
/// screens with the longest of each, so a screen must be filled with these.
namespace airperk::programme {

/// {amount}: rounded down to hundredths, no grouping: "1000", "895.2", "0.98".
std::string said_amount(Amount amount);
/// {date}: "1 May" in the programme's zone.
std::string said_date(const Programme& programme, Language language, Instant at);
/// {until}: "1 May 10:00".
std::string said_until(const Programme& programme, Language language, Instant at);

/// The longest that is promised to fit; a richer subscriber's balance may pass a network's limit by
/// a character or two.
inline constexpr Amount longest_main_balance = Amount::nano(9'999'999'990'000'000);
inline constexpr Amount longest_bonus_balance = Amount::nano(99'999'990'000'000);

}  // namespace airperk::programme
