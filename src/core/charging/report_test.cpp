#include "core/charging/report.h"

#include <gmock/gmock.h>

#include "core/charging/session_test_environment.h"

namespace airperk::charging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ReportTest : public SessionTest {};

// --- R1: at the price of the grant, and beyond it at that of the moment

TEST_F(ReportTest, R1_use_under_a_grant_keeps_the_grants_price) {
  answers(data(Step::initial, 0, megabyte));
  EXPECT_FALSE(a.changes_tariff("Beseda"));  // 20 a megabyte
  answers(data(Step::update, 1, megabyte, megabyte));
  EXPECT_THAT(paid(), ElementsAre("main 20.16"));
  EXPECT_TRUE(charges[0].under_grant);
  EXPECT_EQ(set_aside_of_main(), "20");  // the new grant has the new one
}

TEST_F(ReportTest, R1_what_exceeds_the_grant_has_the_price_of_its_moment) {
  answers(data(Step::initial, 0, megabyte));
  EXPECT_FALSE(a.changes_tariff("Beseda"));
  answers(data(Step::termination, 1, {}, 2 * megabyte));
  EXPECT_THAT(paid(), ElementsAre("main 20.16", "main 20"));
  EXPECT_FALSE(charges[1].under_grant);
}

TEST_F(ReportTest, R1_units_that_came_after_the_grant_pay_for_what_exceeds_it_alone) {
  answers(data(Step::initial, 0, megabyte));
  member_with_active_bonus();
  answers(data(Step::update, 1, megabyte, 2 * megabyte));
  EXPECT_THAT(paid(), ElementsAre("main 20.16", "smart 20.16"));
}

TEST_F(ReportTest, R1_the_reports_timestamp_says_when_the_excess_was_used) {
  EXPECT_FALSE(a.takes_service("Unlimited Night Internet"));
  at("2016-03-06 00:50");
  answers(data(Step::initial, 0, megabyte));
  at("2016-03-06 01:10");
  auto report = data(Step::update, 1, {}, 2 * megabyte);
  report.timestamp = world.instant("2016-03-06 00:59:59");
  answers(report);
  EXPECT_THAT(paid(), ElementsAre("main 20.16", "main 20.16"));
}

TEST_F(ReportTest, R1_excess_of_the_night_is_free_under_the_nights_service) {
  EXPECT_FALSE(a.takes_service("Unlimited Night Internet"));
  at("2016-03-06 00:50");
  answers(data(Step::initial, 0, megabyte));
  at("2016-03-06 01:10");
  answers(data(Step::update, 1, {}, 2 * megabyte));
  EXPECT_THAT(paid(), ElementsAre("main 20.16", "allowance 0 of Unlimited Night Internet"));
}

TEST_F(ReportTest, R1_a_timestamp_before_the_grant_counts_as_the_grants) {
  EXPECT_FALSE(a.takes_service("Unlimited Night Internet"));
  at("2016-03-06 09:00");
  answers(data(Step::initial, 0, megabyte));
  auto report = data(Step::update, 1, {}, 2 * megabyte);
  report.timestamp = world.instant("2016-03-06 08:00");
  answers(report);
  EXPECT_THAT(paid(), ElementsAre("main 20.16", "main 20.16"));
}

TEST_F(ReportTest, R1_a_timestamp_of_the_future_counts_as_now) {
  EXPECT_FALSE(a.takes_service("Unlimited Night Internet"));
  at("2016-03-06 00:50");
  answers(data(Step::initial, 0, megabyte));
  auto report = data(Step::update, 1, {}, 2 * megabyte);
  report.timestamp = world.instant("2016-03-06 02:00");
  answers(report);
  EXPECT_THAT(paid(), ElementsAre("main 20.16", "main 20.16"));
}

// --- R2: what was set aside waits for its report, until Tcc

TEST_F(ReportTest, R2_units_that_expire_under_a_grant_pay_for_a_report_before_Tcc) {
  member_with_active_bonus();  // until 2016-03-12 10:00
  at("2016-03-12 09:59");
  answers(data(Step::initial, 0, megabyte));  // valid for a minute, supervised for two
  at("2016-03-12 10:00");
  EXPECT_THAT(a.bonus(), IsEmpty());
  at("2016-03-12 10:00:59");
  answers(data(Step::update, 1, {}, 512 * kilobyte));
  EXPECT_THAT(paid(), ElementsAre("smart 10.08"));
  EXPECT_THAT(a.bonus(), IsEmpty());  // the rest is cancelled
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(ReportTest, R2_after_Tcc_expired_units_pay_for_nothing_and_main_pays) {
  member_with_active_bonus();
  at("2016-03-12 09:59");
  answers(data(Step::initial, 0, megabyte));
  at("2016-03-12 10:01");
  answers(data(Step::update, 1, {}, megabyte));
  EXPECT_THAT(paid(), ElementsAre("main 20.16"));
}

TEST_F(ReportTest, R2_a_report_after_Tcc_is_charged_to_the_balance_that_was_granted) {
  answers(data(Step::initial, 0, megabyte));
  at("2016-03-05 12:00");
  EXPECT_EQ(a.main(), "1000");  // released
  member_with_active_bonus();
  answers(data(Step::update, 1, {}, megabyte));
  EXPECT_THAT(paid(), ElementsAre("main 20.16"));
  EXPECT_EQ(a.main(), "979.84");
}

TEST_F(ReportTest, R2_a_leave_cancels_what_no_session_has_set_aside) {
  member_with_active_bonus();
  answers(data(Step::initial, 0, megabyte));
  EXPECT_FALSE(a.leaves());
  EXPECT_THAT(a.bonus(), IsEmpty());
  answers(data(Step::termination, 1, {}, megabyte));
  EXPECT_THAT(paid(), ElementsAre("smart 20.16"));
  EXPECT_EQ(a.main(), "1000");
}

// --- Use that nothing is left for, and use that cannot have been

TEST_F(ReportTest, U12_over_use_takes_what_there_is_and_the_rest_stays_unpaid) {
  has_main("30");
  answers(data(Step::initial, 0, megabyte));
  answers(data(Step::termination, 1, {}, 2 * megabyte));
  EXPECT_THAT(paid(), ElementsAre("main 20.16", "main 9.84"));
  EXPECT_EQ(charges[1].quantity, megabyte);
  EXPECT_EQ(charges[1].unpaid, amount("10.32"));
  EXPECT_EQ(a.main(), "0");
}

TEST_F(ReportTest, U12_over_use_takes_nothing_that_another_session_has_set_aside) {
  has_main("40.32");
  answers(data(Step::initial, 0, megabyte, {}, 1));
  answers(data(Step::initial, 0, megabyte, {}, 2));
  answers(data(Step::termination, 1, {}, 2 * megabyte, 1));
  EXPECT_EQ(charges[1].unpaid, amount("20.16"));
  answers(data(Step::termination, 1, {}, megabyte, 2));
  EXPECT_THAT(paid(), ElementsAre("main 20.16"));
  EXPECT_EQ(charges[0].unpaid, Amount());
}

TEST_F(ReportTest, More_seconds_than_have_passed_are_disputed_and_not_charged) {
  answers(call(Step::initial, 0, 60));
  at("2016-03-05 10:02");
  answers(call(Step::termination, 1, {}, 100'000));
  ASSERT_EQ(charges.size(), 2u);
  EXPECT_EQ(charges[0].quantity, 60u);
  EXPECT_EQ(charges[1].quantity, 65u);  // two minutes, and as much as clocks may differ
  EXPECT_EQ(charges[1].disputed, 100'000u - 125u);
  EXPECT_THAT(paid(), ElementsAre("main 30.5", "main 33.041666666"));
}

TEST_F(ReportTest, What_was_granted_is_never_disputed) {
  answers(call(Step::initial, 0, 60));
  answers(call(Step::termination, 1, {}, 60));
  ASSERT_EQ(charges.size(), 1u);
  EXPECT_EQ(charges[0].disputed, 0u);
}

TEST_F(ReportTest, More_octets_than_any_network_carries_are_disputed) {
  answers(data(Step::initial, 0, megabyte));
  at("2016-03-05 10:00:01");
  answers(data(Step::termination, 1, {}, std::numeric_limits<Quantity>::max()));
  ASSERT_EQ(charges.size(), 2u);
  EXPECT_EQ(charges[0].quantity + charges[1].quantity, 6 * octets_per_second_max);
  EXPECT_EQ(a.main(), "0");
}

// --- R3, R4

TEST_F(ReportTest, R3_reports_of_parts_cost_what_the_whole_costs) {
  answers(data(Step::initial, 0, megabyte));
  for (std::uint32_t number = 1; number <= 10; ++number) {
    answers(data(Step::update, number, megabyte, 100));  // 1000 octets: one begun kilobyte
  }
  answers(data(Step::termination, 11, {}, 0));
  EXPECT_EQ(a.main(), "999.9803125");
}

TEST_F(ReportTest, R4_a_ladder_goes_on_where_the_report_before_ended) {
  answers(call(Step::initial, 0, 60, {}, on_net_number));
  at("2016-03-05 10:01");
  answers(call(Step::update, 1, 60, 60, on_net_number));
  EXPECT_THAT(paid(), ElementsAre("main 16.7"));
  at("2016-03-05 10:02");
  answers(call(Step::update, 2, 60, 60, on_net_number));
  EXPECT_THAT(paid(), ElementsAre("main 16.7"));
  at("2016-03-05 10:03");
  answers(call(Step::termination, 3, {}, 60, on_net_number));
  EXPECT_THAT(paid(), IsEmpty());  // from the third minute on: 0
}

}  // namespace
}  // namespace airperk::charging
