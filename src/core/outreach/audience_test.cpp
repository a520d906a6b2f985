#include "core/outreach/audience.h"

#include "core/outreach/outreach_test_environment.h"

namespace airperk::outreach {
namespace {

using subscriber::AgeBand;
using subscriber::SetAttributes;

/// A joined on 5 March at 10:00.
class AudienceTest : public OutreachTest {
 protected:
  bool fits(const Audience& audience) { return is_for(audience, a.id(), a.up_to_date()); }
};

TEST_F(AudienceTest, A_segment_may_be_of_a_region_and_of_age_bands) {
  const Audience almaty{.regions = {NameKey::of("Almaty")}};
  const Audience young{.age_bands = {AgeBand::from_18, AgeBand::from_25}};
  EXPECT_FALSE(fits(almaty)) << "nobody has said where A lives";
  EXPECT_FALSE(fits(young));
  a.asks(SetAttributes{NameKey::of("Almaty"), AgeBand::from_25});
  EXPECT_TRUE(fits(almaty));
  EXPECT_TRUE(fits(young));
  a.asks(SetAttributes{NameKey::of("Astana"), AgeBand::from_35});
  EXPECT_FALSE(fits(almaty));
  EXPECT_FALSE(fits(young));
}

TEST_F(AudienceTest, A_segment_may_be_of_those_who_joined_in_a_span) {
  const auto joined = world.instant("2016-03-05 10:00");
  EXPECT_TRUE(fits({.joined_from = joined}));
  EXPECT_FALSE(fits({.joined_from = joined + Duration::microseconds(1)}));
  EXPECT_FALSE(fits({.joined_until = joined}));
  EXPECT_TRUE(fits({.joined_until = joined + Duration::microseconds(1)}));
}

TEST_F(AudienceTest, A_segment_may_be_of_those_who_had_or_had_not_a_contact) {
  const auto first = approved(message()), second = approved(message());
  EXPECT_FALSE(fits({.contacted_by = {first}}));
  EXPECT_TRUE(fits({.not_contacted_by = {first}}));
  asks(a, first);
  EXPECT_TRUE(fits({.contacted_by = {second, first}})) << "one of them is enough";
  EXPECT_FALSE(fits({.not_contacted_by = {second, first}}));
  hears(a, first, ContactState::returned);
  EXPECT_FALSE(fits({.contacted_by = {first}})) << "the network certainly does not have it";
}

TEST_F(AudienceTest, Who_was_refused_or_of_the_control_group_had_no_contact) {
  takes(a, message(), 10);
  const auto refused = approved(message());
  EXPECT_EQ(refused_by(a, refused), ContactRule::C2);
  EXPECT_FALSE(fits({.contacted_by = {refused}}));
}

TEST(ControlGroup, It_has_about_its_share_of_everybody) {
  for (const int percent : {1, 10, 50}) {
    int members = 0;
    for (std::uint32_t id = 1; id <= 100'000; ++id) members += is_control(percent, 7, 3, {id});
    EXPECT_NEAR(members, percent * 1000, 500) << percent;
  }
  EXPECT_FALSE(is_control(0, 7, 3, {1}));
}

TEST(ControlGroup, Another_campaign_or_another_key_chooses_others) {
  int both_campaigns = 0, both_keys = 0;
  for (std::uint32_t id = 1; id <= 100'000; ++id) {
    if (!is_control(10, 7, 3, {id})) continue;
    both_campaigns += is_control(10, 7, 4, {id});
    both_keys += is_control(10, 8, 3, {id});
  }
  EXPECT_NEAR(both_campaigns, 1000, 200) << "a tenth of a tenth: by chance";
  EXPECT_NEAR(both_keys, 1000, 200);
}

TEST(ControlGroup, A_larger_share_has_everybody_of_a_smaller_one) {
  for (std::uint32_t id = 1; id <= 10'000; ++id) {
    if (!is_control(10, 7, 3, {id})) continue;
    EXPECT_TRUE(is_control(20, 7, 3, {id}));
  }
}

}  // namespace
}  // namespace airperk::outreach
