#include <atomic>

#include "engine/engine_test_environment.h"
#include "engine/test_held_store.h"

/// What was asked before is recognised by time, and not by traffic, for as long as it is kept.
namespace airperk::engine {
namespace {

class RepetitionTest : public ::testing::Test {
 protected:
  RepetitionTest() {
    Settings settings;
    settings.manual_start = subscriber::World().instant("2016-03-05 10:00");
    settings.steady = [this] { return Instant::microseconds(steady_us); };
    auto running =
        recover(store, programme::load_smart(), std::string(32, 's'), std::move(settings));
    running_ = std::move(running.value());
    opens(aigul);
  }
  ~RepetitionTest() override { engine().stop(); }
  Engine& engine() { return *running_.engine; }

  void opens(Msisdn msisdn) {
    Provision provision;
    provision.brand = "activ";
    provision.tariff = "Time to Talk";
    provision.main = amount("1000");
    engine().ask({msisdn, provision});
  }
  Request sms_of(const std::string& key, std::optional<Instant> asked_at) {
    Request request{aigul, sms()};
    request.key = engine().keys().key("test", key);
    request.fingerprint = 1;
    request.asked_at = asked_at;
    return request;
  }
  Request marked(Request request) {
    request.may_be_repeated = true;
    return request;
  }
  static charging::ChargeEvent sms() {
    charging::ChargeEvent event;
    event.asked.called = "77011234567";
    event.asked.visited = "40102";
    return event;
  }
  /// Time that both clocks have seen; others ask every five minutes.
  void passes(Duration span) {
    for (Duration lived; lived < span; lived = lived + Duration::minutes(5)) {
      steady_us += Duration::minutes(5).in_microseconds();
      engine().ask({{}, MoveClock{engine().now() + Duration::minutes(5)}});
      engine().ask(sms_of("another " + std::to_string(steady_us), engine().now()));
      ++sent_;
    }
  }
  std::string main() {
    return std::get<Viewed>(engine().ask({aigul, View{}}).body).record.main.to_string();
  }
  /// What is left where so many more SMS than the others' were charged.
  std::string main_after(int count) { return std::to_string(1000 - 7 * (count + sent_)); }

  HeldStore store{std::make_shared<store::MemoryDisk>()};
  std::atomic<std::int64_t> steady_us = 1'000'000'000;

 private:
  Running running_;
  int sent_ = 0;
};

TEST_F(RepetitionTest, What_is_marked_is_recognised_when_memory_has_forgotten_it) {
  const auto at = engine().now();
  EXPECT_FALSE(engine().ask(sms_of("stored", at)).repeated);
  passes(Duration::hours(2));
  EXPECT_TRUE(engine().ask(marked(sms_of("stored", at))).repeated);
  EXPECT_TRUE(engine().ask(marked(sms_of("stored", {}))).repeated) << "it need not say when";
  EXPECT_TRUE(engine().ask(marked(sms_of("stored", engine().now()))).repeated) << "nor right";
  EXPECT_EQ(main(), main_after(1));
}

TEST_F(RepetitionTest, What_is_old_or_does_not_say_so_is_recognised_without_a_mark) {
  const auto at = engine().now();
  engine().ask(sms_of("stored", at));
  passes(Duration::hours(2));
  EXPECT_TRUE(engine().ask(sms_of("stored", at)).repeated);
  EXPECT_TRUE(engine().ask(sms_of("stored", {})).repeated);
  EXPECT_EQ(main(), main_after(1));
}

TEST_F(RepetitionTest, What_is_of_now_and_not_marked_costs_no_look_at_the_disk) {
  passes(Duration::minutes(30));
  const auto before = store.lookups();
  EXPECT_FALSE(engine().ask(sms_of("fresh", engine().now() - Duration::minutes(3))).repeated);
  EXPECT_EQ(store.lookups(), before);
  EXPECT_FALSE(engine().ask(sms_of("older", engine().now() - Duration::minutes(5))).repeated);
  EXPECT_EQ(store.lookups(), before + 1);
}

/// Field: a client's clock is minutes ahead, and it does not mark what it sends again.
TEST_F(RepetitionTest, What_is_not_marked_is_recognised_by_a_clock_that_is_ahead_too) {
  const auto at = engine().now() + Duration::minutes(8);
  engine().ask(sms_of("stored", at));
  passes(Duration::minutes(10));
  EXPECT_TRUE(engine().ask(sms_of("stored", at)).repeated);
  EXPECT_EQ(main(), main_after(1));
}

/// Field: it was ahead before a start, and the first that it sends after it is what it has sent
/// before.
TEST_F(RepetitionTest, What_a_client_sends_first_tells_nothing_of_its_clock) {
  passes(Duration::minutes(30));
  const auto at = engine().now() + Duration::hours(3);
  EXPECT_FALSE(engine().ask(sms_of("stored", at)).repeated);
  passes(Duration::minutes(15));
  auto of_one_who_is_new = sms_of("stored", at);
  of_one_who_is_new.admission.source = 7;
  EXPECT_TRUE(engine().ask(of_one_who_is_new).repeated);
  EXPECT_EQ(main(), main_after(1));
}

/// A lookup costs more the more there is to look through.
TEST_F(RepetitionTest, What_is_not_marked_is_looked_for_no_further_back_than_it_says) {
  engine().ask(sms_of("first", engine().now() - Duration::minutes(5)));
  EXPECT_EQ(store.looked_within(), Duration::hours(12) + Duration::minutes(5)) << "a new client";
  passes(Duration::minutes(10));
  engine().ask(sms_of("older", engine().now() - Duration::minutes(5)));
  EXPECT_EQ(store.looked_within(), Duration::hours(1) + Duration::minutes(5)) << "clocks differ";
  engine().ask(marked(sms_of("marked", engine().now())));
  EXPECT_EQ(store.looked_within(), Duration::hours(48));
  engine().ask(sms_of("undated", {}));
  EXPECT_EQ(store.looked_within(), Duration::hours(48));
}

TEST_F(RepetitionTest, What_is_marked_and_older_than_anybody_remembers_is_refused) {
  const auto long_ago = engine().now() - Duration::hours(48) - Duration::seconds(1);
  const auto refused = engine().ask(marked(sms_of("stored", long_ago)));
  EXPECT_EQ(refused.fault, Fault::too_old);
  EXPECT_NE(refused.detail.find("48 hours"), std::string::npos) << refused.detail;
  EXPECT_EQ(main(), main_after(0));
  EXPECT_FALSE(engine().ask(sms_of("stored", long_ago)).repeated) << "it is a first one";
  EXPECT_EQ(main(), main_after(1));
  EXPECT_TRUE(engine().ask(marked(sms_of("stored", long_ago))).repeated) << "and known now";
}

TEST_F(RepetitionTest, Another_request_under_a_name_that_memory_has_forgotten_is_refused) {
  const auto at = engine().now();
  engine().ask(sms_of("name", at));
  passes(Duration::hours(1));
  auto other = marked(sms_of("name", at));
  other.fingerprint = 2;
  EXPECT_EQ(engine().ask(std::move(other)).fault, Fault::key_reused);
  EXPECT_EQ(main(), main_after(1));
}

/// Field: a client stores what was not answered, and its other node sends it again.
TEST_F(RepetitionTest, A_debit_is_known_whoever_sends_it_again) {
  const auto from = [&](const char* client) {
    auto request = marked(sms_of("stored", engine().now()));
    std::get<charging::ChargeEvent>(request.command).client = engine().keys().client(client);
    return request;
  };
  EXPECT_FALSE(engine().ask(from("a.test")).repeated);
  EXPECT_TRUE(engine().ask(from("b.test")).repeated);
  passes(Duration::hours(2));
  EXPECT_TRUE(engine().ask(from("b.test")).repeated);
  EXPECT_EQ(main(), main_after(1));
}

TEST_F(RepetitionTest, Two_clients_that_give_one_name_to_two_debits_have_one_each) {
  const auto from = [&](const char* client, std::uint32_t about) {
    auto request = marked(sms_of("1", engine().now()));
    std::get<charging::ChargeEvent>(request.command).client = engine().keys().client(client);
    request.fingerprint = about;
    return request;
  };
  EXPECT_EQ(engine().ask(from("a.test", 1)).fault, Fault::none);
  EXPECT_FALSE(engine().ask(from("b.test", 2)).repeated);
  EXPECT_EQ(main(), main_after(2));
  passes(Duration::hours(2));
  EXPECT_TRUE(engine().ask(from("a.test", 1)).repeated);
  EXPECT_TRUE(engine().ask(from("b.test", 2)).repeated);
  EXPECT_EQ(engine().ask(from("a.test", 3)).fault, Fault::key_reused);
  EXPECT_EQ(engine().ask(from("b.test", 3)).fault, Fault::key_reused);
  EXPECT_EQ(main(), main_after(2));
}

/// The first one's reply is forgotten by memory before the second one's.
TEST_F(RepetitionTest, A_debit_under_a_name_of_its_own_is_known_as_long_as_any_other) {
  const auto from = [&](const char* client, std::uint32_t about, Instant at) {
    auto request = sms_of("1", at);
    std::get<charging::ChargeEvent>(request.command).client = engine().keys().client(client);
    request.fingerprint = about;
    return request;
  };
  passes(Duration::minutes(30));
  engine().ask(from("a.test", 1, engine().now()));
  passes(Duration::minutes(5));
  const auto at = engine().now();
  EXPECT_FALSE(engine().ask(from("b.test", 2, at)).repeated);
  passes(Duration::minutes(5));
  EXPECT_TRUE(engine().ask(from("b.test", 2, at)).repeated) << "it is not marked, and not old";
  EXPECT_TRUE(engine().ask(from("a.test", 1, at)).repeated);
  EXPECT_EQ(main(), main_after(2));
}

/// A session's request of that client's.
Request session_request(const Engine& engine, charging::CreditControl::Step step,
                        std::uint32_t number, const char* client) {
  charging::CreditControl control;
  control.step = step;
  control.session = 7;
  control.number = number;
  control.client = engine.keys().client(client);
  control.asked.kind = programme::UsageKind::data;
  control.asked.visited = "40102";
  control.services.push_back({.rating_group = {}, .service_identifier = {}, .requested = 1024});
  Request request{aigul, std::move(control)};
  request.key = engine.keys().hash("s;1").request(number);
  request.session = {"s;1", client, "test"};
  return request;
}

TEST_F(RepetitionTest, A_session_of_another_subscribers_name_is_refused_and_frees_nobody_elses) {
  using Step = charging::CreditControl::Step;
  const auto ask = [&](Msisdn who, Step step, std::uint32_t number) {
    auto request = session_request(engine(), step, number, "pgw.test");
    request.target = who;
    request.key.reset();
    return engine().ask(std::move(request));
  };
  opens(berik);
  EXPECT_EQ(ask(aigul, Step::initial, 0).fault, Fault::none);
  const auto refused = ask(berik, Step::initial, 0);
  EXPECT_EQ(refused.fault, Fault::key_reused);
  EXPECT_NE(refused.detail.find("another subscriber"), std::string::npos) << refused.detail;
  EXPECT_EQ(ask(berik, Step::termination, 1).refusal, Refusal::unknown_session);
  EXPECT_EQ(ask(aigul, Step::termination, 1).refusal, std::nullopt);
  EXPECT_EQ(ask(berik, Step::initial, 2).fault, Fault::none) << "its holder is done with it";
}

TEST_F(RepetitionTest, A_session_belongs_to_who_opened_it_and_nobody_else_takes_its_numbers) {
  using Step = charging::CreditControl::Step;
  const auto ask = [&](Step step, std::uint32_t number, const char* client) {
    return engine().ask(session_request(engine(), step, number, client));
  };
  EXPECT_EQ(ask(Step::initial, 0, "pgw.test").fault, Fault::none);
  EXPECT_EQ(ask(Step::termination, 1, "other.test").fault, Fault::foreign_session);
  const auto update = ask(Step::update, 1, "PGW.test");
  EXPECT_EQ(update.fault, Fault::none);
  EXPECT_FALSE(update.refusal || update.repeated);
  EXPECT_EQ(ask(Step::termination, 2, "pgw.test").fault, Fault::none);
}

}  // namespace
}  // namespace airperk::engine
