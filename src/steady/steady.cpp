#include "steady/steady.h"

#include <chrono>

namespace airperk {

Instant steady_now() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return Instant::microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

}  // namespace airperk
