#include <gmock/gmock.h>

#include "engine/contact_test_environment.h"

namespace airperk::engine {
namespace {

using outreach::PublicationState;
using ::testing::IsEmpty;

/// Publications, as the engine decides them.
class DecidePublicationsTest : public ContactTest {
 protected:
  static PlanPublication offer() {
    PlanPublication asked;
    asked.what.partner = "Coffee";
    asked.what.titles = asked.what.texts = {{*programme::Language::parse("kk"), "Kofe"}};
    asked.what.from = asked.what.until = Instant::beginning();
    asked.what.places = static_cast<std::uint8_t>(outreach::Place::site);
    asked.what.by = "planner";
    return asked;
  }
  const outreach::Publications& publications() {
    house_ = engine().house();
    return house_->publications;
  }
  void gives(Msisdn who, std::string_view units, Duration validity) {
    EXPECT_FALSE(
        ask(who, subscriber::GrantExtra{*Amount::parse(units), validity, "why", "chief"}).refusal);
  }

 private:
  std::shared_ptr<const House> house_;
};

TEST_F(DecidePublicationsTest, Without_times_it_stands_thirty_days_from_now_once_approved) {
  const auto id = std::get<Outcome>(ask({}, offer()).body).version;
  const auto now = engine().now();
  EXPECT_EQ(publications().find(id)->what.from, now);
  EXPECT_EQ(publications().find(id)->what.until, now + Duration::days(30));
  const auto move = [&](std::string by) {
    return ask({}, MovePublication{id, PublicationState::approved, std::move(by)}).fault;
  };
  EXPECT_EQ(move("planner"), Fault::move_refused);
  EXPECT_FALSE(publications().find(id)->stands(now));
  EXPECT_EQ(move("chief"), Fault::none);
  restart();
  EXPECT_TRUE(publications().find(id)->stands(now));
  EXPECT_EQ(publications().find(id)->approved_by, "chief");
}

TEST_F(DecidePublicationsTest, What_is_wrong_or_not_there_is_a_fault) {
  auto faulty = offer();
  faulty.what.places = 0;
  EXPECT_EQ(ask({}, faulty).fault, Fault::plan_refused);
  EXPECT_THAT(publications().all(), IsEmpty());
  EXPECT_EQ(ask({}, MovePublication{7, PublicationState::approved, "chief"}).fault,
            Fault::unknown_publication);
}

TEST_F(DecidePublicationsTest, B6_a_kind_of_bonus_is_announced_with_its_first_grant_and_only_then) {
  const outreach::BonusKind kind{Amount::units(50), Duration::hours(72)};
  ask(berik, subscriber::GrantExtra{kind.amount, kind.validity, "why", "chief"});
  EXPECT_THAT(publications().bonuses(), IsEmpty()) << "Berik is no member: nothing was given";
  const auto first = engine().now();
  gives(aigul, "50", kind.validity);
  moves_clock("2016-03-05 11:00");
  gives(aigul, "50", kind.validity);
  gives(aigul, "50", Duration::hours(24));
  EXPECT_EQ(publications().bonuses().size(), 2u);
  EXPECT_EQ(publications().bonuses().at(kind), first);
  restart();
  EXPECT_EQ(publications().bonuses().at(kind), first);
}

}  // namespace
}  // namespace airperk::engine
