#include "core/charging/credit_control.h"

#include <gmock/gmock.h>

#include "core/charging/session_test_environment.h"

namespace airperk::charging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CreditControlTest : public SessionTest {
 protected:
  Duration validity_of(const CreditControl& request) {
    return answers(request).services.front().validity;
  }
};

// --- A session's way

TEST_F(CreditControlTest, A_grant_sets_its_price_aside_and_a_report_pays_from_there) {
  EXPECT_EQ(granted(data(Step::initial, 0, megabyte)), megabyte);
  EXPECT_EQ(a.main(), "979.84");
  EXPECT_EQ(set_aside_of_main(), "20.16");

  EXPECT_EQ(granted(data(Step::update, 1, megabyte, megabyte)), megabyte);
  EXPECT_THAT(paid(), ElementsAre("main 20.16"));
  EXPECT_EQ(a.main(), "959.68");
  EXPECT_EQ(set_aside_of_main(), "20.16");
}

TEST_F(CreditControlTest, The_end_of_a_session_gives_back_what_was_not_used) {
  answers(data(Step::initial, 0, megabyte));
  const auto ended = answers(data(Step::termination, 1, {}, 512 * kilobyte));
  EXPECT_FALSE(ended.refusal);
  EXPECT_THAT(paid(), ElementsAre("main 10.08"));
  EXPECT_EQ(a.main(), "989.92");
  EXPECT_THAT(a.record().sessions, IsEmpty());
}

TEST_F(CreditControlTest, A_report_that_asks_for_no_more_leaves_nothing_set_aside) {
  answers(data(Step::initial, 0, megabyte));
  EXPECT_EQ(granted(data(Step::update, 1, {}, 512 * kilobyte)), 0u);
  EXPECT_EQ(a.main(), "989.92");
  EXPECT_EQ(set_aside_of_main(), "0");
}

TEST_F(CreditControlTest, Rating_groups_have_grants_of_their_own) {
  auto both = data(Step::initial, 0, megabyte);
  both.services.push_back({20u, {}, 2 * megabyte, {}});
  const auto opened = answers(both);
  ASSERT_EQ(opened.services.size(), 2u);
  EXPECT_EQ(opened.services[0].granted, megabyte);
  EXPECT_EQ(opened.services[1].granted, 2 * megabyte);
  EXPECT_EQ(set_aside_of_main(), "60.48");

  EXPECT_EQ(granted(data(Step::update, 1, {}, megabyte)), 0u);
  EXPECT_EQ(set_aside_of_main(), "40.32");
}

TEST_F(CreditControlTest, An_update_of_a_session_that_nobody_opened_is_refused) {
  const auto answer = answers(data(Step::update, 1, megabyte, megabyte));
  EXPECT_EQ(answer.refusal, Refusal::unknown_session);
  EXPECT_THAT(answer.facts, IsEmpty());
}

TEST_F(CreditControlTest, A_session_that_gets_nothing_leaves_no_trace) {
  has_main("0");
  const auto answer = answers(data(Step::initial, 0, megabyte));
  EXPECT_EQ(answer.refusal, Refusal::U12_nothing_may_pay);
  EXPECT_THAT(answer.facts, IsEmpty());
  EXPECT_THAT(a.record().sessions, IsEmpty());
}

TEST_F(CreditControlTest, A_subscriber_has_no_more_open_sessions_than_the_programme_allows) {
  const auto most = world.programme().charging.sessions_per_subscriber;
  for (std::uint64_t i = 1; i <= most; ++i) {
    EXPECT_FALSE(answers(data(Step::initial, 0, kilobyte, {}, i)).refusal);
  }
  EXPECT_EQ(answers(data(Step::initial, 0, kilobyte, {}, most + 1)).refusal,
            Refusal::too_many_sessions);
}

// --- Requests that come twice, or late

TEST_F(CreditControlTest, A_repeated_request_is_answered_alike_and_changes_nothing) {
  answers(data(Step::initial, 0, megabyte));
  const auto request = data(Step::update, 1, megabyte, megabyte);
  const auto first = answers(request);
  const auto before = a.record();
  const auto again = answers(request);
  EXPECT_TRUE(again.repeated);
  EXPECT_THAT(again.facts, IsEmpty());
  EXPECT_EQ(a.record(), before);
  EXPECT_EQ(again.services[0].granted, first.services[0].granted);
  EXPECT_EQ(again.services[0].validity, first.services[0].validity);
}

TEST_F(CreditControlTest, A_repeated_first_request_opens_no_second_session) {
  answers(data(Step::initial, 0, megabyte));
  const auto again = answers(data(Step::initial, 0, megabyte));
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.services[0].granted, megabyte);
  EXPECT_EQ(a.record().sessions.size(), 1u);
  EXPECT_EQ(set_aside_of_main(), "20.16");
}

TEST_F(CreditControlTest, A_request_that_the_next_one_overtook_is_charged_and_granted_nothing_new) {
  answers(data(Step::initial, 0, megabyte));
  EXPECT_EQ(granted(data(Step::update, 2, 2 * megabyte, 100 * kilobyte)), 2 * megabyte);
  const auto late = answers(data(Step::update, 1, megabyte, 200 * kilobyte));
  EXPECT_FALSE(late.repeated);
  EXPECT_THAT(paid(), ElementsAre("main 3.9375"));
  EXPECT_EQ(late.services[0].granted, 2 * megabyte);  // the newest one's
  EXPECT_TRUE(answers(data(Step::update, 1, megabyte, 200 * kilobyte)).repeated);
  EXPECT_THAT(paid(), IsEmpty());
}

TEST_F(CreditControlTest, Numbers_may_have_gaps_and_each_is_answered_once) {
  answers(data(Step::initial, 0, megabyte));
  for (const std::uint32_t number : {5u, 3u, 9u, 4u}) {
    EXPECT_FALSE(answers(data(Step::update, number, megabyte, kilobyte)).repeated) << number;
  }
  for (const std::uint32_t number : {3u, 4u, 5u, 9u}) {
    EXPECT_TRUE(answers(data(Step::update, number, megabyte, kilobyte)).repeated) << number;
  }
}

/// Field: one that was shed, or stored by its client, comes when many have come since.
TEST_F(CreditControlTest, R1_a_report_that_comes_very_late_is_charged_all_the_same) {
  answers(data(Step::initial, 0, megabyte));
  for (std::uint32_t number = 2; number < 80; ++number) {
    answers(data(Step::update, number, megabyte, kilobyte));
  }
  const auto late = answers(data(Step::update, 1, megabyte, 200 * kilobyte));
  EXPECT_FALSE(late.repeated);
  EXPECT_THAT(paid(), ElementsAre("main 3.9375"));
}

// --- The end of the money

TEST_F(CreditControlTest, The_last_units_are_granted_as_final) {
  has_main("30");
  const auto answer = answers(data(Step::initial, 0, 2 * megabyte));
  EXPECT_EQ(answer.services[0].granted, 1523 * kilobyte);  // 30 / (20.16 / 1024) = 1523.8
  EXPECT_TRUE(answer.services[0].final);
  const auto next = answers(data(Step::update, 1, megabyte, 1523 * kilobyte));
  EXPECT_EQ(next.refusal, Refusal::U12_nothing_may_pay);
  EXPECT_EQ(next.services[0].granted, 0u);
  EXPECT_EQ(a.main(), "0.0159375");  // no whole kilobyte's price
}

TEST_F(CreditControlTest, A_grant_that_is_given_in_full_is_not_final) {
  EXPECT_FALSE(answers(data(Step::initial, 0, megabyte)).services[0].final);
}

TEST_F(CreditControlTest, Two_sessions_are_never_granted_the_same_last_units) {
  has_main("30");
  const auto one = answers(data(Step::initial, 0, megabyte, {}, 1));
  const auto two = answers(data(Step::initial, 0, megabyte, {}, 2));
  const auto three = answers(data(Step::initial, 0, megabyte, {}, 3));
  EXPECT_EQ(one.services[0].granted, megabyte);
  EXPECT_EQ(two.services[0].granted, 499 * kilobyte);  // of the 9.84 that are left
  EXPECT_TRUE(two.services[0].final);
  EXPECT_EQ(three.refusal, Refusal::U12_nothing_may_pay);

  answers(data(Step::termination, 1, {}, 499 * kilobyte, 2));
  EXPECT_EQ(charges.back().unpaid, Amount());
  answers(data(Step::termination, 1, {}, megabyte, 1));
  EXPECT_EQ(charges.back().unpaid, Amount());
  EXPECT_EQ(a.main(), "0.0159375");
}

TEST_F(CreditControlTest, What_one_session_gives_back_another_may_have) {
  has_main("20.16");
  answers(data(Step::initial, 0, megabyte, {}, 1));
  EXPECT_TRUE(answers(data(Step::initial, 0, megabyte, {}, 2)).refusal);
  answers(data(Step::termination, 1, {}, 0, 1));
  EXPECT_EQ(granted(data(Step::initial, 0, megabyte, {}, 2)), megabyte);
}

TEST_F(CreditControlTest, The_tariffs_longest_call_ends_with_a_final_grant) {
  EXPECT_EQ(granted(call(Step::initial, 0, 25 * 60)), 1500u);
  at("2016-03-05 10:25");
  const auto last = answers(call(Step::update, 1, 25 * 60, 1500));
  EXPECT_EQ(last.services[0].granted, 300u);
  EXPECT_TRUE(last.services[0].final);
}

// --- Validity-Time

TEST_F(CreditControlTest, A_grant_is_valid_for_an_hour_at_most) {
  EXPECT_EQ(validity_of(data(Step::initial, 0, megabyte)), Duration::hours(1));
}

TEST_F(CreditControlTest, U6_the_nights_edges_cut_a_grants_validity) {
  EXPECT_FALSE(a.takes_service("Unlimited Night Internet"));
  at("2016-03-06 00:50");
  EXPECT_EQ(validity_of(data(Step::initial, 0, megabyte, {}, 1)), Duration::seconds(600));
  at("2016-03-06 00:59:59");
  EXPECT_EQ(validity_of(data(Step::initial, 0, megabyte, {}, 2)), Duration::seconds(1));
  at("2016-03-06 01:00");
  EXPECT_EQ(validity_of(data(Step::initial, 0, megabyte, {}, 3)), Duration::hours(1));
  at("2016-03-06 08:59");
  EXPECT_EQ(validity_of(data(Step::initial, 0, megabyte, {}, 4)), Duration::seconds(60));
  at("2016-03-06 09:00");
  EXPECT_EQ(validity_of(data(Step::initial, 0, megabyte, {}, 5)), Duration::hours(1));
}

TEST_F(CreditControlTest, U6_without_the_service_the_night_cuts_nothing) {
  at("2016-03-06 00:50");
  EXPECT_EQ(validity_of(data(Step::initial, 0, megabyte)), Duration::hours(1));
}

TEST_F(CreditControlTest, The_end_of_a_balance_that_pays_cuts_a_grants_validity) {
  member_with_active_bonus();  // until 2016-03-12 10:00
  at("2016-03-12 09:45");
  EXPECT_EQ(validity_of(data(Step::initial, 0, megabyte)), Duration::seconds(900));
}

}  // namespace
}  // namespace airperk::charging
