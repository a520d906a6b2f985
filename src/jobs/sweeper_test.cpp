#include "jobs/sweeper.h"

#include <gmock/gmock.h>

#include <atomic>
#include <functional>

#include "core/subscriber/subscriber_test_environment.h"
#include "engine/recover.h"
#include "jobs/test_script.h"
#include "store/memory/memory_store.h"

namespace airperk::jobs {
namespace {

using namespace engine;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What a member got to read.
struct Told {
  std::string to, text;
  Instant until;
  Recall recall;
};

/// A network that says what the test has it say, and keeps what it was handed.
class ScriptedNetwork final : public Network, public TestScript<Told> {
 public:
  std::size_t room(subscriber::Channel) const override { return 0; }
  void hand_over(Outgoing, Done done) override {
    ADD_FAILURE() << "a service message is no contact";
    done(HandOver::unsent, 0);
  }
  std::size_t service_room() const override { return room_; }
  void send_service(ServiceOutgoing outgoing, ServiceDone done) override {
    hear({outgoing.to.to_string(), outgoing.words.text(), outgoing.until, outgoing.recall},
         std::move(done));
  }

  void has_room(std::size_t room) { room_ = room; }
  /// To whom, in their order.
  std::vector<std::string> numbers() const {
    std::vector<std::string> numbers;
    for (const auto& one : handed()) numbers.push_back(one.to);
    return numbers;
  }
  bool is_recalled(std::size_t index) const { return handed().at(index).recall.is_pulled(); }

 private:
  std::atomic<std::size_t> room_{1'000};
};

/// Three subscribers, 1 to 3, on 5 March 10:00 on the manual clock; 1 and 2 are members, whose
/// grants wait until 4 April 10:00.
class SweeperTest : public ::testing::Test {
 protected:
  SweeperTest() {
    start();
    for (std::uint32_t id = 1; id <= 3; ++id) {
      Provision provision;
      provision.brand = "activ";
      provision.tariff = "Time to Talk";
      provision.language = *programme::Language::parse("en");
      ask(number(id), provision);
    }
    dials(1, "*555*1#");
    dials(2, "*555*1#");
  }
  ~SweeperTest() override { stop(); }

  void start() {
    store_ = std::make_unique<store::MemoryStore>(disk_);
    auto running = recover(*store_, programme::load_smart(), std::string(32, 's'),
                           {.manual_start = subscriber::World().instant("2016-03-05 10:00")});
    ASSERT_TRUE(running) << running.error();
    running_ = std::move(*running);
  }
  void stop() {
    network.answers(HandOver::unknown);
    if (sweeper_) {
      sweeper_->drain();
      sweeper_->stop();
    }
    engine().stop();
    sweeper_.reset();
  }
  void sweeps() {
    sweeper_ = std::make_unique<Sweeper>(engine(), network);
    engine().on_left([this](SubscriberId id) { sweeper_->recall(id); });
    sweeper_->start();
  }
  Engine& engine() { return *running_.engine; }
  Sweeper& sweeper() { return *sweeper_; }

  static Msisdn number(std::uint32_t id) {
    return *Msisdn::parse(fmt::format("770110000{:02}", id));
  }
  Answer ask(Target target, Command command) { return engine().ask({target, std::move(command)}); }
  void dials(std::uint32_t id, const char* code) {
    dialogue::Dial dial;
    dial.session = ++sessions_;
    dial.begins = true;
    dial.text = code;
    EXPECT_FALSE(ask(SubscriberId{id}, dial).refusal);
  }
  void at(std::string_view civil) {
    EXPECT_FALSE(ask({}, MoveClock{subscriber::World().instant(civil)}).refusal);
  }
  /// Rounds have passed since: the newest terms reach the last one.
  void nothing_more_is_sent() {
    const auto before = network.handed().size();
    ask({}, PublishTerms{});
    ASSERT_TRUE(network.waits_for(before + 2));
    const auto handed = network.handed();
    ASSERT_EQ(handed.size(), before + 2);
    for (auto i = before; i < handed.size(); ++i) {
      EXPECT_THAT(handed[i].text, HasSubstr("new terms"));
    }
  }
  subscriber::Record record(std::uint32_t id) {
    return std::get<Viewed>(ask(SubscriberId{id}, View{}).body).record;
  }

  ScriptedNetwork network;

 private:
  std::shared_ptr<store::MemoryDisk> disk_ = std::make_shared<store::MemoryDisk>();
  std::unique_ptr<store::MemoryStore> store_;
  Running running_;
  std::unique_ptr<Sweeper> sweeper_;
  std::uint64_t sessions_ = 0;
};

TEST_F(SweeperTest, C7_every_member_is_reminded_once_the_day_before_and_nobody_else) {
  at("2016-04-03 12:00");
  sweeps();
  ASSERT_TRUE(network.waits_for(2));
  const auto handed = network.handed();
  EXPECT_THAT(network.numbers(), ElementsAre("77011000001", "77011000002"));
  EXPECT_THAT(handed[0].text, HasSubstr("500 tenge waits until 4 Apr 10:00"));
  EXPECT_EQ(handed[0].until, subscriber::World().instant("2016-04-03 21:00"));
  nothing_more_is_sent();
}

TEST_F(SweeperTest, C7_no_slot_is_taken_and_no_contact_is_kept) {
  at("2016-04-03 12:00");
  sweeps();
  ASSERT_TRUE(network.waits_for(2));
  EXPECT_EQ(record(1).counts.messages, 0);
  EXPECT_THAT(record(1).contacts, IsEmpty());
  EXPECT_EQ(engine().figures().happened<subscriber::ContactTaken>(), 0u);
  EXPECT_THAT(engine().figures().service_messages, ElementsAre(0, 2, 0, 0));
}

TEST_F(SweeperTest, C7_it_is_durable_before_the_network_is_asked) {
  network.holds();
  at("2016-04-03 12:00");
  sweeps();
  ASSERT_TRUE(network.waits_for(1));
  EXPECT_TRUE(record(1).waiting.front().reminded);
}

TEST_F(SweeperTest, C7_nothing_is_sent_again_after_a_restart) {
  network.holds();
  at("2016-04-03 12:00");
  sweeps();
  ASSERT_TRUE(network.waits_for(2));
  stop();
  start();
  sweeps();
  nothing_more_is_sent();
}

TEST_F(SweeperTest, C7_whatever_the_network_says_nothing_is_sent_again) {
  for (const auto said : {HandOver::refused, HandOver::unsent, HandOver::unknown}) {
    network.says({said, said});
    const auto before = network.handed().size();
    ask({}, PublishTerms{});
    if (before == 0) sweeps();
    ASSERT_TRUE(network.waits_for(before + 2));
  }
  nothing_more_is_sent();
}

TEST_F(SweeperTest, A_throttled_link_is_left_alone_and_then_gets_the_next) {
  network.has_room(1);
  network.says({HandOver::throttled});
  at("2016-04-03 12:00");
  sweeps();
  ASSERT_TRUE(network.waits_for(1));
  const auto first = std::chrono::steady_clock::now();
  ASSERT_TRUE(network.waits_for(2));
  EXPECT_GT(std::chrono::steady_clock::now() - first, std::chrono::milliseconds(900));
  EXPECT_THAT(network.numbers(), ElementsAre("77011000001", "77011000002"));
}

TEST_F(SweeperTest, Nothing_is_taken_while_there_is_no_link) {
  network.has_room(0);
  at("2016-04-03 12:00");
  sweeps();
  at("2016-04-03 13:00");
  sweeper().drain();
  EXPECT_THAT(engine().figures().service_messages, ElementsAre(0, 0, 0, 0));
  EXPECT_FALSE(record(1).waiting.front().reminded);
}

TEST_F(SweeperTest, C8_in_quiet_hours_it_waits_and_then_it_goes) {
  at("2016-04-03 21:00");
  sweeps();
  at("2016-04-04 08:59:59");
  EXPECT_FALSE(record(1).waiting.front().reminded);
  at("2016-04-04 09:00");
  ASSERT_TRUE(network.waits_for(2));
  EXPECT_EQ(network.handed().front().until, subscriber::World().instant("2016-04-04 10:00"));
}

TEST_F(SweeperTest, C7_the_stop_button_is_for_contacts_alone) {
  ask({}, StopContacts{true, "chief"});
  at("2016-04-03 12:00");
  sweeps();
  EXPECT_TRUE(network.waits_for(2));
}

TEST_F(SweeperTest, S3_who_is_due_is_erased_though_nothing_may_go_out) {
  network.has_room(0);
  ask(SubscriberId{1}, subscriber::Leave{});
  at("2016-04-01 03:00");
  sweeps();
  const auto late = std::chrono::steady_clock::now() + patience;
  const auto erased = [this] { return engine().figures().happened<subscriber::Erased>(); };
  while (erased() < 2 && std::chrono::steady_clock::now() < late) std::this_thread::yield();
  EXPECT_EQ(erased(), 2u) << "at the leave, and when the month was over";
}

TEST_F(SweeperTest, M5_what_waits_for_somebody_who_leaves_is_recalled) {
  network.holds();
  at("2016-04-03 12:00");
  sweeps();
  ASSERT_TRUE(network.waits_for(2));
  dials(1, "*555*2#");
  EXPECT_TRUE(network.is_recalled(0));
  EXPECT_FALSE(network.is_recalled(1));
}

TEST_F(SweeperTest, One_who_is_owed_two_gets_both) {
  ask({}, PublishTerms{});
  at("2016-04-03 12:00");
  sweeps();
  ASSERT_TRUE(network.waits_for(4));
  EXPECT_THAT(network.numbers(),
              ElementsAre("77011000001", "77011000001", "77011000002", "77011000002"));
}

TEST_F(SweeperTest, It_goes_round_all_records_however_many) {
  for (std::uint32_t id = 4; id <= 99; ++id) {
    Provision provision;
    provision.brand = "activ";
    provision.tariff = "Time to Talk";
    ask(number(id), provision);
  }
  dials(99, "*555*1#");
  at("2016-04-03 12:00");
  sweeps();
  ASSERT_TRUE(network.waits_for(3));
  EXPECT_THAT(network.numbers(), ElementsAre("77011000001", "77011000002", "77011000099"));
}

TEST_F(SweeperTest, After_it_is_drained_nothing_is_taken) {
  sweeps();
  sweeper().drain();
  at("2016-04-03 12:00");
  ask({}, PublishTerms{});
  stop();
  EXPECT_THAT(network.handed(), IsEmpty());
}

}  // namespace
}  // namespace airperk::jobs
