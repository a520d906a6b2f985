#include "engine/audit.h"

#include "engine/audit_test_environment.h"

namespace airperk::engine {
namespace {

using subscriber::Event;
using ::testing::IsEmpty;

/// A life without sessions.
class AuditLifeTest : public AuditTest {
 protected:
  AuditLifeTest() {
    opens(aigul);
    opens(berik, "100");
    dials(aigul, "*555*1#");
    dials(aigul, "*555*00#");
    ask(aigul, sms());
    ask(aigul, Transfer{berik, amount("100")});
    moves_clock("2016-04-02 09:00");
    dials(aigul, "*555*00#");
    dials(berik, "*555*1#");
    dials(aigul, "*555*2#");
  }
};

TEST_F(AuditLifeTest, An_honest_journal_has_no_finding) {
  EXPECT_THAT(audit(), IsEmpty());
}
TEST_F(AuditLifeTest, Finds_a_record_with_more_money_than_the_journal) {
  store().load({1})->record.main += Amount::nano(1);
  expect_found("main balance: journal");
}
TEST_F(AuditLifeTest, Finds_a_record_with_a_balance_of_its_own) {
  store().load({2})->record.balances.push_back({.id = 9, .left = 1, .name = {}});
  expect_found("balances: journal and record disagree");
}
TEST_F(AuditLifeTest, Finds_a_record_that_lost_its_consent) {
  store().load({2})->record.membership.reset();
  expect_found("membership");
}
TEST_F(AuditLifeTest, Finds_a_lost_batch) {
  auto& group = disk->groups[disk->groups.size() - 2];
  group.batches.clear();
  EXPECT_FALSE(audit().empty());
}
TEST_F(AuditLifeTest, Finds_a_lost_group) {
  disk->groups.erase(disk->groups.begin() + 3);
  expect_found("follows group");
}
TEST_F(AuditLifeTest, Finds_a_version_that_is_skipped) {
  batch_with<subscriber::Joined>().version += 1;
  expect_found("follows version");
}
TEST_F(AuditLifeTest, Finds_a_batch_that_points_elsewhere) {
  batch_with<subscriber::Joined>().previous = {};
  expect_found("does not point at");
}
TEST_F(AuditLifeTest, Finds_an_event_before_its_time) {
  event_with<subscriber::BonusActivated>().at = Instant::seconds(0);
  expect_found("out of its time");
}
TEST_F(AuditLifeTest, Finds_a_second_grant_in_a_month) {
  repeat<subscriber::BonusGranted>();
  expect_found("B1: one grant too many");
}
TEST_F(AuditLifeTest, Finds_a_grant_of_more_than_the_programme_gives) {
  first<subscriber::BonusGranted>().amount += Amount::nano(1);
  expect_found("B1: a grant of another amount");
}
TEST_F(AuditLifeTest, Finds_a_grant_that_outlives_the_membership) {
  auto& events = batch_with<subscriber::Joined>().events;
  events.push_back({events.back().at, subscriber::Left{}});
  expect_found("M5: a grant waits outside the membership");
}
TEST_F(AuditLifeTest, Finds_a_grant_with_a_longer_window) {
  first<subscriber::BonusGranted>().until = Instant::never();
  expect_found("B2");
}
TEST_F(AuditLifeTest, Finds_a_bonus_that_lives_longer) {
  first<subscriber::BonusActivated>().until = Instant::never();
  expect_found("B3: another validity");
}
TEST_F(AuditLifeTest, Finds_a_second_activation_in_a_month) {
  repeat<subscriber::BonusActivated>();
  expect_found("B4");
}
TEST_F(AuditLifeTest, Finds_an_activation_without_a_grant) {
  first<subscriber::BonusActivated>().grant = 77;
  expect_found("B3: activates a grant that does not wait");
}
TEST_F(AuditLifeTest, Finds_a_join_of_a_member) {
  repeat<subscriber::Joined>();
  expect_found("M7: joins twice");
}
TEST_F(AuditLifeTest, Finds_a_grant_outside_the_membership) {
  first<subscriber::BonusGranted>();
  auto& events = batch_with<subscriber::Joined>().events;
  std::erase_if(events, [](const Event& event) {
    return std::holds_alternative<subscriber::Joined>(event.fact);
  });
  expect_found("B1: a grant outside the membership");
}
TEST_F(AuditLifeTest, Finds_a_balance_that_goes_below_zero) {
  first<subscriber::Charged>().parts.front().amount = Amount::units(501).in_nano();
  expect_found("U12");
}
TEST_F(AuditLifeTest, Finds_a_payment_from_a_balance_that_is_not_there) {
  first<subscriber::Charged>().parts.front().balance = 77;
  expect_found("pays but is not there");
}
TEST_F(AuditLifeTest, Finds_an_ending_with_another_amount) {
  first<subscriber::BalanceEnded>().left -= 1;
  expect_found("ends with another amount");
}

TEST_F(AuditLifeTest, What_came_in_is_what_was_paid_and_what_is_there) {
  Audit audit;
  for (const auto& group : disk->groups) audit.see(group);
  const auto totals = audit.totals();
  EXPECT_EQ(totals.opened + totals.topped_up, totals.paid + totals.fees + totals.held);
  EXPECT_EQ(totals.members, 1u);
}

}  // namespace
}  // namespace airperk::engine
