#include "engine/clock.h"

#include "core/subscriber/contacts.h"
#include "engine/machine_test_environment.h"

namespace airperk::engine {
namespace {

using outreach::CampaignState;
using outreach::ContactKind;
using outreach::Verdict;

/// Aigul is a member with a bonus; a message and a survey are under way, over in seven days.
class ClockTest : public MachineTest {
 protected:
  ClockTest() {
    opens(aigul);
    dials(aigul, "*555*1#");
    dials(aigul, "*555*00#");
    message = approved(plan());
    survey = approved(plan(ContactKind::survey));
    machine.passes(Duration::minutes(1));
    engine().now();
  }
  Answer charges() {
    charging::ChargeEvent event;
    event.asked.called = "77011234567";
    event.asked.visited = "40102";
    return ask(aigul, event);
  }
  std::vector<store::ClockNoted> noted() const {
    std::vector<store::ClockNoted> noted;
    for (const auto& group : disk->groups) {
      for (const auto& event : group.house) {
        if (const auto* one = std::get_if<store::ClockNoted>(&event)) noted.push_back(*one);
      }
    }
    return noted;
  }
  void finishes(std::uint32_t id) { ask({}, ProgressCampaign{id, 0, true}); }

  std::uint32_t message = 0, survey = 0;
};

TEST_F(ClockTest, Charging_goes_on_by_steady_time_while_the_clock_is_doubted) {
  for (const auto by : {year, Duration() - year, Duration::hours(1), Duration::hours(-1)}) {
    machine.is_wrong_by(by);
    machine.passes(Duration::seconds(30));
    const auto answer = charges();
    EXPECT_FALSE(answer.refusal);
    EXPECT_EQ(answer.now, machine.truth());
    EXPECT_TRUE(engine().clock().is_doubted());
    machine.is_wrong_by({});
    EXPECT_FALSE(engine().clock().is_doubted());
  }
}

TEST_F(ClockTest, No_slot_is_taken_while_time_is_doubted) {
  machine.is_wrong_by(Duration::hours(1));
  const auto slot = [&] {
    return std::get<SlotAnswer>(ask(aigul, TakeSlot{message}).body).verdict;
  };
  EXPECT_EQ(slot(), Verdict::wait);
  machine.is_wrong_by({});
  EXPECT_EQ(slot(), Verdict::take);
}

TEST_F(ClockTest, A_campaign_does_not_finish_while_time_is_doubted) {
  machine.is_wrong_by(year);
  finishes(message);
  EXPECT_EQ(campaign(message).state, CampaignState::approved);
  machine.is_wrong_by({});
  finishes(message);
  EXPECT_EQ(campaign(message).state, CampaignState::finished);
}

TEST_F(ClockTest, The_end_of_a_campaign_does_not_hang_on_one_reading) {
  machine.is_synchronised(true);
  engine().stop();
  machine.is_wrong_by(year);
  restart();  // believed: it is synchronised
  ASSERT_EQ(doubt(), ClockDoubt::none);
  finishes(message);
  EXPECT_EQ(campaign(message).state, CampaignState::approved);
  lives(limits.sure_after);
  finishes(message);
  EXPECT_EQ(campaign(message).state, CampaignState::finished);
}

TEST_F(ClockTest, S2_the_close_of_a_survey_does_not_hang_on_one_reading) {
  machine.is_synchronised(true);
  engine().stop();
  machine.is_wrong_by(year);
  restart();
  EXPECT_EQ(ask({}, CloseSurvey{survey}).fault, Fault::move_refused);
  EXPECT_EQ(ask({}, KeepReport{survey, {}}).fault, Fault::move_refused);
  EXPECT_FALSE(campaign(survey).report);
  lives(limits.sure_after);
  EXPECT_EQ(ask({}, CloseSurvey{survey}).fault, Fault::none);
  EXPECT_EQ(ask({}, KeepReport{survey, {}}).fault, Fault::none);
  EXPECT_TRUE(campaign(survey).report);
}

TEST_F(ClockTest, S2_a_person_may_cancel_a_survey_at_any_time) {
  machine.is_wrong_by(year);
  ASSERT_EQ(ask({}, MoveCampaign{survey, CampaignState::cancelled, "chief"}).fault, Fault::none);
  EXPECT_EQ(ask({}, CloseSurvey{survey}).fault, Fault::none);
}

TEST_F(ClockTest, S3_nobody_is_erased_by_a_sweep_on_one_reading) {
  const auto later =
      programme::load_smart_with("erase_after = \"0 days\"", "erase_after = \"30 days\"");
  ASSERT_TRUE(later);
  ask({}, TakeProgramme{later});
  dials(aigul, "*555*2#");
  machine.is_synchronised(true);
  engine().stop();
  machine.is_wrong_by(year);
  restart();
  const auto is_erased = [&] { return store().load({1})->record.is_erased; };
  ask({}, SweepRecords{0, 0});
  EXPECT_FALSE(is_erased());
  lives(limits.sure_after);
  ask({}, SweepRecords{0, 0});
  EXPECT_TRUE(is_erased());
}

TEST_F(ClockTest, C7_a_sweep_takes_nothing_while_time_is_doubted) {
  ask({}, PublishTerms{});
  const auto swept = [&] {
    return std::get<Swept>(ask({}, SweepRecords{0, 10}).body).messages.size();
  };
  machine.is_wrong_by(Duration::hours(1));
  EXPECT_EQ(swept(), 0u);
  machine.is_wrong_by({});
  EXPECT_EQ(swept(), 1u);
}

TEST_F(ClockTest, What_a_person_confirms_stands_in_the_journal_and_is_believed_at_the_next_start) {
  machine.is_wrong_by(year);
  ASSERT_EQ(doubt(), ClockDoubt::ahead);
  const auto answer = ask({}, ConfirmClock{"nina"});
  EXPECT_EQ(answer.fault, Fault::none);
  EXPECT_EQ(answer.now, machine.truth() + year);
  ASSERT_FALSE(noted().empty());
  EXPECT_EQ(noted().back().by, "nina");
  EXPECT_EQ(noted().back().at, machine.truth() + year);
  restart();
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_EQ(engine().now(), machine.truth() + year);
}

TEST_F(ClockTest, What_is_decided_while_a_clock_is_ahead_tells_the_next_start_of_it) {
  machine.is_wrong_by(Duration::hours(5));
  ask(aigul, subscriber::TopUp{amount("1")});
  ASSERT_EQ(noted().size(), 1u);
  EXPECT_TRUE(noted().back().was_ahead);
  ask(aigul, subscriber::TopUp{amount("1")});
  EXPECT_EQ(noted().size(), 1u) << "once";
  restart();
  EXPECT_NE(doubt(), ClockDoubt::none);
}

TEST_F(ClockTest, Of_a_clock_that_is_sure_there_is_nothing_to_confirm) {
  EXPECT_EQ(ask({}, ConfirmClock{"nina"}).fault, Fault::none);
  EXPECT_TRUE(noted().empty());
}

TEST_F(ClockTest, A_clock_that_is_a_year_behind_cannot_be_confirmed) {
  machine.is_wrong_by(Duration() - year);
  const auto answer = ask({}, ConfirmClock{"nina"});
  EXPECT_EQ(answer.fault, Fault::clock_refused);
  EXPECT_THAT(answer.detail, ::testing::HasSubstr("until the clock has caught up"));
  EXPECT_EQ(doubt(), ClockDoubt::behind);
}

TEST_F(ClockTest, A_clock_past_all_zones_cannot_be_confirmed) {
  machine.is_wrong_by(Duration::days(200 * 365));
  EXPECT_EQ(ask({}, ConfirmClock{"nina"}).fault, Fault::clock_refused);
  EXPECT_EQ(charges().now, machine.truth());
}

TEST_F(ClockTest, A_confirmed_lag_is_known_at_the_next_start) {
  machine.is_wrong_by(Duration::hours(-1));
  ASSERT_EQ(ask({}, ConfirmClock{"nina"}).fault, Fault::none);
  restart();
  EXPECT_EQ(doubt(), ClockDoubt::none);
  EXPECT_GT(engine().clock().lag, Duration::minutes(59));
}

TEST_F(ClockTest, A_doubt_that_was_noted_outlives_a_restart) {
  machine.is_wrong_by(Duration::hours(2));
  ASSERT_EQ(doubt(), ClockDoubt::ahead);
  ask({}, NoteClock{});
  for (int i = 0; i < 3; ++i) {
    restart();
    EXPECT_EQ(doubt(), ClockDoubt::ahead);
    EXPECT_EQ(engine().now(), machine.truth());
  }
}

TEST_F(ClockTest, A_journal_from_a_year_ahead_is_said_and_time_goes_on_from_it) {
  disk->groups.back().at = machine.truth() + year;
  restart();
  EXPECT_EQ(doubt(), ClockDoubt::start_behind);
  machine.passes(Duration::seconds(30));
  EXPECT_EQ(charges().now, machine.truth() + year);
}

TEST(SystemClocks, Both_go_on_and_the_clock_is_followed) {
  const auto ports = system_clocks();
  const auto before = ports.read();
  SystemClock clock({}, {}, ports);
  const auto now = clock.now();
  const auto after = ports.read();
  EXPECT_LE(before.system, now);
  // Two clocks are read, each to the microsecond.
  EXPECT_LE(now, after.system + Duration::microseconds(2));
  EXPECT_LE(before.steady, after.steady);
  EXPECT_FALSE(clock.state().is_doubted());
}

TEST(SystemClocks, Being_synchronised_is_said_of_the_systems_own_clock_alone) {
  const auto ports = system_clocks();
  auto other = ports.read();
  other.system = other.system + year;
  EXPECT_FALSE(ports.is_synchronised(other));
}

}  // namespace
}  // namespace airperk::engine
