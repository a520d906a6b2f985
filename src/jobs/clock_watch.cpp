#include "jobs/clock_watch.h"

#include <fmt/format.h>
#include <pthread.h>

namespace airperk::jobs {

using engine::ClockDoubt;
using engine::ClockState;

ClockWatch::ClockWatch(engine::Engine& engine, Log log, Times times)
    : engine_(engine), log_(std::move(log)), times_(times), busy_at_(SteadyTime::clock::now()) {}

void ClockWatch::start() {
  look();
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "clock-watch");
}

void ClockWatch::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (!thread_.joinable()) return;
  thread_.join();
  look();
}

void ClockWatch::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, times_.look_every, [this] { return stopping_; })) {
    lock.unlock();
    look();
    lock.lock();
  }
}

void ClockWatch::look() {
  const auto clock = engine_.clock();
  if (clock.is_manual) return;
  say(clock);
  note(clock);
}

void ClockWatch::say(const ClockState& clock) {
  const auto now = SteadyTime::clock::now();
  const bool is_news = clock.doubt != said_;
  if (clock.is_doubted() && (is_news || now - said_at_ >= times_.say_again_every)) {
    log_(
        fmt::format("doubting the system's clock{}: {}; it says {}, time goes on by steady time at "
                    "{}; closes, campaigns, reminders and erasures wait, charging goes on; {}",
                    is_news ? "" : " still", engine::why_doubted(clock), told(clock.system),
                    told(clock.now), engine::how_to_mend(clock)));
    said_at_ = now;
  } else if (is_news) {
    auto line = fmt::format("trusting the system's clock again: it says {}", told(clock.system));
    if (clock.lag > Duration()) {
      line += fmt::format(", {} behind the journal: time goes slower until it has caught up",
                          engine::in_words(clock.lag));
    }
    log_(line);
  }
  said_ = clock.doubt;
}

void ClockWatch::note(const ClockState& clock) {
  const auto now = SteadyTime::clock::now();
  const auto groups = engine_.figures().groups;
  if (std::exchange(groups_, groups) != groups) busy_at_ = now;
  const auto noted = engine_.house()->clock;
  const bool is_ahead = clock.doubt == ClockDoubt::ahead;
  const bool has_changed =
      noted.was_ahead != is_ahead || (noted.lag > Duration() && clock.lag == Duration());
  const bool is_idle = !clock.is_doubted() && now - busy_at_ >= times_.note_every;
  // What was doubted at the start is doubted at the next one too: there is nothing to note.
  const bool at_start =
      clock.doubt == ClockDoubt::start_ahead || clock.doubt == ClockDoubt::start_behind;
  if (at_start || (!has_changed && !is_idle)) return;
  engine_.ask({{}, engine::NoteClock{}});
  busy_at_ = now;
}

std::string ClockWatch::told(Instant at) const {
  if (at >= engine::clock_max) return fmt::format("{} s since 1970", at.in_seconds());
  return engine_.house()->programmes.at(engine_.now()).programme->zone.to_rfc3339(at);
}

}  // namespace airperk::jobs
