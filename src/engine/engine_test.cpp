#include "engine/engine.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

#include "engine/engine_test_environment.h"

namespace airperk::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(EngineTest, A_request_sees_what_the_one_before_it_did) {
  opens(aigul);
  // All at once, so that they make one group.
  std::vector<std::promise<Answer>> answers(3);
  const auto submit = [&](Command command, std::size_t i) {
    engine().submit({aigul, std::move(command)},
                    [&answers, i](Answer answer) { answers[i].set_value(std::move(answer)); });
  };
  submit(subscriber::TopUp{amount("5")}, 0);
  submit(sms(), 1);
  submit(View{}, 2);
  EXPECT_EQ(std::get<Outcome>(answers[0].get_future().get().body).main, amount("1005"));
  EXPECT_EQ(std::get<Outcome>(answers[1].get_future().get().body).main, amount("998"));
  EXPECT_EQ(std::get<Viewed>(answers[2].get_future().get().body).record.main, amount("998"));
}

TEST_F(EngineTest, Answers_come_in_the_order_of_submission) {
  opens(aigul);
  std::vector<int> order;
  std::promise<void> last;
  for (int i = 0; i < 2'000; ++i) {
    Command command = i % 3 == 0 ? Command(View{}) : Command(subscriber::TopUp{amount("1")});
    engine().submit({aigul, std::move(command)}, [&, i](const Answer&) {
      order.push_back(i);
      if (i == 1'999) last.set_value();
    });
  }
  last.get_future().wait();
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
  EXPECT_EQ(main(aigul), Amount::units(1'000 + 1'333).to_string());
}

TEST_F(EngineTest, A_repeated_key_is_answered_the_same_and_charges_once) {
  opens(aigul);
  const auto first = ask_once(aigul, sms(), "session 1");
  const auto second = ask_once(aigul, sms(), "session 1");
  EXPECT_FALSE(first.repeated);
  EXPECT_EQ(std::get<Outcome>(first.body).amount, amount("7"));
  EXPECT_TRUE(second.repeated);
  EXPECT_EQ(std::get<Outcome>(second.body).main, std::get<Outcome>(first.body).main);
  EXPECT_EQ(main(aigul), "993");
  ask_once(aigul, sms(), "session 2");
  EXPECT_EQ(main(aigul), "986");
}

TEST_F(EngineTest, A_repeated_key_is_known_after_a_restart) {
  opens(aigul);
  ask_once(aigul, sms(), "young");
  ask_once(aigul, subscriber::TopUp{amount("1")}, "lasting", true);
  restart();
  EXPECT_TRUE(ask_once(aigul, sms(), "young").repeated);
  // A lasting one is known when the young ones are long gone.
  moves_clock("2016-03-06 10:00");
  restart();
  EXPECT_TRUE(ask_once(aigul, subscriber::TopUp{amount("1")}, "lasting", true).repeated);
  EXPECT_EQ(main(aigul), "994");
}

TEST_F(EngineTest, A_repeated_refusal_is_the_same_refusal) {
  opens(aigul, "1");
  EXPECT_EQ(ask_once(aigul, sms(), "s").refusal, Refusal::U12_nothing_may_pay);
  ask(aigul, subscriber::TopUp{amount("100")});
  const auto again = ask_once(aigul, sms(), "s");
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.refusal, Refusal::U12_nothing_may_pay);
  EXPECT_EQ(main(aigul), "101");
}

TEST_F(EngineTest, A_key_with_another_content_is_a_fault_and_does_nothing) {
  opens(aigul);
  ask_once(aigul, subscriber::TopUp{amount("1")}, "k", true, 1);
  const auto other = ask_once(aigul, subscriber::TopUp{amount("2")}, "k", true, 2);
  EXPECT_EQ(other.fault, Fault::key_reused);
  EXPECT_EQ(main(aigul), "1001");
}

TEST_F(EngineTest, B7_a_transfer_is_whole_or_not_at_all) {
  opens(aigul, "1000");
  opens(berik, "0");
  EXPECT_FALSE(ask(aigul, Transfer{berik, amount("100")}).refusal);
  const auto after = record(aigul).main;
  EXPECT_EQ(main(berik), "100");
  EXPECT_LE(after, amount("900"));
  EXPECT_EQ(ask(aigul, Transfer{nobody, amount("100")}).refusal, Refusal::unknown_recipient);
  EXPECT_EQ(ask(aigul, Transfer{aigul, amount("100")}).refusal, Refusal::B7_to_oneself);
  EXPECT_EQ(record(aigul).main, after);
  EXPECT_THAT(audit(), IsEmpty());
}

/// More on an account than there can be: no request brings that about, but damage might.
TEST_F(EngineTest, A_request_that_breaks_an_assertion_costs_itself_alone_and_changes_nothing) {
  opens(aigul);
  opens(berik);
  charging::CreditControl control;
  control.session = 7;
  control.number = 0;
  control.asked = {programme::UsageKind::voice, "77011234567", "40102"};
  control.services.push_back({{}, {}, 60, {}, 0});
  ASSERT_FALSE(ask(aigul, control).refusal);
  auto& held = store().load(*store().find(aigul))->record;
  const auto right = std::exchange(held.main, Amount::max());
  const auto before = held;
  control.step = charging::CreditControl::Step::termination;
  control.number = 1;
  control.services.front() = {{}, {}, {}, 10, 0};

  const auto answer = ask_once(aigul, control, "the end");
  EXPECT_EQ(answer.fault, Fault::broken);
  EXPECT_THAT(answer.detail, HasSubstr("assertion failed"));
  EXPECT_EQ(held, before);
  EXPECT_EQ(main(berik), "1000") << "everybody else is served";

  held.main = right;
  const auto again = ask_once(aigul, control, "the end");
  EXPECT_EQ(again.fault, Fault::none) << "nothing was remembered of it either";
  EXPECT_FALSE(again.repeated);
  EXPECT_TRUE(held.sessions.empty());
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(EngineTest, An_unknown_number_is_refused_and_a_dial_says_so) {
  EXPECT_EQ(ask(nobody, sms()).refusal, Refusal::unknown_subscriber);
  EXPECT_FALSE(dials(nobody, "*555*1#").empty());
  EXPECT_TRUE(disk->groups.back().batches.empty());
}

TEST_F(EngineTest, Two_identities_of_two_people_are_refused) {
  opens(aigul);
  const auto imsi = Imsi::parse("401020000000002");
  ask(berik, new_subscriber("0", imsi));
  Request request{aigul, sms()};
  request.same_as = imsi;
  EXPECT_EQ(engine().ask(request).refusal, Refusal::identities_disagree);
  EXPECT_EQ(main(aigul), "1000");
}

TEST_F(EngineTest, An_IMSI_is_one_persons_and_moves_with_a_SIM_swap) {
  const auto first = *Imsi::parse("401020000000001"), second = *Imsi::parse("401020000000002");
  EXPECT_FALSE(ask(aigul, new_subscriber("0", first)).refusal);
  EXPECT_EQ(ask(berik, new_subscriber("0", first)).refusal, Refusal::number_taken);
  EXPECT_FALSE(ask(aigul, Provision{.imsi = second}).refusal);
  EXPECT_FALSE(ask(second, View{}).refusal);
  EXPECT_EQ(ask(first, View{}).refusal, Refusal::unknown_subscriber);
  restart();
  EXPECT_FALSE(ask(second, View{}).refusal);
  EXPECT_EQ(ask(first, View{}).refusal, Refusal::unknown_subscriber);
}

TEST_F(EngineTest, The_clock_never_goes_back_and_survives_a_restart) {
  EXPECT_FALSE(moves_clock("2016-04-01 00:00").refusal);
  EXPECT_EQ(moves_clock("2016-03-31 23:59").refusal, Refusal::clock_backwards);
  restart();
  EXPECT_EQ(moves_clock("2016-03-31 23:59").refusal, Refusal::clock_backwards);
  EXPECT_EQ(ask({}, View{}).now, subscriber::World().instant("2016-04-01 00:00"));
}

TEST_F(EngineTest, What_time_alone_brings_is_done_when_somebody_looks) {
  opens(aigul);
  dials(aigul, "*555*1#");
  dials(aigul, "*555*00#");
  moves_clock("2016-04-02 12:00");
  const auto now = record(aigul);
  EXPECT_THAT(now.balances, IsEmpty());           // ended on 12 March
  EXPECT_EQ(now.waiting.size(), 1u);              // April's grant
  EXPECT_EQ(record(aigul).version, now.version);  // and once only
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(EngineTest, A_restart_finds_every_record_as_it_was) {
  opens(aigul);
  opens(berik, "12.5");
  dials(aigul, "*555*1#");
  ask(aigul, sms());
  const auto before = record(aigul);
  restart();
  EXPECT_EQ(record(aigul), before);
  EXPECT_EQ(main(berik), "12.5");
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(EngineTest, A_new_programme_takes_force_for_what_comes_after) {
  opens(aigul);
  const auto changed = programme::load_smart_with("amount = 500", "amount = 300");
  ASSERT_TRUE(changed);
  const auto taken = ask({}, TakeProgramme{changed});
  EXPECT_EQ(taken.fault, Fault::none);
  EXPECT_EQ(std::get<Outcome>(taken.body).version, 2u);
  dials(aigul, "*555*1#");
  EXPECT_EQ(record(aigul).waiting.front().amount, amount("300"));
}

TEST_F(EngineTest, A_programme_stands_alone_in_its_group) {
  opens(aigul);
  opens(berik);
  const auto changed = programme::load_smart_with("activation_window = \"30 days\"",
                                                  "activation_window = \"20 days\"");
  ASSERT_TRUE(changed);
  // While the engine gives an answer the others arrive, and would make one group.
  std::promise<void> all_there, last;
  engine().submit({aigul, View{}}, [&all_there](const Answer&) { all_there.get_future().wait(); });
  const auto join = [](Msisdn who) {
    dialogue::Dial dial;
    dial.begins = true;
    dial.text = "*555*1#";
    return Request{who, dial};
  };
  engine().submit(join(aigul), [](const Answer&) {});
  engine().submit({{}, TakeProgramme{changed}}, [](const Answer&) {});
  engine().submit(join(berik), [&last](const Answer&) { last.set_value(); });
  all_there.set_value();
  last.get_future().wait();
  EXPECT_EQ(record(aigul).waiting.front().until,
            record(aigul).membership->since + Duration::days(30));
  EXPECT_EQ(record(berik).waiting.front().until,
            record(berik).membership->since + Duration::days(20));
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(EngineTest, A_programme_that_loses_a_name_or_moves_the_months_is_refused) {
  const auto salom = programme::load_sound("tests/programmes/salom/salom.toml");
  const auto taken = ask({}, TakeProgramme{std::make_shared<programme::Loaded>(salom)});
  EXPECT_EQ(taken.fault, Fault::programme_refused);
  EXPECT_THAT(taken.detail, HasSubstr("zone"));
  EXPECT_EQ(engine().house()->programmes.latest().number, 1u);
}

programme::Loaded smart_going_by(const char* zone_rules) {
  auto source = programme::load_smart().source;
  source.zone_rules = zone_rules;
  return *programme::load(source);
}

TEST_F(EngineTest, What_was_decided_by_a_zones_rules_is_replayed_by_them_when_they_have_changed) {
  opens(aigul);
  opens(berik);
  moves_clock("2016-04-01 00:30");
  dials(aigul, "*555*1#");
  restart(smart_going_by("- 18000\n"));  // it is March again, for half an hour
  ASSERT_EQ(notes().size(), 1u);
  EXPECT_THAT(notes().front(), HasSubstr("other rules of time zone Asia/Almaty"));
  EXPECT_EQ(record(aigul).granted_through, Month::of(2016, 4));
  dials(berik, "*555*1#");
  const auto before = record(berik);
  EXPECT_EQ(before.granted_through, Month::of(2016, 3));
  restart(smart_going_by("- 18000\n"));
  EXPECT_THAT(notes(), IsEmpty());
  EXPECT_EQ(engine().house()->programmes.latest().number, 2u);
  EXPECT_EQ(record(aigul).granted_through, Month::of(2016, 4));
  EXPECT_EQ(record(berik), before);
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(EngineTest, M4_new_terms_are_the_next_version) {
  const auto published = ask({}, PublishTerms{{}});
  EXPECT_EQ(std::get<Outcome>(published.body).version, 2u);
  opens(aigul);
  dials(aigul, "*555*1#");
  EXPECT_EQ(record(aigul).membership->terms_version, 2u);
}

TEST_F(EngineTest, Many_threads_ask_and_each_is_answered) {
  opens(aigul, "0");
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([this] {
      for (int i = 0; i < 200; ++i) ask(aigul, subscriber::TopUp{amount("1")});
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(main(aigul), "1600");
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(EngineTest, Stopping_answers_everything_that_was_asked) {
  opens(aigul, "0");
  std::atomic<int> answered = 0;
  for (int i = 0; i < 5'000; ++i) {
    engine().submit({aigul, subscriber::TopUp{amount("1")}},
                    [&answered](const Answer&) { ++answered; });
  }
  engine().stop();
  EXPECT_EQ(answered, 5'000);
}

TEST_F(EngineTest, Figures_count_what_happened) {
  opens(aigul);
  dials(aigul, "*555*1#");
  dials(aigul, "*555*1#");
  ask_once(aigul, sms(), "s");
  ask_once(aigul, sms(), "s");
  ask(nobody, View{});
  const auto figures = engine().figures();
  EXPECT_EQ(figures.dials, 2u);
  EXPECT_EQ(figures.happened<subscriber::Joined>(), 1u);
  EXPECT_EQ(figures.happened<subscriber::Charged>(), 1u);
  EXPECT_EQ(figures.repeated, 1u);
  EXPECT_EQ(figures.refused, 1u);
  EXPECT_EQ(figures.subscribers, 1u);
}

}  // namespace
}  // namespace airperk::engine
