#include "engine/sure_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace airperk::engine {
namespace {

using ::testing::HasSubstr;

constexpr Duration second = Duration::seconds(1);
constexpr Duration minute = Duration::minutes(1);
constexpr Duration hour = Duration::hours(1);
constexpr Duration day = Duration::days(1);
constexpr Duration year = Duration::days(365);
constexpr Duration nothing = Duration();
const Instant noon = *Instant::parse("2026-11-28T12:00:00Z");

/// A machine whose clock can be wrong, and the process on it.
class SureTimeTest : public ::testing::Test {
 protected:
  /// On a store that nothing was written to.
  void starts_empty() { time.emplace(ClockLimits(), reading(), std::nullopt); }
  /// On a store whose last instant was `last`.
  void starts(Instant last, bool was_ahead = false, Duration lag = Duration()) {
    time.emplace(ClockLimits(), reading(), ClockBefore{last, was_ahead, lag});
  }
  ClockReading reading() const { return {truth + wrong_by, steady, synchronised}; }
  Instant read() { return time->read(reading()); }
  ClockState state() {
    read();
    return time->state();
  }
  ClockDoubt doubt() { return state().doubt; }
  void passes(Duration span) {
    truth = truth + span;
    steady = steady + span;
    read();
  }
  /// Read every second meanwhile, as a server does.
  void lives(Duration span) {
    for (Duration lived; lived < span; lived = lived + second) passes(second);
  }
  void is_wrong_by(Duration by) { wrong_by = by; }
  Duration ahead_of_truth() { return read() - truth; }

  Instant truth = noon;
  Duration steady = Duration::days(3);
  Duration wrong_by;
  bool synchronised = false;
  std::optional<SureTime> time;
};

TEST_F(SureTimeTest, A_clock_that_is_right_is_followed_to_the_microsecond) {
  starts_empty();
  for (int i = 0; i < 1000; ++i) {
    passes(Duration::microseconds(12'345));
    ASSERT_EQ(read(), truth);
  }
  EXPECT_EQ(doubt(), ClockDoubt::none);
}

TEST_F(SureTimeTest, An_empty_store_has_no_reason_to_doubt) {
  is_wrong_by(year);
  starts_empty();
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(ahead_of_truth(), year);
}

TEST_F(SureTimeTest, A_step_far_ahead_while_running_is_not_followed_and_time_goes_on) {
  for (const auto step : {Duration::minutes(10) + second, hour, day, year}) {
    wrong_by = {};
    starts_empty();
    passes(hour);
    is_wrong_by(step);
    EXPECT_EQ(doubt(), ClockDoubt::ahead);
    EXPECT_EQ(state().offset(), step);
    EXPECT_EQ(state().since, truth);
    lives(minute);
    EXPECT_EQ(ahead_of_truth(), nothing);
    is_wrong_by({});
    EXPECT_EQ(doubt(), ClockDoubt::none) << "it is right again";
    EXPECT_EQ(ahead_of_truth(), nothing);
  }
}

TEST_F(SureTimeTest, A_step_back_while_running_is_not_followed_and_time_goes_on) {
  for (const auto step : {Duration::microseconds(1'100'000), hour, day, year}) {
    wrong_by = {};
    starts_empty();
    passes(hour);
    is_wrong_by(nothing - step);
    EXPECT_EQ(doubt(), ClockDoubt::behind);
    lives(minute);
    EXPECT_EQ(ahead_of_truth(), nothing);
    is_wrong_by({});
    EXPECT_EQ(doubt(), ClockDoubt::none);
  }
}

TEST_F(SureTimeTest, Corrections_within_the_limits_are_followed) {
  starts_empty();
  passes(hour);
  is_wrong_by(Duration::minutes(9));
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(ahead_of_truth(), Duration::minutes(9));
}

TEST_F(SureTimeTest, A_second_back_makes_time_slower_and_never_stand_still) {
  starts_empty();
  passes(hour);
  is_wrong_by(nothing - second);
  EXPECT_EQ(doubt(), ClockDoubt::none);
  const auto before = read();
  passes(second);
  EXPECT_EQ(read() - before, Duration::microseconds(999'000));
  lives(Duration::minutes(17));
  EXPECT_EQ(ahead_of_truth(), nothing - second) << "it has caught up";
}

TEST_F(SureTimeTest, However_often_it_is_read_time_goes_slower_by_as_much) {
  starts_empty();
  passes(hour);
  is_wrong_by(nothing - second);
  const auto before = read();
  for (int i = 0; i < 10'000; ++i) passes(Duration::microseconds(100));
  EXPECT_EQ(read() - before, Duration::microseconds(999'000));
}

TEST_F(SureTimeTest, A_clock_that_creeps_ahead_is_followed_once_and_not_for_ever) {
  starts_empty();
  passes(hour);
  Duration most;
  for (int i = 1; i <= 60; ++i) {
    lives(minute);
    is_wrong_by(Duration::minutes(9 * i));
    most = std::max(most, ahead_of_truth());
  }
  EXPECT_EQ(doubt(), ClockDoubt::ahead);
  EXPECT_LE(most, Duration::minutes(10));
}

TEST_F(SureTimeTest, A_clock_that_creeps_back_is_doubted) {
  starts_empty();
  passes(hour);
  for (int i = 1; i <= 3; ++i) {
    lives(minute);
    is_wrong_by(Duration::microseconds(-900'000 * i));
  }
  EXPECT_EQ(doubt(), ClockDoubt::behind);
}

TEST_F(SureTimeTest, Readings_that_jitter_add_up_to_nothing) {
  starts_empty();
  std::mt19937 random(16);
  for (int i = 0; i < 2'000'000; ++i) {
    is_wrong_by(Duration::microseconds(static_cast<std::int64_t>(random() % 2001) - 1000));
    passes(Duration::microseconds(100));
    ASSERT_EQ(time->state().doubt, ClockDoubt::none) << i;
  }
  EXPECT_LE(ahead_of_truth(), Duration::microseconds(1000));
}

TEST_F(SureTimeTest, A_clock_that_drifts_like_a_bad_quartz_is_followed_for_ever) {
  for (const int ppm : {500, -500}) {
    wrong_by = {};
    starts_empty();
    for (int i = 0; i < 60 * 1440; ++i) {  // two months
      wrong_by = wrong_by + Duration::microseconds(60 * ppm);
      passes(minute);
      ASSERT_EQ(time->state().doubt, ClockDoubt::none) << i;
    }
  }
}

TEST_F(SureTimeTest, A_process_that_was_stopped_or_a_machine_that_slept_finds_the_time_right) {
  starts_empty();
  passes(minute);
  passes(Duration::days(2));  // not read meanwhile
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(ahead_of_truth(), nothing);
}

TEST_F(SureTimeTest, A_start_a_little_later_follows_the_clock) {
  for (const auto off : {nothing, hour, Duration::hours(23)}) {
    starts(truth - off);
    EXPECT_EQ(doubt(), ClockDoubt::none);
    EXPECT_EQ(ahead_of_truth(), nothing);
    lives(Duration::minutes(2));
    EXPECT_EQ(doubt(), ClockDoubt::none);
  }
}

TEST_F(SureTimeTest, A_start_far_ahead_of_the_journal_is_doubted_until_the_clock_is_right) {
  starts(truth - hour);
  is_wrong_by(year);
  starts(truth - hour);
  EXPECT_EQ(doubt(), ClockDoubt::start_ahead);
  EXPECT_EQ(read(), truth - hour);
  lives(minute);
  EXPECT_EQ(ahead_of_truth(), nothing - hour) << "by steady time from the journal's last instant";
  is_wrong_by({});
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(ahead_of_truth(), nothing);
}

TEST_F(SureTimeTest, A_start_far_ahead_is_believed_where_the_system_says_that_it_is_synchronised) {
  synchronised = true;
  starts(truth - Duration::days(3));
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(ahead_of_truth(), nothing);
}

TEST_F(SureTimeTest, A_start_far_ahead_is_believed_once_it_is_synchronised) {
  starts(truth - Duration::days(3));
  EXPECT_EQ(doubt(), ClockDoubt::start_ahead);
  EXPECT_TRUE(time->asks_if_synchronised());
  synchronised = true;
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(ahead_of_truth(), nothing);
}

TEST_F(SureTimeTest, Being_synchronised_excuses_no_step_while_running) {
  starts_empty();
  synchronised = true;
  passes(minute);
  is_wrong_by(hour);
  EXPECT_EQ(doubt(), ClockDoubt::ahead);
}

TEST_F(SureTimeTest, A_start_behind_the_journal_is_doubted_and_time_goes_on_from_there) {
  for (const auto back : {Duration::seconds(2), hour, year}) {
    starts(truth + back);
    EXPECT_EQ(doubt(), ClockDoubt::start_behind);
    lives(minute);
    EXPECT_EQ(ahead_of_truth(), back);
  }
}

TEST_F(SureTimeTest, A_start_behind_the_journal_excuses_no_step_ahead) {
  starts(truth + Duration::hours(5));
  is_wrong_by(Duration::hours(7));
  EXPECT_EQ(doubt(), ClockDoubt::ahead);
  EXPECT_EQ(ahead_of_truth(), Duration::hours(5));
  synchronised = true;
  EXPECT_EQ(doubt(), ClockDoubt::none) << "that is how a machine without a battery comes up";
}

TEST_F(SureTimeTest, A_start_that_is_doubted_ends_its_doubt_when_the_clock_is_right) {
  is_wrong_by(nothing - year);
  starts(truth - minute);
  EXPECT_EQ(doubt(), ClockDoubt::start_behind);
  is_wrong_by({});
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(ahead_of_truth(), nothing);
}

TEST_F(SureTimeTest, A_restart_does_not_launder_a_doubt) {
  starts_empty();
  passes(hour);
  is_wrong_by(Duration::hours(2));
  EXPECT_EQ(doubt(), ClockDoubt::ahead);
  for (int i = 0; i < 5; ++i) {
    const auto last = read();
    passes(second);
    starts(last, true);
    EXPECT_EQ(doubt(), ClockDoubt::ahead) << i;
    EXPECT_LE(ahead_of_truth(), nothing) << i;
  }
  is_wrong_by({});
  EXPECT_EQ(doubt(), ClockDoubt::none);
}

TEST_F(SureTimeTest, A_person_confirms_a_clock_that_is_ahead) {
  starts(truth - Duration::days(3));
  ASSERT_TRUE(time->confirm(reading()));
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(ahead_of_truth(), nothing);
  lives(minute);
  EXPECT_EQ(doubt(), ClockDoubt::none);
}

TEST_F(SureTimeTest, A_person_confirms_a_clock_that_is_behind_and_time_waits_for_it_going_slower) {
  starts(truth + Duration::minutes(1));
  ASSERT_TRUE(time->confirm(reading()));
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(state().lag, minute);
  const auto before = read();
  passes(hour);
  EXPECT_EQ(read() - before, hour - Duration::microseconds(3'600'000));
  for (int i = 0; i < 17; ++i) passes(hour);
  EXPECT_EQ(ahead_of_truth(), nothing);
  EXPECT_EQ(state().lag, nothing);
  EXPECT_EQ(doubt(), ClockDoubt::none);
}

TEST_F(SureTimeTest, A_confirmed_clock_that_is_behind_may_catch_up_in_a_step) {
  starts(truth + hour);
  ASSERT_TRUE(time->confirm(reading()));
  passes(minute);
  is_wrong_by(hour - minute);
  EXPECT_EQ(doubt(), ClockDoubt::none);
  is_wrong_by(hour + hour);
  EXPECT_EQ(doubt(), ClockDoubt::ahead);
}

TEST_F(SureTimeTest, A_clock_that_was_confirmed_by_mistake_is_right_again_where_time_would_be) {
  starts(truth + hour);
  ASSERT_TRUE(time->confirm(reading()));
  lives(hour);
  is_wrong_by(hour);
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(state().lag, nothing);
  EXPECT_EQ(ahead_of_truth(), hour);
}

TEST_F(SureTimeTest, A_confirmed_lag_outlives_a_restart) {
  starts(truth + hour, false, hour);
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(state().lag, hour);
  is_wrong_by(nothing - hour);
  EXPECT_NE(doubt(), ClockDoubt::none);
}

TEST_F(SureTimeTest, A_journal_from_a_year_ahead_cannot_be_confirmed_away) {
  starts(truth + year);
  EXPECT_FALSE(time->confirm(reading()));
  EXPECT_EQ(doubt(), ClockDoubt::start_behind);
  lives(minute);
  EXPECT_EQ(ahead_of_truth(), year);
  EXPECT_THAT(how_to_mend(state()), HasSubstr("backup"));
}

TEST_F(SureTimeTest, A_step_ahead_that_is_taken_back_is_said_and_then_forgiven) {
  starts_empty();
  passes(hour);
  is_wrong_by(Duration::minutes(5));
  lives(minute);
  EXPECT_EQ(doubt(), ClockDoubt::none);
  is_wrong_by({});
  EXPECT_EQ(doubt(), ClockDoubt::behind);
  lives(Duration::minutes(9));
  EXPECT_EQ(doubt(), ClockDoubt::behind);
  lives(Duration::minutes(2));
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_GT(state().lag, Duration::minutes(4));
}

TEST_F(SureTimeTest, What_cannot_be_undone_waits_for_readings_that_agree_for_some_minutes) {
  starts(truth - hour);
  EXPECT_EQ(state().certain, Instant::beginning());
  lives(Duration::minutes(9));
  EXPECT_EQ(state().certain, Instant::beginning());
  lives(minute);
  EXPECT_EQ(state().certain, truth);
  is_wrong_by(Duration::minutes(5));
  EXPECT_EQ(state().certain, Instant::beginning()) << "followed, and one reading";
  lives(Duration::minutes(11));
  EXPECT_EQ(state().certain, truth + wrong_by);
  is_wrong_by(year);
  EXPECT_EQ(state().certain, Instant::beginning());
}

TEST_F(SureTimeTest, Nor_does_a_synchronised_start_a_year_ahead_undo_anything_at_once) {
  synchronised = true;
  is_wrong_by(year);
  starts(truth - hour);
  EXPECT_EQ(doubt(), ClockDoubt::none);
  lives(minute);
  EXPECT_EQ(state().certain, Instant::beginning());
}

TEST_F(SureTimeTest, What_cannot_be_undone_waits_for_the_clock_that_is_behind) {
  starts(truth + hour);
  ASSERT_TRUE(time->confirm(reading()));
  lives(Duration::minutes(11));
  EXPECT_EQ(state().certain, truth);
}

TEST_F(SureTimeTest, A_steady_clock_that_went_back_would_change_nothing) {
  starts_empty();
  passes(minute);
  const auto before = read();
  time->read({truth, steady - second, false});
  EXPECT_GE(read(), before);
}

/// Nor does it stand still; and once the clock is right it is believed again, or lags by what was
/// followed.
TEST_F(SureTimeTest, Time_never_goes_back_nor_far_ahead_whatever_the_clock_does) {
  for (unsigned seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    const auto to = [&random](std::int64_t most) {
      return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most + 1));
    };
    wrong_by = {};
    starts_empty();
    const auto began = truth;
    auto last = read();
    for (int i = 0; i < 300; ++i) {
      constexpr std::int64_t sizes[] = {1,       40,      900,       1'100,      60'000,
                                        540'000, 660'000, 3'600'000, 86'400'000, 31'536'000'000};
      const auto size = sizes[to(9)];
      switch (to(3)) {
        case 0:
          is_wrong_by(Duration::microseconds((to(2 * size) - size) * 1000));
          break;
        case 1:
          wrong_by = wrong_by + Duration::microseconds((to(2 * size) - size) * 1000);
          break;
        case 2:
          is_wrong_by({});
          break;
        default:
          break;
      }
      const auto span = Duration::microseconds(to(120'000'000));
      passes(span);
      const auto now = read();
      ASSERT_GE((now - last).in_microseconds(), span.in_microseconds() * 998 / 1000) << seed;
      last = now;
      const auto drift = Duration::microseconds((truth - began).in_microseconds() / 1000);
      ASSERT_LE(ahead_of_truth(), Duration::minutes(10) + drift) << seed;
    }
    is_wrong_by({});
    for (int i = 0; i < 12; ++i) passes(minute);
    const auto end = state();
    // A lag of seconds may be left of what was followed.
    if (end.is_doubted()) {
      EXPECT_EQ(end.doubt, ClockDoubt::behind) << seed;
      EXPECT_LE(nothing - end.offset(), Duration::minutes(11)) << seed;
    }
  }
}

TEST(InWords, Spans_read_as_people_say_them) {
  EXPECT_EQ(in_words(Duration::microseconds(-1'500'000)), "1.5 s");
  EXPECT_EQ(in_words(Duration::minutes(10)), "10 min");
  EXPECT_EQ(in_words(Duration::microseconds(3'599'999'950)), "1 h");
  EXPECT_EQ(in_words(Duration::minutes(125)), "2 h 5 min");
  EXPECT_EQ(in_words(Duration::microseconds(17'999'946'568)), "5 h");
  EXPECT_EQ(in_words(Duration::days(365)), "365 days");
}

}  // namespace
}  // namespace airperk::engine
