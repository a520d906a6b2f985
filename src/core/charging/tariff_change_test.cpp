#include <gmock/gmock.h>

#include "core/charging/session_test_environment.h"

/// Tariff-Time-Change (RFC 8506 §8.20), for the clients that the programme says know it: a grant
/// reaches over the night's edge, and what was used before and after has each its own price.
namespace airperk::charging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

programme::Programme with_a_client_that_knows() {
  auto programme = subscriber::smart();
  programme.charging.clients.push_back({"pgw.knows", {}, true});
  return programme;
}

class TariffChangeTest : public SessionTest {
 protected:
  TariffChangeTest() : SessionTest(with_a_client_that_knows()) {
    EXPECT_FALSE(a.takes_service("Unlimited Night Internet"));
  }

  CreditControl asks(Step step, std::uint32_t number, Quantities requested, Quantities used = {},
                     Quantity after = 0) const {
    auto request = data(step, number, requested, used);
    request.asked.client = "pgw.knows";
    request.services.front().used_after_change = after;
    return request;
  }
  ServiceDecided decided(const CreditControl& request) { return answers(request).services.front(); }
};

TEST_F(TariffChangeTest, Another_client_is_told_nothing_and_the_edge_ends_its_grant) {
  at("2016-03-06 00:50");
  const auto grant = decided(data(Step::initial, 0, megabyte));
  EXPECT_FALSE(grant.tariff_change);
  EXPECT_EQ(grant.validity, Duration::seconds(600));
}

TEST_F(TariffChangeTest, U6_a_grant_reaches_over_the_edge_and_sets_both_prices_aside) {
  at("2016-03-06 08:50");
  const auto grant = decided(asks(Step::initial, 0, megabyte));
  EXPECT_EQ(grant.tariff_change, world.instant("2016-03-06 09:00"));
  EXPECT_EQ(grant.validity, Duration::hours(1));
  EXPECT_EQ(grant.granted, megabyte);
  EXPECT_EQ(set_aside_of_main(), "20.16");  // free before 09:00, not after
}

TEST_F(TariffChangeTest, U6_what_was_used_before_and_after_is_rated_apart) {
  at("2016-03-06 08:50");
  answers(asks(Step::initial, 0, megabyte));
  at("2016-03-06 09:10");
  answers(asks(Step::termination, 1, {}, megabyte, 512 * kilobyte));
  EXPECT_THAT(paid(), ElementsAre("allowance 0 of Unlimited Night Internet", "main 10.08"));
  EXPECT_EQ(charges[0].quantity, 512 * kilobyte);
  EXPECT_TRUE(charges[0].night && charges[0].under_grant && !charges[0].after_change);
  EXPECT_TRUE(!charges[1].night && charges[1].under_grant && charges[1].after_change);
  EXPECT_EQ(a.main(), "989.92");
}

TEST_F(TariffChangeTest, U6_into_the_night_what_comes_after_is_free) {
  at("2016-03-06 00:50");
  answers(asks(Step::initial, 0, megabyte));
  at("2016-03-06 01:10");
  answers(asks(Step::update, 1, megabyte, megabyte, 512 * kilobyte));
  EXPECT_THAT(paid(), ElementsAre("main 10.08", "allowance 0 of Unlimited Night Internet"));
}

TEST_F(TariffChangeTest, R1_what_is_not_said_to_be_after_the_change_was_before_it) {
  at("2016-03-06 08:50");
  answers(asks(Step::initial, 0, megabyte));
  at("2016-03-06 09:10");
  answers(asks(Step::termination, 1, {}, megabyte));
  EXPECT_THAT(paid(), ElementsAre("allowance 0 of Unlimited Night Internet"));
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(TariffChangeTest, R2_each_ends_with_the_other) {
  at("2016-03-06 00:50");
  answers(asks(Step::initial, 0, megabyte));
  EXPECT_EQ(set_aside_of_main(), "20.16");
  at("2016-03-06 02:50");  // Tcc: twice an hour
  EXPECT_EQ(set_aside_of_main(), "0");
  EXPECT_EQ(a.main(), "1000");
  // A late report is charged as granted nevertheless.
  answers(asks(Step::termination, 1, {}, megabyte, 512 * kilobyte));
  EXPECT_THAT(paid(), ElementsAre("main 10.08", "allowance 0 of Unlimited Night Internet"));
  EXPECT_THAT(a.record().sessions, IsEmpty());
}

TEST_F(TariffChangeTest, U12_where_the_other_price_cannot_be_set_aside_the_edge_ends_the_grant) {
  has_main("20");
  at("2016-03-06 08:50");
  const auto grant = decided(asks(Step::initial, 0, megabyte));
  EXPECT_FALSE(grant.tariff_change);
  EXPECT_EQ(grant.granted, megabyte);
  EXPECT_EQ(grant.validity, Duration::seconds(600));
  EXPECT_EQ(set_aside_of_main(), "0");
}

TEST_F(TariffChangeTest, Where_a_balance_ends_before_the_edge_the_grant_does) {
  has_units(BalanceKind::smart, "500", "2016-03-06 00:55");
  at("2016-03-06 00:50");
  const auto grant = decided(asks(Step::initial, 0, megabyte));
  EXPECT_FALSE(grant.tariff_change);
  EXPECT_EQ(grant.validity, Duration::seconds(300));
}

TEST_F(TariffChangeTest, An_edge_beyond_the_longest_grant_is_not_told) {
  at("2016-03-06 02:00");
  EXPECT_FALSE(decided(asks(Step::initial, 0, megabyte)).tariff_change);
}

TEST_F(TariffChangeTest, A_repetition_tells_the_same_change) {
  at("2016-03-06 08:50");
  const auto first = decided(asks(Step::initial, 0, megabyte));
  const auto again = decided(asks(Step::initial, 0, megabyte));
  EXPECT_EQ(again.tariff_change, first.tariff_change);
  EXPECT_EQ(again.validity, first.validity);
}

TEST_F(TariffChangeTest, More_than_was_granted_is_charged_down_to_zero) {
  has_main("25");
  at("2016-03-06 08:50");
  answers(asks(Step::initial, 0, megabyte));
  at("2016-03-06 09:10");
  answers(asks(Step::termination, 1, {}, 2 * megabyte, 2 * megabyte));
  EXPECT_THAT(paid(), ElementsAre("main 20.16", "main 4.84"));
  EXPECT_EQ(charges[1].unpaid, amount("15.32"));
  EXPECT_EQ(a.main(), "0");
}

}  // namespace
}  // namespace airperk::charging
