#pragma once

#include <array>
#include <cstdint>

#include "gy_requests.h"

namespace airperk::bench {

/// What a Credit-Control-Answer says. That to a repeated request says the same.
struct GyAnswer {
  std::uint32_t code = 0, service_code = 0;
  std::uint64_t granted = 0;
  bool final = false;  ///< Final-Unit-Indication: these are the last units

  bool operator==(const GyAnswer&) const = default;
  bool refused() const {
    return code == diameter::result::credit_limit_reached ||
           service_code == diameter::result::credit_limit_reached;
  }
};

enum class GyFault : std::uint8_t {
  none,
  unreadable,
  hop_by_hop,
  end_to_end,
  session,
  type_or_number,
  code,
  service_count,
  service_name,
  no_units,
  too_many_units,
  differs,
};
inline constexpr std::array<const char*, 12> gy_faults = {
    "",
    "its AVPs cannot be read",
    "its Hop-by-Hop Identifier is that of no request under way",
    "its End-to-End Identifier is not the request's",
    "its first AVP is not the request's Session-Id",
    "its CC-Request-Type or -Number is not the request's",
    "its Result-Code is none of those expected",
    "not one MSCC for the one in the request",
    "its MSCC is not of the request's rating group and service",
    "it succeeds and grants nothing",
    "it grants more than was asked for",
    "the answers to a request and its repetition differ",
};

/// Reads the answer to `request`, and says what is wrong with it; the ids in its header are not
/// looked at. `gone_admitted`: 5002 is right too.
GyFault read_answer(const diameter::Message& message, const GyRequest& request,
                    const GyRequests& requests, bool gone_admitted, GyAnswer& answer);

}  // namespace airperk::bench
