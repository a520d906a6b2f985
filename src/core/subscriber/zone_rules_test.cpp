// A zone's rules change under a programme that goes on, as Asia/Almaty's did with tzdata 2024a.
#include <gmock/gmock.h>

#include "core/subscriber/contacts.h"
#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::subscriber {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* plus_5 = "- 18000\n";
constexpr const char* plus_6 = "- 21600\n";

programme::Programme going_by(const char* rules) {
  auto programme = smart();
  programme.zone = *Zone::from_rules("Asia/Almaty", rules);
  return programme;
}

class ZoneRulesTest : public SubscriberTest {
 protected:
  explicit ZoneRulesTest(const char* rules = plus_6) : SubscriberTest(going_by(rules)) {}
  void rules_are(const char* rules) { world.takes_force(going_by(rules)); }
  void it_is(const char* instant) { world.now = *Instant::parse(instant); }
};

TEST_F(ZoneRulesTest, B1_B4_M6_what_a_month_gives_it_gives_once_though_it_falls_back) {
  it_is("2026-04-01T00:30:00+06:00");
  a.joins();
  EXPECT_FALSE(a.activates());
  rules_are(plus_5);  // it is March again, for half an hour
  EXPECT_EQ(a.activates(), Refusal::B4_activated_this_month);
  EXPECT_EQ(world.civil(next_activation(a.record(), world.context())), "2026-05-01 00:00");
  a.leaves();
  a.joins();
  EXPECT_THAT(a.waiting(), IsEmpty());
  at("2026-04-01 00:30");
  EXPECT_THAT(a.waiting(), IsEmpty());
  EXPECT_EQ(a.activates(), Refusal::B4_activated_this_month);
  at("2026-05-01 00:00");
  EXPECT_THAT(a.waiting(), SizeIs(1));
}

TEST_F(ZoneRulesTest, C2_the_slots_that_a_month_has_taken_stay_taken_though_it_falls_back) {
  it_is("2026-04-01T00:30:00+06:00");
  const auto april = Month::of(2026, 4);
  for (std::uint32_t campaign = 1; campaign <= 10; ++campaign) {
    a.happen({ContactTaken{campaign, ContactKind::message, Channel::sms, april}});
  }
  rules_are(plus_5);
  const auto march = world.zone().month_of(world.now);
  ASSERT_EQ(march, Month::of(2026, 3));
  EXPECT_EQ(slots_used(a.record(), march, ContactKind::message), 10);
  a.happen({ToppedUp{amount("1")}});
  EXPECT_EQ(slots_used(a.record(), april, ContactKind::message), 10);
}

class ZoneRulesThatAdvanceTest : public ZoneRulesTest {
 protected:
  ZoneRulesThatAdvanceTest() : ZoneRulesTest(plus_5) {}
};

TEST_F(ZoneRulesThatAdvanceTest, B1_a_months_grant_is_given_once_to_whom_nobody_looked_at_before) {
  it_is("2026-03-20T10:00:00+05:00");
  a.joins();
  it_is("2026-04-10T10:00:00+05:00");
  rules_are(plus_6);  // April began an hour earlier than anybody thought
  a.up_to_date();
  EXPECT_EQ(a.record().granted_through, Month::of(2026, 4));
  EXPECT_EQ(a.record().counts.grants, 1);
}

}  // namespace
}  // namespace airperk::subscriber
