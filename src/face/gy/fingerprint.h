#pragma once

#include <cstdint>

#include "protocol/diameter/credit_control.h"

namespace airperk::face::gy {

/// Of what a request asks, for whom: a repetition has the same one, whichever way it came, whatever
/// its flags and times. Never 0. It is kept with the answer, so it may never be reckoned otherwise.
std::uint32_t fingerprint_of(const diameter::CreditControlRequest& request);

}  // namespace airperk::face::gy
