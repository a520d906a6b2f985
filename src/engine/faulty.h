#pragma once

#include "engine/request.h"

namespace airperk::engine {

/// Of what cannot be done: `detail` says why, and the mend.
inline Answer faulty(Instant now, Fault fault, std::string detail = {}) {
  Answer answer;
  answer.now = now;
  answer.fault = fault;
  answer.detail = std::move(detail);
  return answer;
}

}  // namespace airperk::engine
