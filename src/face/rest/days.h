#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/zone.h"
#include "face/rest/message.h"

/// Calendar days in queries and answers: "2016-03-05"; a number counts them since 1970-01-01. And
/// months: "2016-03".
namespace airperk::face::rest {

std::string day_text(std::int32_t day);
/// The query's member; throws a Problem where it is no day.
std::optional<std::int32_t> day_query(const Call& call, const std::string& name);
/// The query's member "month"; throws a Problem where it is no month.
std::optional<Month> month_query(const Call& call);
/// Throws a Problem where the month is not one that has begun by then.
void check_begun(Month month, const Zone& zone, Instant now);
/// The instant at which the day begins there.
Instant start_of_day(const Zone& zone, std::int32_t day);

}  // namespace airperk::face::rest
