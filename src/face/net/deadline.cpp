#include "face/net/deadline.h"

#include <chrono>
#include <utility>

namespace airperk::face::net {

void Deadline::set(Instant deadline, std::function<void()> passed) {
  if (deadline == Instant::never()) {
    timer_.cancel();
    armed_ = Instant::never();
    return;
  }
  if (armed_ <= deadline) return;
  armed_ = deadline;
  // One microsecond more: rounding down would fire just before it.
  timer_.expires_at(std::chrono::steady_clock::time_point(
      std::chrono::microseconds(deadline.in_microseconds() + 1)));
  // `passed` keeps the owner, and so this, alive.
  timer_.async_wait([this, passed = std::move(passed)](boost::system::error_code error) {
    if (error) return;
    armed_ = Instant::never();
    passed();
  });
}

}  // namespace airperk::face::net
