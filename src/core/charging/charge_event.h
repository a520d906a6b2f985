#pragma once

#include "core/charging/use.h"
#include "core/subscriber/decide.h"

/// One use that is known whole when it is asked for, as an SMS (RFC 8506 §4.3, direct debiting):
/// paid in full, in the order of the programme's precedence list, or refused. The explanation (U13)
/// comes out of the same walk.
namespace airperk::charging {

struct ChargeEvent {
  Asked asked;
};

/// One `Charged`, or why not. `record` is up to date.
subscriber::Decided decide(const subscriber::Record& record, const ChargeEvent& charge,
                           const subscriber::Context& context);

}  // namespace airperk::charging
