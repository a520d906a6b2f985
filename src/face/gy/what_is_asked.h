#pragma once

#include <boost/container/small_vector.hpp>

#include "core/charging/credit_control.h"
#include "engine/request.h"
#include "face/gy/unread.h"
#include "protocol/diameter/credit_control.h"

/// What a credit-control request's AVPs mean, from whichever client: whom it is about, and what
/// they do where.
namespace airperk::face::gy {

/// Every way of naming a subscriber that clients use: +E164, E164, SIP and tel URIs, IMSI, and the
/// identities that are made of an IMSI (TS 23.003 §13.4B, §19.3).
struct Subscription {
  std::optional<Msisdn> msisdn;
  std::optional<Imsi> imsi;
  bool disagrees = false;  ///< two numbers, or two IMSIs

  bool names_somebody() const { return msisdn || imsi; }
};
Subscription subscription_of(const diameter::CreditControlRequest& request);

/// By the Service-Context-Id, whatever an operator put before it: PS, IMS, SMS charging
/// (TS 32.251, 32.260, 32.274); nothing for any other.
std::optional<programme::UsageKind> kind_of(std::string_view service_context_id);

using Written = boost::container::small_vector<std::string_view, 1>;
/// U1b: who is called, as the network wrote it; of a message, its recipients. Empty where nobody is
/// named.
Written called_in(const diameter::CreditControlRequest& request, programme::UsageKind kind);

/// The use, but for whom it goes to and its quantity.
charging::Asked asked_of(const diameter::CreditControlRequest& request, programme::UsageKind kind,
                         const programme::NumberPlan& numbers, Unread& unread);

/// How much of a kind's own unit is there: seconds, messages or octets; nothing if none is.
/// Total octets, or else input and output together: never both.
std::optional<charging::Quantity> quantity_of(const diameter::ServiceUnits& units,
                                              programme::UsageKind kind);

}  // namespace airperk::face::gy
