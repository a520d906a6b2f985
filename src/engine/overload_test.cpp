#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include "engine/engine_test_environment.h"
#include "engine/test_held_store.h"

/// What becomes of requests when more comes than can be answered in time, or the disk hangs.
namespace airperk::engine {
namespace {

using namespace std::chrono_literals;

/// A question that somebody waits for.
class Asked {
 public:
  bool has_come() const { return future_.wait_for(0s) == std::future_status::ready; }
  /// Fails, and says what it is, where it does not come.
  const Answer& answer(const std::string& what) {
    if (!answer_ && future_.wait_for(10s) == std::future_status::ready) answer_ = future_.get();
    EXPECT_TRUE(answer_) << "no answer within 10 s: " << what;
    static const Answer none;
    return answer_ ? *answer_ : none;
  }
  Engine::Done done() {
    return [promise = promise_](Answer answer) { promise->set_value(std::move(answer)); };
  }

 private:
  std::shared_ptr<std::promise<Answer>> promise_ = std::make_shared<std::promise<Answer>>();
  std::future<Answer> future_ = promise_->get_future();
  std::optional<Answer> answer_;
};

template <typename Condition>
void waits_until(const char* what, Condition condition) {
  const auto limit = std::chrono::steady_clock::now() + 10s;
  while (!condition()) {
    ASSERT_LT(std::chrono::steady_clock::now(), limit) << "not within 10 s: " << what;
    std::this_thread::sleep_for(1ms);
  }
}

/// The engine on a disk and a steady clock that the test moves.
class OverloadTest : public ::testing::Test {
 protected:
  OverloadTest() {
    Settings settings;
    settings.manual_start = subscriber::World().instant("2016-03-05 10:00");
    settings.steady = [this] { return Instant::microseconds(steady_us); };
    auto running =
        recover(store, programme::load_smart(), std::string(32, 's'), std::move(settings));
    running_ = std::move(running.value());
    Provision provision;
    provision.brand = "activ";
    provision.tariff = "Time to Talk";
    provision.main = amount("1000");
    engine().ask({aigul, provision});
    engine().ask({berik, provision});
  }
  ~OverloadTest() override {
    store.let_go();
    engine().stop();
  }
  Engine& engine() { return *running_.engine; }
  void pass(Duration time) { steady_us += time.in_microseconds(); }

  /// As a client of Gy asks, which waits five seconds.
  Request request(Msisdn who, const std::string& key) {
    Request request{who, sms()};
    request.key = engine().keys().key("test", key);
    request.admission = {.arrived = engine().steady(),
                         .useful_until = engine().steady() + Duration::seconds(5),
                         .source = 1,
                         .way = Way::gy};
    return request;
  }
  static charging::ChargeEvent sms() {
    charging::ChargeEvent event;
    event.asked.called = "77011234567";
    event.asked.visited = "40102";
    return event;
  }
  Asked asks(Request request) {
    Asked asked;
    engine().submit(std::move(request), asked.done());
    return asked;
  }
  Asked asks(Msisdn who, const std::string& key) { return asks(request(who, key)); }
  /// One write hangs on the disk, and a request in it.
  Asked hangs(Msisdn who, const std::string& key) {
    store.hold();
    auto asked = asks(who, key);
    waits_until("a group handed to the disk", [this] { return store.held() == 1; });
    pass(Duration::seconds(1));  // nobody believes that it is over soon
    return asked;
  }
  std::string main(Msisdn who) {
    return std::get<Viewed>(engine().ask({who, View{}}).body).record.main.to_string();
  }
  std::size_t groups() {
    std::lock_guard lock(disk->mutex);
    return disk->groups.size();
  }
  std::uint64_t shed(Way way, Why why) {
    return engine().figures().shed[static_cast<std::size_t>(way)][static_cast<std::size_t>(why)];
  }

  std::shared_ptr<store::MemoryDisk> disk = std::make_shared<store::MemoryDisk>();
  HeldStore store{disk};
  std::atomic<std::int64_t> steady_us = 1'000'000'000;

 private:
  Running running_;
};

TEST_F(OverloadTest, What_waits_longer_than_its_client_is_shed_and_not_charged) {
  auto charged = hangs(aigul, "first");
  auto waiting = asks(berik, "second");
  pass(Duration::seconds(5));
  EXPECT_EQ(waiting.answer("of what is too old").fault, Fault::shed);
  EXPECT_FALSE(charged.has_come());
  EXPECT_EQ(shed(Way::gy, Why::late), 1u);
  store.let_go();
  EXPECT_EQ(charged.answer("of what was decided").fault, Fault::none);
  EXPECT_EQ(main(aigul), "993");
  EXPECT_EQ(main(berik), "1000");
}

TEST_F(OverloadTest, A_retry_of_what_was_shed_is_charged_once) {
  auto charged = hangs(aigul, "first");
  auto waiting = asks(berik, "second");
  pass(Duration::seconds(5));
  EXPECT_EQ(waiting.answer("of what is too old").fault, Fault::shed);
  store.let_go();
  auto retry = asks(berik, "second");
  EXPECT_FALSE(retry.answer("of the retry").repeated);
  EXPECT_EQ(retry.answer("of the retry").fault, Fault::none);
  EXPECT_TRUE(asks(berik, "second").answer("of one more").repeated);
  EXPECT_EQ(main(berik), "993");
}

TEST_F(OverloadTest, Behind_a_write_that_hangs_nothing_is_decided) {
  hangs(aigul, "first");
  const auto before = groups();
  auto waiting = asks(berik, "second");
  pass(Duration::seconds(5));
  // It was shed, so it was looked at; and no group was made of it meanwhile.
  EXPECT_EQ(waiting.answer("of what waits").fault, Fault::shed);
  EXPECT_EQ(groups(), before);
}

TEST_F(OverloadTest, After_a_stall_what_is_still_of_use_is_answered_at_once_and_the_rest_was_shed) {
  auto charged = hangs(aigul, "first");
  auto old = asks(berik, "old");
  pass(Duration::seconds(3));
  auto young = asks(berik, "young");
  pass(Duration::seconds(2));
  EXPECT_EQ(old.answer("of the old one").fault, Fault::shed);
  EXPECT_FALSE(young.has_come());
  EXPECT_TRUE(store.let_one_through());
  waits_until("a group of what waited", [this] { return store.held() == 1; });
  store.let_go();
  EXPECT_EQ(young.answer("of the young one").fault, Fault::none);
  EXPECT_EQ(main(berik), "993");
}

TEST_F(OverloadTest, A_repetition_of_what_is_decided_is_answered_where_others_are_shed) {
  auto charged = hangs(aigul, "first");
  auto repeated = asks(aigul, "first");
  auto other = asks(berik, "second");
  pass(Duration::seconds(5));
  EXPECT_EQ(other.answer("of what is new").fault, Fault::shed);
  EXPECT_FALSE(repeated.has_come());
  store.let_go();
  EXPECT_TRUE(repeated.answer("of the repetition").repeated);
  EXPECT_EQ(std::get<Outcome>(repeated.answer("").body).main, amount("993"));
  EXPECT_EQ(main(aigul), "993");
}

TEST_F(OverloadTest, So_is_one_that_only_the_store_knows_if_it_is_marked) {
  ASSERT_EQ(asks(berik, "stored").answer("of the first").fault, Fault::none);
  for (int i = 0; i < 3; ++i) {
    main(aigul);  // so that no write is under way, which would seem to take minutes
    pass(Duration::minutes(6));
    asks(aigul, "other " + std::to_string(i)).answer("of others");
  }
  main(aigul);
  hangs(aigul, "first");
  auto marked = request(berik, "stored");
  marked.may_be_repeated = true;
  auto repeated = asks(std::move(marked));
  auto unknown = request(berik, "new");
  unknown.may_be_repeated = true;
  auto other = asks(std::move(unknown));
  pass(Duration::seconds(5));
  EXPECT_EQ(other.answer("of what is new").fault, Fault::shed);
  EXPECT_FALSE(repeated.has_come());
  store.let_go();
  EXPECT_TRUE(repeated.answer("of the repetition").repeated);
  EXPECT_EQ(main(berik), "993");
}

TEST_F(OverloadTest, A_repetition_beside_its_first_in_the_backlog_is_charged_once) {
  hangs(aigul, "first");
  auto one = asks(berik, "twice");
  auto two = asks(berik, "twice");
  store.let_go();
  EXPECT_FALSE(one.answer("of the first").repeated);
  EXPECT_TRUE(two.answer("of the second").repeated);
  EXPECT_EQ(main(berik), "993");
}

TEST_F(OverloadTest, A_repetition_of_what_is_in_flight_is_charged_once) {
  store.hold();
  auto one = asks(berik, "twice");
  waits_until("a group handed to the disk", [this] { return store.held() == 1; });
  auto two = asks(berik, "twice");
  store.let_go();
  EXPECT_FALSE(one.answer("of the first").repeated);
  EXPECT_TRUE(two.answer("of the second").repeated);
  EXPECT_EQ(main(berik), "993");
}

TEST_F(OverloadTest, U1a_what_is_never_shed_is_decided_however_old_and_so_is_the_servers_own) {
  hangs(aigul, "first");
  auto emergency = request(berik, "emergency");
  emergency.admission.never_shed = true;
  auto one = asks(std::move(emergency));
  auto own = asks({berik, View{}});
  auto other = asks(berik, "second");
  pass(Duration::minutes(10));
  EXPECT_EQ(other.answer("of what can be shed").fault, Fault::shed);
  store.let_go();
  EXPECT_EQ(one.answer("of the emergency").fault, Fault::none);
  EXPECT_EQ(own.answer("of the server's own").fault, Fault::none);
  EXPECT_EQ(main(berik), "993");
}

TEST_F(OverloadTest, A_dial_that_is_shed_shows_a_screen_in_the_subscribers_language) {
  engine().ask({aigul, Provision{.language = programme::Language::parse("en")}});
  hangs(berik, "first");
  const auto dial = [this](Msisdn who) {
    dialogue::Dial dialled;
    dialled.begins = true;
    dialled.text = "*555*1#";
    Request request{who, std::move(dialled)};
    request.admission = {.arrived = engine().steady(),
                         .useful_until = engine().steady() + Duration::seconds(10),
                         .source = 2,
                         .way = Way::ussd};
    return asks(std::move(request));
  };
  auto known = dial(aigul), unknown = dial(nobody);
  pass(Duration::seconds(10));
  const auto& screen = std::get<dialogue::Screen>(known.answer("of the dial").body);
  EXPECT_TRUE(screen.text.starts_with("This is not possible right now")) << screen.text;
  EXPECT_TRUE(screen.ended);
  EXPECT_FALSE(std::get<dialogue::Screen>(unknown.answer("of the stranger's").body).text.empty());
  EXPECT_EQ(shed(Way::ussd, Why::late), 2u);
  store.let_go();
  EXPECT_FALSE(std::get<Viewed>(engine().ask({aigul, View{}}).body).record.is_member());
}

TEST_F(OverloadTest, A_slow_disk_makes_groups_grow_and_more_than_a_seconds_worth_is_not_kept) {
  store.hold();
  for (int i = 0; i < 5; ++i) {
    auto asked = asks({aigul, subscriber::TopUp{amount("1")}});
    waits_until("a group handed to the disk", [this] { return store.held() == 1; });
    pass(Duration::seconds(1));
    store.let_one_through();
    asked.answer("of a slow write");
  }
  EXPECT_GT(engine().figures().group_max, CommitPace::group_floor);
  auto hanging = asks({aigul, subscriber::TopUp{amount("1")}});
  waits_until("a group handed to the disk", [this] { return store.held() == 1; });
  pass(Duration::seconds(10));  // Nothing is decided behind it any more, however much comes.
  // Twice the largest group is always kept; this is more.
  constexpr int many = 2 * CommitPace::group_ceiling + 1'000;
  std::vector<std::atomic<int>> order(many);
  std::atomic<int> gone = 0;
  for (int i = 0; i < many; ++i) {
    auto one = request(berik, std::to_string(i));
    one.command = View{};
    one.key.reset();
    engine().submit(std::move(one), [&order, &gone, i](const Answer& answer) {
      if (answer.fault == Fault::shed) order[static_cast<std::size_t>(i)] = ++gone;
    });
  }
  waits_until("the oldest shed", [&] { return shed(Way::gy, Why::many) >= 1'000; });
  EXPECT_GT(order[0], 0);
  EXPECT_EQ(order[many - 1], 0);
  store.let_go();
  engine().stop();
  EXPECT_EQ(order[many - 1], 0) << "the newest one was shed";
}

}  // namespace
}  // namespace airperk::engine
