#pragma once

#include <optional>
#include <string>

#include "face/gy/unread.h"
#include "protocol/diameter/credit_control.h"

namespace airperk::face::gy {

/// Where the subscriber is, by the first AVP that says it: 3GPP-SGSN-MCC-MNC (18), in digits or
/// packed as TS 24.008 packs them; 3GPP-User-Location-Info (22); Access-Network-Information
/// (TS 24.229 §7.2A.4), whose cell begins with its network's digits. Five or six digits and more,
/// or nothing: what is no network is noted, and is none.
std::optional<std::string> network_of(const diameter::ServiceInformation& information,
                                      Unread& unread);

}  // namespace airperk::face::gy
