#pragma once

#include <functional>

#include "base/instant.h"

namespace airperk::engine {

/// Steady time, which no step of the system's clock moves: of the same origin as the faces'.
Instant steady_now();

/// Where the engine reads it. From any thread.
using Steady = std::function<Instant()>;

}  // namespace airperk::engine
