#include "engine/audit_test_environment.h"
#include "engine/refunds.h"

namespace airperk::engine {
namespace {

using subscriber::Charged;
using subscriber::Granted;
using subscriber::GrantReleased;
using subscriber::main_balance;
using subscriber::Refunded;
using subscriber::SessionClosed;
using ::testing::IsEmpty;

constexpr charging::Quantity megabyte = 1024 * 1024;

/// A member with a bonus that pays.
class AuditChargingTest : public AuditTest {
 protected:
  using Step = charging::CreditControl::Step;

  AuditChargingTest() {
    opens(aigul);
    dials(aigul, "*555*1#");
    dials(aigul, "*555*00#");
  }
  void data(Step step, std::uint32_t number, std::optional<charging::Quantity> requested,
            std::optional<charging::Quantity> used) {
    charging::CreditControl request;
    request.step = step;
    request.session = 5;
    request.number = number;
    request.asked.kind = programme::UsageKind::data;
    request.asked.visited = "40102";
    request.services.push_back({10u, {}, requested, used});
    EXPECT_FALSE(ask(aigul, std::move(request)).refusal);
  }
};

// --- Refunds

/// 80 SMS at 7: the whole bonus and 60 of the main balance; all of it given back.
class AuditRefundTest : public AuditChargingTest {
 protected:
  AuditRefundTest() {
    auto many = sms();
    many.asked.quantity = 80;
    ask(aigul, many);
    ask(aigul, sms());
    EXPECT_THAT(record(aigul).balances, IsEmpty());
    charging::Refund wanted;
    wanted.id = {batch_with<Charged>().version, 0};
    wanted.reason = "they never arrived";
    wanted.by = "care";
    Request request;
    request.target = aigul;
    EXPECT_FALSE(refund(engine(), request, wanted).refusal);
    EXPECT_EQ(main(aigul), "993");
    EXPECT_EQ(first<Refunded>().parts.size(), 2u);
  }
};

TEST_F(AuditRefundTest, An_honest_refund_has_no_finding) {
  EXPECT_THAT(audit(), IsEmpty());
}
TEST_F(AuditRefundTest, Finds_a_charge_that_is_refunded_twice) {
  repeat<Refunded>();
  expect_found("a charge is refunded twice");
}
TEST_F(AuditRefundTest, Finds_a_refund_of_more_than_was_charged) {
  first<Refunded>().parts.front().share.amount += 1;
  expect_found("a refund differs from what was charged");
}
TEST_F(AuditRefundTest, Finds_a_refund_of_less_than_was_charged) {
  first<Refunded>().parts.pop_back();
  expect_found("a refund differs from what was charged");
}
TEST_F(AuditRefundTest, Finds_a_refund_to_a_balance_that_did_not_pay) {
  first<Refunded>().parts.front().share.balance = main_balance;
  expect_found("a refund differs from what was charged");
}
TEST_F(AuditRefundTest, Finds_parts_that_went_back_to_each_others_balance) {
  auto& parts = first<Refunded>().parts;
  std::swap(parts[0].share.balance, parts[1].share.balance);
  expect_found("a refund differs from what was charged");
}
TEST_F(AuditRefundTest, Finds_a_refund_of_another_charge) {
  first<Refunded>().charge.version += 1;
  expect_found("a refund differs from what was charged");
}
TEST_F(AuditRefundTest, Finds_a_refund_of_what_is_no_charge) {
  first<Refunded>().charge = {1, 0};
  expect_found("a refund of a charge that is not there");
}
TEST_F(AuditRefundTest, Finds_a_refund_that_takes) {
  first<Refunded>().parts.front().share.amount = -1;
  expect_found("a refund takes");
}
TEST_F(AuditRefundTest, Finds_a_refund_that_main_is_said_to_have_ended_for) {
  auto& refunded = first<Refunded>();
  refunded.ended.push_back(refunded.parts.back().share);
  refunded.parts.pop_back();
  expect_found("a refund withholds what balance 0 should get back");
}
TEST_F(AuditRefundTest, Finds_a_refund_to_a_balance_that_has_expired) {
  first<Refunded>().parts.front().until = event_with<Refunded>().at;
  expect_found("a refund goes to a balance that has expired");
}

// --- Grants and reports

/// A session whose grant is half used, renewed, and ended.
class AuditSessionTest : public AuditChargingTest {
 protected:
  AuditSessionTest() {
    data(Step::initial, 0, megabyte, {});
    data(Step::update, 1, megabyte, megabyte / 2);
    data(Step::termination, 2, {}, megabyte);
    EXPECT_TRUE(first<Charged>().under_grant);
  }
};

TEST_F(AuditSessionTest, An_honest_session_has_no_finding) {
  EXPECT_THAT(audit(), IsEmpty());
}
TEST_F(AuditSessionTest, R1_finds_a_charge_under_a_grant_that_is_not_there) {
  first<Charged>().flow = 7;
  expect_found("R1: a charge under a grant that is not there");
}
TEST_F(AuditSessionTest, R1_finds_a_charge_of_more_than_was_set_aside) {
  first<Charged>().parts.front().amount = amount("20.160000001").in_nano();
  expect_found("R1: pays more than was set aside");
}
TEST_F(AuditSessionTest, R1_finds_a_charge_to_a_balance_that_was_not_set_aside) {
  first<Charged>().parts.front().balance = main_balance;
  expect_found("R1: balance 0 pays and was not set aside");
}
TEST_F(AuditSessionTest, U12_finds_a_grant_of_more_than_there_is) {
  first<Granted>().grant.shares.front().amount = amount("501").in_nano();
  expect_found("U12: more is set aside than there is");
}
TEST_F(AuditSessionTest, Finds_a_grant_on_a_balance_that_is_not_there) {
  first<Granted>().grant.shares.front().balance = 77;
  expect_found("sets aside of balance 77, which is not there");
}
TEST_F(AuditSessionTest, R2_finds_that_a_living_balance_gets_nothing_back) {
  first<GrantReleased>().cancelled = first<Granted>().grant.shares;
  expect_found("R2: cancels what balance");
}
TEST_F(AuditSessionTest, Finds_a_grant_that_is_released_twice) {
  repeat<GrantReleased>();
  expect_found("releases a grant that is not there");
}
TEST_F(AuditSessionTest, Finds_a_session_that_ends_with_a_grant) {
  std::erase_if(batch_with<SessionClosed>().events, [](const auto& event) {
    return std::holds_alternative<GrantReleased>(event.fact);
  });
  expect_found("a session ends with a grant");
}

/// The bonus expires under a grant, whose report comes after Tcc.
class AuditLateReportTest : public AuditChargingTest {
 protected:
  AuditLateReportTest() {
    moves_clock("2016-03-12 09:59");
    data(Step::initial, 0, megabyte, {});
    moves_clock("2016-03-12 12:00");
    data(Step::termination, 1, {}, megabyte);
    EXPECT_TRUE(first<GrantReleased>().lapsed);
    EXPECT_EQ(first<GrantReleased>().cancelled.size(), 1u);
    EXPECT_EQ(main(aigul), "979.84");
  }
};

TEST_F(AuditLateReportTest, R2_an_honest_late_report_has_no_finding) {
  EXPECT_THAT(audit(), IsEmpty());
}
TEST_F(AuditLateReportTest, R2_finds_units_that_outlive_their_end) {
  first<GrantReleased>().cancelled.clear();
  expect_found("R2: gives back to a balance that has ended");
}
TEST_F(AuditLateReportTest, R2_finds_a_charge_to_units_that_have_ended) {
  first<Charged>().parts.front().balance = 2;
  expect_found("balance 2 pays but is not there");
}

}  // namespace
}  // namespace airperk::engine
