#include <gmock/gmock.h>

#include "engine/machine_test_environment.h"
#include "jobs/clock_watch.h"
#include "jobs/dispatcher.h"
#include "jobs/survey_desk.h"
#include "jobs/sweeper.h"
#include "jobs/test_script.h"

/// What the clock starts, while the clock is doubted.
namespace airperk::jobs {
namespace {

using namespace engine;
using outreach::CampaignState;
using outreach::ContactKind;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

class ScriptedNetwork final : public Network, public TestScript<Outgoing> {
 public:
  std::size_t room(subscriber::Channel) const override { return 1'000; }
  void hand_over(Outgoing outgoing, Done done) override {
    hear(std::move(outgoing), [done = std::move(done)](HandOver said) { done(said, 0); });
  }
  std::size_t service_room() const override { return 1'000; }
  void send_service(ServiceOutgoing, ServiceDone done) override {
    ++service_messages;
    done(HandOver::accepted);
  }
  std::atomic<int> service_messages = 0;
};

bool becomes(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

/// Aigul is a member.
class DoubtedTimeTest : public MachineTest {
 protected:
  DoubtedTimeTest() {
    opens(aigul);
    dials(aigul, "*555*1#");
  }
  ~DoubtedTimeTest() override {
    network.answers(HandOver::accepted);
    watch.stop();
    desk.stop();
    sweeper.drain();
    sweeper.stop();
    dispatcher.drain();
    dispatcher.stop();
    engine().stop();
  }
  void everything_runs() {
    watch.start();
    dispatcher.start();
    desk.start();
    sweeper.start();
  }
  /// Each of these has looked at the clock, and had the time to do what it does by it.
  bool look(std::initializer_list<const char*> jobs, int times = 3) {
    for (const auto* job : jobs) {
      const auto before = machine.readings(job);
      if (!becomes([&] { return machine.readings(job) >= before + times; })) return false;
    }
    return true;
  }
  bool has_key(std::uint32_t survey) { return store().survey_key(survey).has_value(); }
  std::vector<std::string> log() {
    std::lock_guard lock(mutex);
    return lines;
  }
  bool says(const std::string& what) {
    return becomes([&] {
      for (const auto& line : log()) {
        if (line.find(what) != std::string::npos) return true;
      }
      return false;
    });
  }

  ScriptedNetwork network;
  std::mutex mutex;
  std::vector<std::string> lines;
  const std::function<void(const std::string&)> note = [this](const std::string& line) {
    std::lock_guard lock(mutex);
    lines.push_back(line);
  };
  Dispatcher dispatcher{engine(), network};
  SurveyDesk desk{engine(), note};
  Sweeper sweeper{engine(), network};
  ClockWatch watch{engine(), note, {.look_every = 2ms, .say_again_every = 50ms, .note_every = 1h}};
};

TEST_F(DoubtedTimeTest, A_year_ahead_closes_nothing_ends_nothing_and_sends_nothing) {
  auto later = plan();
  later.plan.starts = machine.truth() + Duration::hours(2);
  const auto message = approved(later);
  const auto survey = approved(plan(ContactKind::survey));
  dials(aigul, "*555*00#");
  // Nothing runs yet: were the year believed, all would be over at once.
  lives(limits.sure_after);
  machine.is_wrong_by(year);
  everything_runs();
  ask({}, PublishTerms{});  // due to every member
  ASSERT_TRUE(look({"dispatcher", "survey-desk", "sweeper"}));
  EXPECT_EQ(campaign(message).state, CampaignState::approved);
  EXPECT_EQ(campaign(survey).state, CampaignState::approved);
  EXPECT_FALSE(campaign(survey).report);
  EXPECT_TRUE(has_key(survey));
  EXPECT_TRUE(network.handed().empty());
  EXPECT_EQ(network.service_messages, 0);

  machine.is_wrong_by({});
  EXPECT_TRUE(becomes([&] { return network.service_messages == 1; })) << "the new terms";
  EXPECT_TRUE(network.waits_for(1)) << "the invitation to the survey";
}

TEST_F(DoubtedTimeTest, A_week_that_has_really_passed_closes_and_ends) {
  const auto survey = approved(plan(ContactKind::survey));
  everything_runs();
  lives(Duration::days(8));
  EXPECT_TRUE(becomes([&] { return !has_key(survey); })) << "its key";
  EXPECT_TRUE(becomes([&] { return campaign(survey).state == CampaignState::finished; }));
}

TEST_F(DoubtedTimeTest, What_waits_in_a_link_comes_back_when_doubt_begins) {
  network.holds();
  approved(plan());
  dispatcher.start();
  ASSERT_TRUE(network.waits_for(1));
  const auto recall = network.handed().front().recall;
  EXPECT_FALSE(recall.is_pulled());
  machine.is_wrong_by(Duration::hours(1));
  EXPECT_TRUE(becomes([&] { return recall.is_pulled(); }));
}

TEST_F(DoubtedTimeTest, The_watch_says_when_doubt_begins_that_it_lasts_and_that_it_is_over) {
  watch.start();
  EXPECT_TRUE(log().empty());
  machine.is_wrong_by(year);
  ASSERT_TRUE(says("doubting the system's clock: the system's clock is 365 days ahead"));
  EXPECT_THAT(log().front(), HasSubstr("it says 2017-03-05T10:00:00+06:00"));
  EXPECT_THAT(log().front(), HasSubstr("timedatectl"));
  ASSERT_TRUE(says("doubting the system's clock still"));
  machine.is_wrong_by({});
  ASSERT_TRUE(says("trusting the system's clock again"));
}

TEST_F(DoubtedTimeTest, The_watch_has_the_journal_keep_a_doubt_and_its_end) {
  watch.start();
  machine.is_wrong_by(Duration::hours(2));
  EXPECT_TRUE(becomes([&] { return engine().house()->clock.was_ahead; }));
  machine.is_wrong_by({});
  EXPECT_TRUE(becomes([&] { return !engine().house()->clock.was_ahead; }));
}

TEST_F(DoubtedTimeTest, The_watch_notes_the_time_of_a_store_that_nobody_uses) {
  ClockWatch often{engine(), note, {.look_every = 1ms, .note_every = 5ms}};
  often.start();
  machine.passes(Duration::hours(7));
  EXPECT_TRUE(becomes([&] { return engine().house()->clock.at == machine.truth(); }));
  machine.is_wrong_by(Duration() - year);
  ASSERT_TRUE(becomes([&] { return doubt() == ClockDoubt::behind; }));
  machine.passes(Duration::hours(7));
  ASSERT_TRUE(look({"clock-watch"}, 40));
  EXPECT_LT(engine().house()->clock.at, machine.truth()) << "what is doubted is not noted";
}

}  // namespace
}  // namespace airperk::jobs
