#pragma once

#include "core/charging/use.h"
#include "core/subscriber/decide.h"

/// One use that is known whole when it is asked for, as an SMS (RFC 8506 §6): paid in full, in the
/// order of the programme's precedence list, or refused.
namespace airperk::charging {

/// §6.3, direct debiting.
struct ChargeEvent {
  Asked asked;
  std::uint64_t event = 0;   ///< a keyed hash of its Session-Id, by which a refund names it
  std::uint64_t client = 0;  ///< a keyed hash of its Origin-Host: whose debit it is; 0: nobody's
};
/// One `Charged`, or why not. `record` is up to date.
subscriber::Decided decide(const subscriber::Record& record, const ChargeEvent& charge,
                           const subscriber::Context& context);

/// §6.1, §6.2: what a use would cost now, and who would pay. Changes nothing.
struct Enquire {
  Asked asked;
};
struct Quote {
  Amount price;                ///< what the tariff asks, whoever pays (§6.1)
  Amount cost;                 ///< of that, in units and tenge
  bool enough = false;         ///< all of it can be paid (§6.2)
  subscriber::Charged charge;  ///< as it would be charged, as far as it can be paid
};
/// `no_price` is the only refusal.
Result<Quote, subscriber::Refusal> quote(const subscriber::Record& record, const Enquire& enquire,
                                         const subscriber::Context& context);

}  // namespace airperk::charging
