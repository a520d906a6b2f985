#include "engine/decider.h"
#include "engine/faulty.h"

/// The group decider's clock: moved by hand, confirmed by a person, noted for the next start.
namespace airperk::engine {

using subscriber::Refusal;

Answer GroupDecider::move_clock(const MoveClock& move) {
  if (!clock_.is_manual()) return refused(Refusal::clock_not_manual);
  if (move.to < group_.at) return refused(Refusal::clock_backwards);
  clock_.move(move.to);
  group_.at = move.to;
  group_.house.emplace_back(store::ClockMoved{move.to});
  return answered({});
}

/// Business time may go forward by any step here, and never back.
Answer GroupDecider::confirm_clock(const ConfirmClock& confirm) {
  const auto& before = time_;
  if (!before.is_doubted()) return answered({});
  if (before.system >= clock_max) {
    return faulty(group_.at, Fault::clock_refused,
                  "the system's clock is past the year 2119: set it, and the doubt ends by itself");
  }
  if (!clock_.confirm()) {
    return faulty(group_.at, Fault::clock_refused,
                  why_doubted(before) + ", further than time can wait for: it goes on by steady " +
                      "time, and what time alone would do waits, until the clock has caught up; " +
                      how_to_mend(before));
  }
  group_.at = std::max(group_.at, clock_.now());
  return note_clock(confirm.by);
}

void GroupDecider::note_doubt() {
  if (time_.doubt != ClockDoubt::ahead || house_->clock.was_ahead || !changed()) return;
  // Somebody in this group may have confirmed it.
  if (clock_.state().doubt == ClockDoubt::ahead) (void)note_clock();
}

Answer GroupDecider::note_clock(std::string by) {
  const auto state = clock_.state();
  happen(store::ClockNoted{group_.at, state.doubt == ClockDoubt::ahead, state.lag, std::move(by)});
  return answered({});
}

}  // namespace airperk::engine
