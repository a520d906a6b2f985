#pragma once

#include "engine/replies.h"
#include "engine/request.h"
#include "face/gy/unread.h"
#include "protocol/diameter/credit_control.h"

/// From a credit-control request to what the engine is asked, and back. Pure mapping: what a field
/// means for the subscriber, not who pays.
namespace airperk::face::gy {

/// The engine's request, or the refusal that answers the client at once: what this server cannot
/// rate (5031), a missing AVP (5005), nobody named (5030). `unread`: what could not be read,
/// whether or not that refuses it.
Result<engine::Request, diameter::Refusal> to_engine(const diameter::CreditControlRequest& request,
                                                     const engine::RequestKeys& keys,
                                                     const programme::NumberPlan& numbers,
                                                     Unread& unread);

/// The debit that is to be given back, where that is what the request asks: see engine/refunds.h.
/// `may_any`: it need not be the client's own.
std::optional<charging::Debit> refund_of(const diameter::CreditControlRequest& request,
                                         const engine::RequestKeys& keys, bool may_any);
diameter::CreditControlAnswer to_diameter(const engine::Answer& answer,
                                          const diameter::CreditControlRequest& request);

/// The answer to a request that `to_engine` refused.
diameter::CreditControlAnswer refused(diameter::Refusal refusal,
                                      const diameter::CreditControlRequest& request);

}  // namespace airperk::face::gy
