#pragma once

#include <functional>

#include "base/instant.h"

namespace airperk {

/// Steady time, from an origin that means nothing and is the same for the whole process: no step of
/// the system's clock moves it. From any thread.
Instant steady_now();

/// Where a room reads it, so that a test may move it. From any thread.
using Steady = std::function<Instant()>;

}  // namespace airperk
