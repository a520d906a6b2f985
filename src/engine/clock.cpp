#include "engine/clock.h"

#include <chrono>

namespace airperk::engine {

Instant SystemClock::now() const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant::microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count());
}

}  // namespace airperk::engine
