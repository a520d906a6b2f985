#pragma once

#include "face/rest/common.h"

/// A subscriber as the record has them.
namespace airperk::face::rest {

json subscriber_json(const engine::Viewed& viewed, const Spoken& spoken, Instant now);
json balances_json(const subscriber::Record& record, const Spoken& spoken);

}  // namespace airperk::face::rest
