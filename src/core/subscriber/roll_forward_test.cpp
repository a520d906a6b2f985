#include "core/subscriber/roll_forward.h"

#include <gmock/gmock.h>

#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::subscriber {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RollForwardTest : public SubscriberTest {
 protected:
  /// "grant 2016-04-01 00:00", in the order in which they were written.
  std::vector<std::string> due_until(std::string_view civil) {
    at(civil);
    const auto before = a.history().size();
    a.up_to_date();
    std::vector<std::string> said;
    for (auto i = before; i < a.history().size(); ++i) {
      const auto& event = a.history()[i];
      const char* what = "?";
      if (std::holds_alternative<BonusGranted>(event.fact)) what = "grant";
      if (std::holds_alternative<GrantCancelled>(event.fact)) what = "cancel";
      if (std::holds_alternative<BalanceEnded>(event.fact)) what = "end";
      said.push_back(std::string(what) + " " + world.civil(event.at));
    }
    return said;
  }
};

TEST_F(RollForwardTest, Somebody_outside_the_programme_has_nothing_due) {
  EXPECT_EQ(next_due(a.record(), world.programmes), Instant::never());
  EXPECT_THAT(due_until("2050-01-01 00:00"), IsEmpty());
}

TEST_F(RollForwardTest, Writes_each_event_at_the_instant_it_was_due) {
  member_with_active_bonus();
  EXPECT_THAT(due_until("2016-06-15 12:00"),
              ElementsAre("end 2016-03-12 10:00", "grant 2016-04-01 00:00",
                          // B2: 30 days after the 1st of April is the 1st of May, and the end
                          // comes before the new grant.
                          "cancel 2016-05-01 00:00", "grant 2016-05-01 00:00",
                          "cancel 2016-05-31 00:00", "grant 2016-06-01 00:00"));
}

TEST_F(RollForwardTest, Nothing_is_due_twice) {
  a.joins();
  EXPECT_THAT(due_until("2016-04-01 00:00"), ElementsAre("grant 2016-04-01 00:00"));
  EXPECT_THAT(due_until("2016-04-01 00:00"), IsEmpty());
  EXPECT_EQ(world.civil(next_due(a.record(), world.programmes)), "2016-04-04 10:00");
}

TEST_F(RollForwardTest, Two_things_that_end_at_one_instant_both_end) {
  member_with_active_bonus();
  a.is_granted("5", Duration::hours(168));
  EXPECT_THAT(due_until("2016-03-12 10:00"),
              ElementsAre("end 2016-03-12 10:00", "end 2016-03-12 10:00"));
  EXPECT_THAT(a.bonus(), IsEmpty());
}

TEST_F(RollForwardTest, B1_the_months_first_instant_follows_the_countrys_clocks) {
  at("2024-02-10 00:00");
  a.joins();
  due_until("2024-03-01 00:00");
  EXPECT_EQ(a.history().back().at, *Instant::parse("2024-03-01T00:00:00+05:00"));
}

TEST_F(RollForwardTest, B1_each_grant_follows_the_programme_in_force_at_its_instant) {
  a.joins();
  auto later = smart();
  later.bonus.amount = amount("300");
  later.bonus.activation_window = Duration::days(3);
  later.bonus.grants_per_month = 2;
  world.takes_force(later, world.instant("2016-04-20 00:00"));
  due_until("2016-05-02 00:00");
  EXPECT_THAT(a.waiting(), ElementsAre("300 until 2016-05-04 00:00", "300 until 2016-05-04 00:00"));
}

TEST_F(RollForwardTest, B1_a_programme_that_takes_force_at_midnight_gives_that_midnights_grant) {
  a.joins();
  auto later = smart();
  later.bonus.amount = amount("300");
  world.takes_force(later, world.instant("2016-04-01 00:00"));
  at("2016-04-01 00:00");
  EXPECT_THAT(a.waiting(), ElementsAre("500 until 2016-04-04 10:00", "300 until 2016-05-01 00:00"));
}

}  // namespace
}  // namespace airperk::subscriber
