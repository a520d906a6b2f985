#include "face/net/presence.h"

#include <chrono>

#include "steady/steady.h"

namespace airperk::face::net {
namespace {

constexpr std::chrono::milliseconds between_beats(100);
/// A busy thread is no absent one.
constexpr Duration pause_min = Duration::seconds(1);
/// Reading what waited takes no longer.
constexpr Duration reading_max = Duration::microseconds(300'000);

}  // namespace

Presence::Presence(const boost::asio::any_io_executor& executor)
    : timer_(executor), last_(steady_now()) {}

void Presence::start() {
  last_ = steady_now();
  wait();
}

void Presence::stop() {
  timer_.cancel();
}

void Presence::wait() {
  timer_.expires_after(between_beats);
  timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!error && self) self->beat();
  });
}

void Presence::beat() {
  const auto now = steady_now();
  if (now - last_.load() >= pause_min) {
    paused_at_ = last_.load();
    read_until_ = now + reading_max;
  }
  last_ = now;
  wait();
}

Instant Presence::arrived() const {
  const auto now = steady_now();
  const auto last = last_.load();
  if (now - last >= pause_min) return last;
  return now < read_until_.load() ? paused_at_.load() : now;
}

}  // namespace airperk::face::net
