#include "core/outreach/service_message.h"

#include "core/outreach/outreach_test_environment.h"
#include "protocol/gsm/alphabet.h"

namespace airperk::outreach {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A is a member since Saturday 5 March 10:00: 500 wait until 4 April 10:00.
class ServiceMessageTest : public OutreachTest {
 protected:
  /// Everything that is said now; each has happened. A programme that never ends is a failure.
  std::vector<std::string> says(Person& person) {
    std::vector<std::string> said;
    while (auto due = due_service_message(person.up_to_date(), world.context())) {
      said.push_back(due->words.text());
      person.happen({due->taken});
      if (said.size() > 9) break;
    }
    return said;
  }
  void sends(bool activation, bool expiry, bool terms) {
    auto programme = subscriber::smart();
    programme.service_messages = {activation, expiry, terms};
    world.takes_force(programme);
  }
};

TEST_F(ServiceMessageTest, C7_a_waiting_grant_is_told_once_in_its_last_day) {
  at("2016-04-03 09:59:59");
  EXPECT_THAT(says(a), IsEmpty());
  at("2016-04-03 10:00");
  EXPECT_THAT(says(a), ElementsAre("Your bonus of 500 tenge waits until 4 Apr 10:00 only. To "
                                   "activate it dial *555*00#"));
  EXPECT_THAT(says(a), IsEmpty());
  at("2016-04-04 09:59:59");
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest, C7_what_has_ended_is_not_told) {
  at("2016-04-04 10:00");
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest, C7_units_left_are_told_once_with_what_is_left) {
  EXPECT_FALSE(a.activates());  // 7 March 10:00, until 14 March 10:00
  at("2016-03-13 09:59:59");
  EXPECT_THAT(says(a), IsEmpty());
  at("2016-03-13 10:00");
  EXPECT_THAT(says(a),
              ElementsAre("SMART: 500 tenge of your bonus are valid until 14 Mar 10:00 only"));
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest, C7_each_balance_is_told_also_one_that_ends_before_an_older_one) {
  EXPECT_FALSE(a.activates());
  EXPECT_FALSE(a.is_granted("30", Duration::days(2)));
  at("2016-03-08 12:00");
  EXPECT_THAT(says(a),
              ElementsAre("SMART: 30 tenge of your bonus are valid until 9 Mar 10:00 only"));
  at("2016-03-13 12:00");
  EXPECT_THAT(says(a),
              ElementsAre("SMART: 500 tenge of your bonus are valid until 14 Mar 10:00 only"));
}

TEST_F(ServiceMessageTest, C7_only_units_of_this_programme_are_told) {
  EXPECT_FALSE(
      a.asks(subscriber::GiveBalance{subscriber::BalanceKind::promotion, subscriber::Unit::units, 5,
                                     world.instant("2016-03-08 09:30"), "Other"}));
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest, C7_a_drained_balance_is_not_told) {
  EXPECT_FALSE(a.activates());
  a.record_to_edit().balances.front().left = 0;
  at("2016-03-13 12:00");
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest, B4_a_grant_that_this_month_cannot_activate_is_not_told) {
  at("2016-04-01 09:00");
  EXPECT_FALSE(a.activates());  // March's; April's waits until 1 May 00:00
  at("2016-04-30 12:00");
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest, C7_a_reminded_grant_that_is_activated_is_told_again_when_its_units_end) {
  at("2016-04-03 12:00");
  EXPECT_EQ(says(a).size(), 1u);
  EXPECT_FALSE(a.activates());
  EXPECT_THAT(says(a), IsEmpty());
  at("2016-04-09 12:00");
  EXPECT_EQ(says(a).size(), 1u);
}

TEST_F(ServiceMessageTest, C8_nothing_is_said_in_quiet_hours) {
  at("2016-04-03 21:00");
  EXPECT_THAT(says(a), IsEmpty());
  at("2016-04-04 08:59:59");
  EXPECT_THAT(says(a), IsEmpty());
  at("2016-04-04 09:00");
  EXPECT_EQ(says(a).size(), 1u);
}

TEST_F(ServiceMessageTest, C8_it_is_not_delivered_in_quiet_hours_nor_after_what_it_tells_of) {
  at("2016-04-03 12:00");
  auto due = due_service_message(a.up_to_date(), world.context());
  ASSERT_TRUE(due);
  EXPECT_EQ(world.civil(due->until), "2016-04-03 21:00");
  at("2016-04-04 09:30");
  due = due_service_message(a.up_to_date(), world.context());
  ASSERT_TRUE(due);
  EXPECT_EQ(world.civil(due->until), "2016-04-04 10:00");
}

TEST_F(ServiceMessageTest, M5_who_has_left_is_told_nothing) {
  world.publish_terms();
  EXPECT_FALSE(a.activates());
  EXPECT_FALSE(a.is_granted("30", Duration::hours(20)));
  EXPECT_FALSE(a.leaves());
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest, C7_who_never_joined_is_told_nothing) {
  world.publish_terms();
  at("2016-03-08 10:00");
  EXPECT_THAT(says(b), IsEmpty());
}

TEST_F(ServiceMessageTest, T2_newer_terms_are_told_once_and_only_the_newest) {
  world.publish_terms();
  world.publish_terms();
  EXPECT_THAT(says(a), ElementsAre("SMART: new terms are in force since 7 Mar. Read them at "
                                   "activ.kz/smart"));
  EXPECT_THAT(says(a), IsEmpty());
  at("2016-03-08 10:00");
  EXPECT_THAT(says(a), IsEmpty());
  world.publish_terms();
  EXPECT_EQ(says(a).size(), 1u);
}

TEST_F(ServiceMessageTest, T2_who_joins_under_the_newest_terms_is_told_nothing) {
  world.publish_terms();
  EXPECT_FALSE(b.joins());
  EXPECT_THAT(says(b), IsEmpty());
  EXPECT_FALSE(a.leaves());
  EXPECT_FALSE(a.joins());
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest,
       C7_an_activation_is_told_where_the_programme_wants_that_and_while_it_is_news) {
  EXPECT_FALSE(a.activates());
  EXPECT_THAT(says(a), IsEmpty());
  sends(true, false, false);
  EXPECT_THAT(says(a), ElementsAre("SMART: your bonus of 500 tenge is active until 14 Mar 10:00"));
  EXPECT_THAT(says(a), IsEmpty());
  EXPECT_FALSE(b.joins());
  EXPECT_FALSE(b.activates());
  at("2016-03-08 10:00");
  EXPECT_THAT(says(b), IsEmpty());
}

TEST_F(ServiceMessageTest, B6_an_extra_bonus_is_no_activation) {
  sends(true, false, false);
  EXPECT_FALSE(a.is_granted("30", Duration::days(2)));
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest, C7_each_kind_can_be_switched_off) {
  world.publish_terms();
  at("2016-04-03 12:00");
  sends(false, false, false);
  EXPECT_THAT(says(a), IsEmpty());
  sends(false, false, true);
  EXPECT_EQ(says(a).size(), 1u);
  sends(false, true, false);
  EXPECT_EQ(says(a).size(), 1u);
}

TEST_F(ServiceMessageTest, C7_no_slot_is_taken) {
  at("2016-04-03 12:00");
  EXPECT_EQ(says(a).size(), 1u);
  EXPECT_EQ(used(a), 0);
  EXPECT_THAT(a.record().contacts, IsEmpty());
}

TEST_F(ServiceMessageTest,
       C7_a_balance_that_a_refund_brings_back_in_its_last_day_is_not_told_again) {
  EXPECT_FALSE(a.activates());
  const auto balance = a.record().balances.front();
  a.record_to_edit().balances.clear();  // drained, and perhaps told of before
  at("2016-03-13 12:00");
  subscriber::Refunded refunded;
  refunded.parts = {{{balance.id, balance.kind, balance.unit, 7'000'000'000, balance.name},
                     balance.since,
                     balance.until}};
  a.happen({refunded});
  EXPECT_THAT(says(a), IsEmpty());
}

TEST_F(ServiceMessageTest, C7_every_one_is_one_SMS_in_every_language) {
  sends(true, true, true);
  for (const auto language : world.programme().languages) {
    Person person(world, 7);
    person.record_to_edit().language = language;
    EXPECT_FALSE(person.joins());
    EXPECT_FALSE(person.activates());
    EXPECT_FALSE(person.is_granted("99999.99", Duration::hours(20)));
    world.publish_terms();
    const auto said = says(person);
    EXPECT_EQ(said.size(), 3u) << language.to_string();
    for (const auto& text : said) EXPECT_EQ(gsm::sms_parts(text), 1u) << text;
  }
}

}  // namespace
}  // namespace airperk::outreach
