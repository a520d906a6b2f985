#pragma once

#include <optional>

#include "core/charging/use.h"
#include "core/subscriber/decide.h"

namespace airperk::charging {

/// The rule that keeps a balance from paying for this use at all, whatever else the subscriber has;
/// nothing if it may pay. Where several do, the first in the order of U13.
std::optional<subscriber::KeptOut> kept_out(const subscriber::Balance& balance, const Use& use,
                                            const subscriber::Record& record,
                                            const programme::Programme& programme);

/// Is a service of that kind active now, with its fee paid where the kind asks for it?
const programme::Service* active_unlimited(const subscriber::Record& record,
                                           const programme::Programme& programme);

/// U4, U7, U8, U9, U10: the rule by which a balance that paid went before a SMART balance.
subscriber::KeptOut rule_of_precedence(const subscriber::Balance& paid,
                                       const programme::Programme& programme);

}  // namespace airperk::charging
