#pragma once

#include <optional>
#include <string>

#include "base/instant.h"

/// Time that is doubted: what the system's clock says is compared with steady time. Pure: readings
/// in, the business instant and a verdict out.
namespace airperk::engine {

/// What the system's two clocks say at one moment.
struct ClockReading {
  Instant system;   ///< what people call the time; it can be set, by anybody and anything
  Duration steady;  ///< since some moment: never set, and it goes on while the machine sleeps
  bool synchronised = false;  ///< the system says so of this very clock; asked at a start alone
};

/// How far the system's clock is followed, away from what steady time makes of the last sure
/// instant.
struct ClockLimits {
  Duration ahead_max = Duration::minutes(10);      ///< while running
  Duration start_ahead_max = Duration::hours(24);  ///< at a start, unless it is synchronised
  Duration back_max = Duration::seconds(1);
  /// What cannot be undone waits until readings over so long, of steady time, have agreed.
  Duration sure_after = Duration::minutes(10);
  friend bool operator==(const ClockLimits&, const ClockLimits&) = default;
};

enum class ClockDoubt : std::uint8_t {
  none = 0,
  ahead,        ///< it has gone further than `ahead_max` while running
  behind,       ///< it has gone back
  start_ahead,  ///< it was further ahead of the journal at the start than `start_ahead_max`
  start_behind  ///< it was behind the journal at the start
};

/// The clock as of its newest reading.
struct ClockState {
  ClockDoubt doubt = ClockDoubt::none;
  bool is_manual = false;
  Instant now;     ///< business time: never goes back
  Instant system;  ///< what the system's clock says
  Instant since;   ///< business time at which the doubt began
  Duration lag;    ///< a person confirmed a clock that is so far behind: time waits for it
  /// What cannot be undone may be done that was due by this instant: it has passed by readings of
  /// some minutes that agree, not by one. Instant::beginning() while that cannot be said.
  Instant certain = Instant::beginning();
  ClockLimits limits;

  bool is_doubted() const { return doubt != ClockDoubt::none; }
  /// The system's clock beyond business time; negative: behind it.
  Duration offset() const { return system - now; }
};

/// What the journal says of the time before a start.
struct ClockBefore {
  Instant last;  ///< its last instant
  /// The clock was doubted then, for it had gone ahead: a start is no reason to believe it.
  bool was_ahead = false;
  Duration lag;  ///< as confirmed by a person
};

/// Business time by the system's clock for as long as that agrees with steady time, and by steady
/// time from the last sure instant while it does not. Corrections are followed up to the limits,
/// all together: what creeps is a step too, and only so much of it is forgotten as a bad quartz
/// could drift. Business time never goes back; where it is ahead of the clock it goes slower, not
/// more than charging takes for granted (5 s an hour), until the clock has caught up.
class SureTime {
 public:
  /// Nothing before: an empty store, which has no reason to doubt.
  SureTime(ClockLimits limits, const ClockReading& first, std::optional<ClockBefore> before);

  /// Business time at this reading.
  Instant read(const ClockReading& reading);
  ClockState state() const;
  /// Whether the next reading had better say if the clock is synchronised.
  bool asks_if_synchronised() const { return is_starting_; }

  /// A person says that the system's clock is right. Business time goes to it; if it is behind, by
  /// no more than a start would follow, business time waits for it, going slower. False: it is
  /// further behind, and nothing is changed.
  bool confirm(const ClockReading& reading);

 private:
  Instant at(Duration offset) const { return Instant::microseconds(0) + offset + steady_; }
  bool agrees(bool synchronised) const;
  bool are_close(Duration a, Duration b) const;
  void begin_calm();
  void judge(bool synchronised);
  void follow();
  void doubt();
  void believe();
  Duration may_slew(Duration elapsed);

  const ClockLimits limits_;
  // Each clock is its distance from steady time, so that it stands still while nothing is wrong.
  Duration system_;    ///< the system's clock
  Duration business_;  ///< what is answered; only ever shrinks slowly
  Duration sure_;      ///< what steady time makes of the last sure instant
  Duration steady_;
  bool is_starting_ = true;  ///< nothing has been sure since the start
  bool was_ahead_ = false;
  bool lags_ = false;  ///< a person has confirmed a clock that is behind
  Duration slewed_;    ///< how much slower business time has gone since, for its sake
  ClockDoubt doubt_ = ClockDoubt::none;
  Instant since_;
  Duration calm_since_;                  ///< steady time since which readings have agreed
  Duration calm_at_;                     ///< with this one
  std::optional<Duration> right_since_;  ///< a step forward has been taken back
  std::int64_t slew_rest_ = 0;
};

/// "3 days 2 h", "2 h 5 min", "1.5 s".
std::string in_words(Duration span);
/// Why the clock is doubted and what goes on meanwhile; empty if it is not.
std::string why_doubted(const ClockState& state);
/// What a person can do about it.
std::string how_to_mend(const ClockState& state);

}  // namespace airperk::engine
