#include "core/charging/refund.h"

#include <gmock/gmock.h>

#include "core/charging/session_test_environment.h"

namespace airperk::charging {
namespace {

using subscriber::ChargeId;
using subscriber::Refunded;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint64_t no_session_id = 99;  // of a refund whose client made a new one

/// Every event of A's history is a version of its own.
class RefundTest : public SessionTest {
 protected:
  static ChargeId place(std::size_t index) { return {static_cast<std::uint32_t>(index + 1), 0}; }
  template <typename Search>
  void walk_back(Search& search) const {
    for (auto i = a.history().size(); i-- > 0;) {
      if (!search.see(place(i), a.history()[i])) return;
    }
  }
  ChargeId last() const { return place(a.history().size() - 1); }

  ChargeId sms_of(std::uint64_t event, Quantity count = 1) {
    const auto use = asked(UsageKind::sms, on_net_number, count);
    const auto decided = decide(a.up_to_date(), ChargeEvent{use, event}, world.context());
    EXPECT_TRUE(decided);
    if (decided) a.happen(*decided);
    return last();
  }
  std::optional<ChargeId> finds(const Debit& debit) {
    DebitSearch search(debit, world.now);
    walk_back(search);
    return search.found();
  }
  Refund past_of(ChargeId id) {
    ChargeSearch search(id, a.up_to_date());
    walk_back(search);
    return search.found();
  }
  Refused gives_back(const Refund& refund) {
    refunded = {};
    const auto decided = decide(a.up_to_date(), refund, world.context());
    if (!decided) return decided.error();
    EXPECT_EQ(decided->size(), 1u);
    refunded = std::get<Refunded>(decided->front());
    a.happen(*decided);
    return {};
  }
  Refused client_wants_back(ChargeId id, std::uint64_t request = no_session_id) {
    auto refund = past_of(id);
    refund.request = request;
    return gives_back(refund);
  }
  Refused person_gives_back(ChargeId id, std::string approved_by = {}) {
    auto refund = past_of(id);
    refund.reason = "a call that never came through";
    refund.by = "care";
    refund.approved_by = std::move(approved_by);
    return gives_back(refund);
  }

  Refunded refunded;
};

// --- What goes back, and to whom

TEST_F(RefundTest, The_whole_charge_goes_back_to_each_balance_that_paid) {
  member_with_active_bonus();
  EXPECT_FALSE(a.is_granted("10", Duration::hours(48)));
  const auto charge = sms_of(5, 80);  // 560
  EXPECT_THAT(a.bonus(), IsEmpty());
  EXPECT_EQ(a.main(), "950");
  EXPECT_FALSE(client_wants_back(charge));
  EXPECT_EQ(refunded.quantity, 80u);
  EXPECT_EQ(refunded.charge, charge);
  EXPECT_THAT(refunded.ended, IsEmpty());
  EXPECT_EQ(a.main(), "1000");
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2016-03-12 10:00", "10 until 2016-03-07 10:00"));
}

TEST_F(RefundTest, A_balance_that_lives_has_more_again_and_keeps_its_expiry) {
  member_with_active_bonus();
  const auto charge = sms_of(5);
  at("2016-03-07 12:00");
  EXPECT_FALSE(client_wants_back(charge));
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2016-03-12 10:00"));
}

TEST_F(RefundTest, A_drained_balance_comes_back_as_it_was_given) {
  EXPECT_FALSE(a.asks(subscriber::GiveBalance{.kind = BalanceKind::extra,
                                              .unit = Unit::messages,
                                              .amount = 2,
                                              .until = world.instant("2016-03-09 10:00"),
                                              .name = "gift"}));
  const auto given = a.record().balances.front();
  at("2016-03-05 11:00");
  const auto charge = sms_of(5, 2);
  EXPECT_THAT(a.record().balances, IsEmpty());
  EXPECT_FALSE(client_wants_back(charge));
  EXPECT_THAT(a.record().balances, ElementsAre(given));
}

TEST_F(RefundTest, An_allowance_that_was_drained_comes_back) {
  EXPECT_FALSE(a.changes_tariff("All For All Start"));
  const auto before = a.up_to_date().balances;
  const auto charge = sms_of(5, 30);
  EXPECT_EQ(a.record().balances.size(), before.size() - 1);
  EXPECT_FALSE(client_wants_back(charge));
  EXPECT_EQ(a.record().balances, before);
}

TEST_F(RefundTest, Nothing_goes_to_a_balance_that_expired_with_something_left) {
  member_with_active_bonus();
  const auto charge = sms_of(5);
  at("2016-03-12 10:00");
  EXPECT_FALSE(client_wants_back(charge));
  EXPECT_THAT(refunded.parts, IsEmpty());
  ASSERT_EQ(refunded.ended.size(), 1u);
  EXPECT_EQ(refunded.ended[0].amount, amount("7").in_nano());
  EXPECT_THAT(a.bonus(), IsEmpty());
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(RefundTest, A_drained_balance_comes_back_a_second_before_its_expiry) {
  EXPECT_FALSE(a.joins());
  EXPECT_FALSE(a.is_granted("7", Duration::hours(1)));
  const auto charge = sms_of(5);
  at("2016-03-05 10:59:59");
  EXPECT_FALSE(client_wants_back(charge));
  EXPECT_THAT(a.bonus(), ElementsAre("7 until 2016-03-05 11:00"));
}

TEST_F(RefundTest, A_drained_balance_does_not_come_back_at_the_instant_of_its_expiry) {
  EXPECT_FALSE(a.joins());
  EXPECT_FALSE(a.is_granted("7", Duration::hours(1)));
  const auto charge = sms_of(5);
  at("2016-03-05 11:00");
  EXPECT_FALSE(client_wants_back(charge));
  EXPECT_THAT(refunded.parts, IsEmpty());
  EXPECT_EQ(refunded.ended.size(), 1u);
  EXPECT_THAT(a.bonus(), IsEmpty());
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(RefundTest, M5_units_drained_before_a_leave_do_not_come_back_after_it) {
  EXPECT_FALSE(a.joins());
  EXPECT_FALSE(a.is_granted("7", Duration::hours(48)));
  const auto charge = sms_of(5);
  EXPECT_FALSE(a.leaves());
  EXPECT_FALSE(client_wants_back(charge));
  EXPECT_EQ(refunded.ended.size(), 1u);
  EXPECT_THAT(a.bonus(), IsEmpty());
}

TEST_F(RefundTest, A_tariffs_allowance_does_not_come_back_after_the_tariff) {
  EXPECT_FALSE(a.changes_tariff("All For All Start"));
  const auto charge = sms_of(5, 30);
  EXPECT_FALSE(a.changes_tariff("Time to Talk"));
  EXPECT_FALSE(client_wants_back(charge));
  EXPECT_EQ(refunded.ended.size(), 1u);
  EXPECT_THAT(a.up_to_date().balances, IsEmpty());
}

// --- Once

TEST_F(RefundTest, A_charge_is_given_back_once) {
  const auto charge = sms_of(5);
  EXPECT_FALSE(person_gives_back(charge));
  EXPECT_EQ(a.main(), "1000");
  EXPECT_EQ(person_gives_back(charge), Refusal::refunded_already);
  EXPECT_EQ(client_wants_back(charge), Refusal::refunded_already);
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(RefundTest, What_is_no_charge_cannot_be_given_back) {
  EXPECT_FALSE(a.tops_up("50"));
  EXPECT_EQ(person_gives_back(last()), Refusal::unknown_charge);
  EXPECT_EQ(person_gives_back({77, 0}), Refusal::unknown_charge);
  EXPECT_EQ(a.main(), "1050");
}

TEST_F(RefundTest, A_person_says_why_and_lets_a_second_one_approve_what_is_large) {
  EXPECT_FALSE(a.tops_up("1000"));
  const auto charge = sms_of(5, 150);  // 1050
  EXPECT_EQ(gives_back(past_of(charge)), Refusal::reason_missing);
  EXPECT_EQ(person_gives_back(charge), Refusal::approval_missing);
  EXPECT_EQ(person_gives_back(charge, "care"), Refusal::approval_missing);
  EXPECT_FALSE(person_gives_back(charge, "finance"));
  EXPECT_EQ(a.main(), "2000");
}

// --- Finding a client's debit

TEST_F(RefundTest, A_debit_is_found_by_its_Session_Id_before_any_likeness) {
  const auto first = sms_of(5, 3);
  sms_of(6);
  EXPECT_EQ(finds({.event = 5, .quantity = 1}), first);
}

TEST_F(RefundTest, Without_its_Session_Id_it_is_the_newest_of_this_kind_and_quantity) {
  sms_of(5);
  const auto second = sms_of(6);
  const auto three = sms_of(7, 3);
  EXPECT_FALSE(uses_data(1024));
  EXPECT_EQ(finds({.event = no_session_id, .quantity = 1}), second);
  EXPECT_EQ(finds({.event = no_session_id, .quantity = {}}), three);
  EXPECT_EQ(finds({.event = no_session_id, .quantity = 2}), std::nullopt);
  EXPECT_EQ(finds({.event = no_session_id, .kind = UsageKind::voice, .quantity = {}}),
            std::nullopt);
}

TEST_F(RefundTest, One_that_was_given_back_is_not_found_by_likeness_again) {
  const auto first = sms_of(5);
  const auto second = sms_of(6);
  EXPECT_FALSE(client_wants_back(second, 50));
  EXPECT_EQ(finds({.event = 51, .quantity = 1}), first);
  EXPECT_FALSE(client_wants_back(first, 51));
  EXPECT_EQ(finds({.event = 52, .quantity = 1}), std::nullopt);
}

TEST_F(RefundTest, A_debit_is_looked_for_through_seven_days_and_no_further) {
  const auto charge = sms_of(5);
  at("2016-03-12 10:00");
  EXPECT_EQ(finds({.event = 5, .quantity = {}}), charge);
  EXPECT_EQ(finds({.event = no_session_id, .quantity = 1}), charge);
  at("2016-03-12 10:00:01");
  EXPECT_EQ(finds({.event = 5, .quantity = {}}), std::nullopt);
  EXPECT_EQ(finds({.event = no_session_id, .quantity = 1}), std::nullopt);
}

TEST_F(RefundTest, A_sessions_charge_is_no_debit) {
  EXPECT_FALSE(uses_data(megabyte));
  const auto debit = last();
  answers(data(Step::initial, 0, megabyte));
  answers(data(Step::update, 1, {}, megabyte));
  EXPECT_EQ(finds({.event = no_session_id, .kind = UsageKind::data, .quantity = megabyte}), debit);
}

TEST_F(RefundTest, A_person_can_give_back_a_sessions_charge) {
  answers(data(Step::initial, 0, megabyte));
  answers(data(Step::update, 1, {}, megabyte));
  auto charge = last();
  while (!past_of(charge).charge) charge = place(charge.version - 2);
  EXPECT_FALSE(person_gives_back(charge));
  EXPECT_EQ(refunded.quantity, megabyte);
  EXPECT_EQ(a.main(), "1000");
}

TEST_F(RefundTest, A_repeated_request_finds_what_it_was_given_back) {
  const auto charge = sms_of(5);
  sms_of(6);
  EXPECT_FALSE(client_wants_back(charge, 50));
  DebitSearch search({.request = 50, .quantity = 1}, world.now);
  walk_back(search);
  ASSERT_TRUE(search.repeated());
  EXPECT_EQ(search.repeated()->charge, charge);
}

/// Field: another node of the client's asks again; and what each client called apart is known too.
TEST_F(RefundTest, A_request_is_known_whoever_repeats_it_but_not_one_about_something_else) {
  const auto charge = sms_of(5);
  sms_of(6);
  EXPECT_FALSE(client_wants_back(charge, 50));
  const auto is_known = [&](const Debit& debit) {
    DebitSearch search(debit, world.now);
    walk_back(search);
    return search.repeated().has_value();
  };
  EXPECT_TRUE(is_known({.request = 50, .quantity = 1, .client = 8}));
  EXPECT_TRUE(is_known({.request = 51, .quantity = 1, .request_of_client = 50}));
  EXPECT_FALSE(is_known({.request = 50, .quantity = 2}));
  EXPECT_FALSE(is_known({.request = 51, .quantity = 1, .request_of_client = 52}));
}

TEST_F(RefundTest, Of_one_Session_Ids_events_each_is_given_back_the_newest_first) {
  const auto first = sms_of(5), second = sms_of(5);
  sms_of(6);
  const Debit wanted{.event = 5, .request = 62, .quantity = 1};
  EXPECT_EQ(finds(wanted), second);
  EXPECT_FALSE(client_wants_back(second, 61));
  EXPECT_EQ(finds(wanted), first);
  EXPECT_FALSE(client_wants_back(first, 63));
  EXPECT_EQ(finds(wanted), second) << "to be told that it was given back";
}

}  // namespace
}  // namespace airperk::charging
