#include "jobs/dispatcher.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <functional>

#include "core/subscriber/contacts.h"
#include "core/subscriber/subscriber_test_environment.h"
#include "engine/recover.h"
#include "jobs/test_script.h"
#include "store/memory/memory_store.h"

namespace airperk::jobs {
namespace {

using namespace engine;
using outreach::CampaignState;
using subscriber::Channel;
using subscriber::ContactRule;
using subscriber::ContactState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A network that says what the test has it say, and keeps what it was handed.
class ScriptedNetwork final : public Network, public TestScript<Outgoing> {
 public:
  std::size_t room(Channel) const override { return ready_ ? 1'000 : 0; }
  void hand_over(Outgoing outgoing, Done done) override {
    const auto reference = ++references_;
    hear(std::move(outgoing), [done = std::move(done), reference](HandOver said) {
      done(said, said == HandOver::accepted ? reference : 0);
    });
  }

  /// Service messages have a test of their own.
  std::size_t service_room() const override { return 0; }
  void send_service(ServiceOutgoing, ServiceDone done) override {
    ADD_FAILURE() << "a contact is no service message";
    done(HandOver::unsent);
  }

  void be_ready(bool ready) { ready_ = ready; }
  /// Each one's text, in their order.
  std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const auto& outgoing : handed()) texts.push_back(outgoing.text);
    return texts;
  }

 private:
  std::atomic<bool> ready_{true};
  std::atomic<std::uint64_t> references_{0};
};

/// Three members, 1 to 3, at 10:00 on the manual clock.
class DispatcherTest : public ::testing::Test {
 protected:
  DispatcherTest() {
    start();
    for (std::uint32_t id = 1; id <= 3; ++id) opens(id);
  }
  ~DispatcherTest() override { stop(); }

  void start() {
    store_ = std::make_unique<store::MemoryStore>(disk_);
    auto running = recover(*store_, programme::load_smart(), std::string(32, 's'),
                           {.manual_start = subscriber::World().instant("2016-03-05 10:00")});
    ASSERT_TRUE(running) << running.error();
    running_ = std::move(*running);
  }
  void stop() {
    network.answers(HandOver::unknown);
    if (dispatcher_) {
      dispatcher_->drain();
      dispatcher_->stop();
    }
    engine().stop();  // what it still answers goes to the dispatcher
    dispatcher_.reset();
  }
  void dispatches() {
    dispatcher_ = std::make_unique<Dispatcher>(engine(), network);
    dispatcher_->start();
  }
  Engine& engine() { return *running_.engine; }
  Dispatcher& dispatcher() { return *dispatcher_; }

  static Msisdn number(std::uint32_t id) { return *Msisdn::parse(fmt::format("7701100{:04}", id)); }
  void opens(std::uint32_t id) {
    Provision provision;
    provision.brand = "activ";
    provision.tariff = "Time to Talk";
    ask(number(id), provision);
    joins(id);
  }
  Answer ask(Target target, Command command) { return engine().ask({target, std::move(command)}); }
  void joins(std::uint32_t id) {
    dialogue::Dial dial;
    dial.session = ++sessions_;
    dial.begins = true;
    dial.text = "*555*1#";
    EXPECT_FALSE(ask(SubscriberId{id}, dial).refusal);
  }
  void at(std::string_view civil) {
    EXPECT_FALSE(ask({}, MoveClock{subscriber::World().instant(civil)}).refusal);
  }
  static PlanCampaign plan(std::string text = "Kofe", std::uint32_t volume = 0, int priority = 5) {
    PlanCampaign asked;
    asked.plan.partner = "Coffee";
    asked.plan.name = "Spring";
    asked.plan.by = "planner";
    asked.plan.texts = {{*programme::Language::parse("kk"), std::move(text)}};
    asked.plan.starts = asked.plan.ends = Instant::beginning();
    asked.plan.volume = volume;
    asked.plan.priority = priority;
    return asked;
  }
  static PlanCampaign to(std::vector<std::uint32_t> ids, PlanCampaign asked = plan()) {
    asked.plan.audience.listed = true;
    for (const auto id : ids) asked.numbers.push_back(number(id));
    return asked;
  }
  std::uint32_t approved(PlanCampaign asked) {
    const auto answer = ask({}, std::move(asked));
    EXPECT_EQ(answer.fault, Fault::none) << answer.detail;
    const auto campaign = std::get<Outcome>(answer.body).version;
    moves(campaign, CampaignState::approved);
    return campaign;
  }
  /// Finishes when its time is over: then the dispatcher has looked at what else there is.
  std::uint32_t approved_until(std::string_view civil) {
    auto asked = plan();
    asked.plan.ends = subscriber::World().instant(civil);
    return approved(asked);
  }
  void moves(std::uint32_t campaign, CampaignState to) {
    EXPECT_EQ(ask({}, MoveCampaign{campaign, to, "chief"}).fault, Fault::none);
  }
  void presses_stop(bool stopped) { ask({}, StopContacts{stopped, "chief"}); }

  CampaignState state(std::uint32_t campaign) {
    return engine().house()->campaigns.find(campaign)->state;
  }
  /// Until it is true; false if that takes too long.
  static bool becomes(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }
  bool finishes(std::uint32_t campaign) {
    return becomes([&] { return state(campaign) == CampaignState::finished; });
  }
  /// Everything that could be sent before is: the newest campaign's only contact is through.
  void nothing_more_is_sent() {
    const auto before = network.handed().size();
    const auto marker = approved(to({3}, plan("marker", 0, outreach::priority_lowest)));
    ASSERT_TRUE(finishes(marker));
    EXPECT_EQ(network.handed().size(), before + 1);
    EXPECT_EQ(network.texts().back(), "marker");
  }
  subscriber::Record record(std::uint32_t id) {
    return std::get<Viewed>(ask(SubscriberId{id}, View{}).body).record;
  }
  subscriber::Contact contact(std::uint32_t id, std::uint32_t campaign) {
    const auto seen = record(id);
    const auto* contact = subscriber::find_contact(seen, campaign);
    return contact ? *contact : subscriber::Contact{.state = ContactState::refused};
  }
  int messages(std::uint32_t id) { return record(id).counts.messages; }

  ScriptedNetwork network;

 private:
  std::shared_ptr<store::MemoryDisk> disk_ = std::make_shared<store::MemoryDisk>();
  std::unique_ptr<store::MemoryStore> store_;
  Running running_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::uint64_t sessions_ = 0;
};

TEST_F(DispatcherTest, Everybody_of_the_audience_gets_it_once_and_the_campaign_ends) {
  const auto campaign = approved(plan());
  dispatches();
  ASSERT_TRUE(finishes(campaign));
  const auto handed = network.handed();
  ASSERT_EQ(handed.size(), 3u);
  for (std::uint32_t id = 1; id <= 3; ++id) {
    EXPECT_EQ(handed[id - 1].to, number(id));
    EXPECT_EQ(contact(id, campaign).state, ContactState::handed_over);
    EXPECT_NE(contact(id, campaign).reference, 0u);
    EXPECT_EQ(messages(id), 1);
  }
  EXPECT_EQ(handed.front().text, "Kofe");
  EXPECT_EQ(handed.front().campaign, campaign);
  EXPECT_EQ(handed.front().until, subscriber::World().instant("2016-03-05 21:00"));
}

TEST_F(DispatcherTest, C5_its_slot_is_durable_before_the_network_is_asked) {
  network.holds();
  const auto campaign = approved(to({1}));
  dispatches();
  ASSERT_TRUE(network.waits_for(1));
  EXPECT_EQ(contact(1, campaign).state, ContactState::taken);
  EXPECT_EQ(messages(1), 1);
  EXPECT_EQ(state(campaign), CampaignState::approved);
  network.answers(HandOver::accepted);
  EXPECT_TRUE(finishes(campaign));
}

TEST_F(DispatcherTest, C6_what_is_throttled_goes_later_in_one_slot) {
  network.says({HandOver::throttled, HandOver::throttled, HandOver::accepted});
  const auto campaign = approved(to({1}));
  dispatches();
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(network.handed().size(), 3u);
  EXPECT_EQ(contact(1, campaign).state, ContactState::handed_over);
  EXPECT_EQ(messages(1), 1);
}

TEST_F(DispatcherTest, One_who_is_throttled_holds_up_nobody) {
  network.says({HandOver::throttled, HandOver::throttled, HandOver::throttled});
  const auto full = approved(to({1}, plan("full", 0, 1)));
  dispatches();
  ASSERT_TRUE(network.waits_for(1));
  const auto other = approved(to({2, 3}, plan("other", 0, 2)));
  network.says({});
  ASSERT_TRUE(finishes(other));
  EXPECT_EQ(state(full), CampaignState::approved) << "it rests";
  EXPECT_TRUE(finishes(full));
}

TEST_F(DispatcherTest, A_channel_that_is_full_holds_up_no_other) {
  for (std::uint32_t id = 4; id <= 300; ++id) opens(id);
  network.holds();
  approved(plan("silent", 0, 1));
  dispatches();
  ASSERT_TRUE(network.waits_for(256));
  auto asked = to({1}, plan("called", 0, 2));
  asked.plan.channel = Channel::call;
  approved(asked);
  ASSERT_TRUE(network.waits_for(257));
  EXPECT_EQ(network.texts().back(), "called");
}

TEST_F(DispatcherTest, C5_what_is_refused_gives_its_slot_back_and_is_not_sent_again) {
  network.says({HandOver::refused});
  const auto campaign = approved(to({1}));
  dispatches();
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(contact(1, campaign).state, ContactState::returned);
  EXPECT_EQ(messages(1), 0);
  nothing_more_is_sent();
}

TEST_F(DispatcherTest, C5_what_is_unknown_keeps_its_slot_and_is_not_sent_again) {
  network.says({HandOver::unknown});
  const auto campaign = approved(to({1}));
  dispatches();
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(contact(1, campaign).state, ContactState::unknown);
  EXPECT_EQ(messages(1), 1);
  nothing_more_is_sent();
}

TEST_F(DispatcherTest, C5_what_was_taken_when_the_process_ended_is_unknown_and_is_not_sent) {
  const auto campaign = approved(to({1, 2}));
  ask(SubscriberId{1}, TakeSlot{campaign});
  stop();
  start();
  dispatches();
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(contact(1, campaign).state, ContactState::unknown);
  EXPECT_EQ(messages(1), 1);
  ASSERT_EQ(network.handed().size(), 1u);
  EXPECT_EQ(network.handed().front().to, number(2));
}

TEST_F(DispatcherTest, C8_in_quiet_hours_it_waits_and_then_it_goes) {
  at("2016-03-05 21:00");
  const auto campaign = approved(to({1}));
  const auto over = approved_until("2016-03-06 08:59:59");
  dispatches();
  at("2016-03-06 08:59:59");
  ASSERT_TRUE(finishes(over));
  EXPECT_THAT(network.handed(), IsEmpty());
  EXPECT_THAT(record(1).contacts, IsEmpty());
  at("2016-03-06 09:00");
  ASSERT_TRUE(finishes(campaign));
  ASSERT_EQ(network.handed().size(), 1u);
  EXPECT_EQ(network.handed().front().until, subscriber::World().instant("2016-03-06 21:00"));
}

TEST_F(DispatcherTest, C2_whom_a_rule_refuses_the_network_never_hears_of) {
  std::uint32_t last = 0;
  dispatches();
  for (int i = 0; i < 11; ++i) {
    last = approved(to({1}));
    ASSERT_TRUE(finishes(last));
  }
  EXPECT_EQ(network.handed().size(), 10u);
  EXPECT_EQ(contact(1, last).rule, ContactRule::C2);
}

TEST_F(DispatcherTest, The_higher_priority_goes_first) {
  approved(to({1, 2}, plan("later", 0, 6)));
  approved(to({1, 2}, plan("sooner", 0, 4)));
  dispatches();
  ASSERT_TRUE(network.waits_for(4));
  EXPECT_THAT(network.texts(), ElementsAre("sooner", "sooner", "later", "later"));
}

TEST_F(DispatcherTest, Of_one_priority_they_take_turns_by_what_is_open) {
  approved(to({1, 2, 3}, plan("one", 3)));
  approved(to({1, 2, 3}, plan("two", 3)));
  dispatches();
  ASSERT_TRUE(network.waits_for(6));
  EXPECT_THAT(network.texts(), ElementsAre("one", "two", "one", "two", "one", "two"));
}

TEST_F(DispatcherTest, While_the_stop_button_is_pressed_nothing_goes) {
  presses_stop(true);
  const auto campaign = approved(plan());
  const auto over = approved_until("2016-03-05 10:01");
  dispatches();
  at("2016-03-05 10:01");
  ASSERT_TRUE(finishes(over));
  EXPECT_THAT(network.handed(), IsEmpty());
  presses_stop(false);
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(network.handed().size(), 3u);
}

TEST_F(DispatcherTest, A_pause_and_the_stop_button_take_back_what_waits_in_a_link) {
  network.holds();
  const auto paused = approved(to({1}, plan("paused", 0, 1)));
  approved(to({2}, plan("stopped", 0, 2)));
  dispatches();
  ASSERT_TRUE(network.waits_for(2));
  const auto first = network.handed()[0].recall, second = network.handed()[1].recall;
  EXPECT_FALSE(first.is_pulled());
  moves(paused, CampaignState::paused);
  EXPECT_TRUE(becomes([&] { return first.is_pulled(); }));
  EXPECT_FALSE(second.is_pulled());
  presses_stop(true);
  EXPECT_TRUE(becomes([&] { return second.is_pulled(); }));
}

TEST_F(DispatcherTest, Without_a_link_nothing_takes_a_slot) {
  network.be_ready(false);
  const auto campaign = approved(plan());
  const auto over = approved_until("2016-03-05 10:01");
  dispatches();
  at("2016-03-05 10:01");
  ASSERT_TRUE(finishes(over));
  EXPECT_THAT(record(1).contacts, IsEmpty());
  network.be_ready(true);
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(network.handed().size(), 3u);
}

TEST_F(DispatcherTest, A_campaign_ends_with_its_volume) {
  const auto campaign = approved(plan("Kofe", 2));
  dispatches();
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(network.handed().size(), 2u);
  EXPECT_EQ(engine().contact_tallies()->of(campaign).taken(), 2u);
}

TEST_F(DispatcherTest, What_is_given_back_is_no_part_of_the_volume) {
  network.says({HandOver::throttled, HandOver::refused});
  const auto campaign = approved(plan("Kofe", 2));
  dispatches();
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(engine().contact_tallies()->of(campaign).taken(), 2u);
}

TEST_F(DispatcherTest, A_campaign_that_has_not_started_is_not_over) {
  auto later = plan();
  later.plan.starts = subscriber::World().instant("2016-03-06 10:00");
  later.plan.ends = subscriber::World().instant("2016-03-07 10:00");
  later.plan.audience.tariffs = {NameKey::of("Beseda")};
  const auto campaign = approved(later);
  dispatches();
  nothing_more_is_sent();
  EXPECT_EQ(state(campaign), CampaignState::approved) << "nobody was of it, and it is not begun";
  ask(SubscriberId{1}, subscriber::ChangeTariff{NameKey::of("Beseda")});
  at("2016-03-06 10:00");
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(contact(1, campaign).state, ContactState::handed_over);
}

TEST_F(DispatcherTest, A_paused_campaign_goes_on_where_it_stood) {
  network.holds();
  const auto campaign = approved(plan());
  dispatches();
  ASSERT_TRUE(network.waits_for(3));
  moves(campaign, CampaignState::paused);
  network.answers(HandOver::throttled);
  nothing_more_is_sent();
  moves(campaign, CampaignState::approved);
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(network.handed().size(), 3u + 1u + 3u);
  EXPECT_EQ(messages(1), 1);
}

TEST_F(DispatcherTest, Without_approval_or_in_a_pause_a_campaign_ends_when_its_time_does) {
  const auto waiting = [this] {
    auto asked = plan();
    asked.plan.ends = subscriber::World().instant("2016-03-05 11:00");
    return std::get<Outcome>(ask({}, std::move(asked)).body).version;
  };
  const auto planned = waiting(), paused = waiting();
  moves(paused, CampaignState::approved);
  moves(paused, CampaignState::paused);
  dispatches();
  nothing_more_is_sent();
  EXPECT_EQ(state(planned), CampaignState::planned);
  EXPECT_EQ(state(paused), CampaignState::paused);
  at("2016-03-05 11:00");
  EXPECT_TRUE(finishes(planned));
  EXPECT_TRUE(finishes(paused));
}

TEST_F(DispatcherTest, The_books_of_a_campaign_close_a_day_after_its_end) {
  const auto campaign = approved_until("2016-03-05 11:00");
  dispatches();
  ASSERT_TRUE(finishes(campaign));
  at("2016-03-06 10:59:59");
  nothing_more_is_sent();
  EXPECT_FALSE(engine().contact_tallies()->is_closed(campaign));
  at("2016-03-06 11:00");
  EXPECT_TRUE(becomes([&] { return engine().contact_tallies()->is_closed(campaign); }));
  EXPECT_EQ(engine().contact_tallies()->of(campaign).taken(), 3u);
}

TEST_F(DispatcherTest, A_paced_campaign_sends_no_more_in_a_minute_and_holds_up_no_other) {
  auto asked = plan("slow", 0, 1);
  asked.plan.per_minute = 1;
  const auto slow = approved(asked);
  const auto quick = approved(plan("quick"));
  dispatches();
  ASSERT_TRUE(finishes(quick));
  EXPECT_THAT(network.texts(), testing::UnorderedElementsAre("slow", "quick", "quick", "quick"));
  EXPECT_EQ(state(slow), CampaignState::approved);
}

TEST_F(DispatcherTest, A_silent_message_holds_up_nobody_of_its_campaign) {
  for (std::uint32_t id = 4; id <= 80; ++id) {
    Provision provision;
    provision.brand = "activ";
    provision.tariff = "Time to Talk";
    ask(number(id), provision);
    joins(id);
  }
  network.holds_one();
  const auto campaign = approved(plan());
  dispatches();
  ASSERT_TRUE(network.waits_for(80));
  EXPECT_EQ(state(campaign), CampaignState::approved);
  network.answers(HandOver::unknown);
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(contact(1, campaign).state, ContactState::unknown);
}

TEST_F(DispatcherTest, C4_whoever_leaves_is_recalled_and_asked_no_more) {
  network.holds();
  const auto campaign = approved(to({1}));
  dispatches();
  ASSERT_TRUE(network.waits_for(1));
  EXPECT_FALSE(network.handed().front().recall.is_pulled());
  dispatcher().recall({2});
  EXPECT_FALSE(network.handed().front().recall.is_pulled());
  ask(SubscriberId{1}, subscriber::Leave{});
  dispatcher().recall({1});
  EXPECT_TRUE(network.handed().front().recall.is_pulled());
  network.answers(HandOver::throttled);
  ASSERT_TRUE(finishes(campaign));
  EXPECT_EQ(network.handed().size(), 1u);
  EXPECT_EQ(contact(1, campaign).rule, ContactRule::M5);
}

TEST_F(DispatcherTest, Once_it_drains_it_takes_no_more_and_tells_what_it_heard) {
  network.holds();
  const auto campaign = approved(to({1}));
  dispatches();
  ASSERT_TRUE(network.waits_for(1));
  network.answers(HandOver::accepted);
  dispatcher().drain();
  EXPECT_EQ(contact(1, campaign).state, ContactState::handed_over);
  approved(to({2}));
  dispatcher().stop();
  EXPECT_EQ(network.handed().size(), 1u);
}

}  // namespace
}  // namespace airperk::jobs
