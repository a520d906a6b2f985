#include "core/outreach/campaign.h"

#include <map>
#include <set>

#include "core/outreach/outreach_test_environment.h"

namespace airperk::outreach {
namespace {

using State = CampaignState;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CampaignTest : public OutreachTest {
 protected:
  std::string_view why(std::string_view by, State from, State to) {
    Campaign campaign;
    campaign.plan.by = "planner";
    campaign.state = from;
    return why_not(campaign, to, by);
  }
};

TEST_F(CampaignTest, A_second_person_approves) {
  EXPECT_THAT(why("chief", State::planned, State::approved), IsEmpty());
  EXPECT_THAT(why("planner", State::planned, State::approved), HasSubstr("somebody other than"));
  EXPECT_THAT(why("", State::planned, State::approved), HasSubstr("somebody other than"));
}

TEST_F(CampaignTest, Whoever_planned_it_may_resume_and_cancel_it) {
  EXPECT_THAT(why("planner", State::paused, State::approved), IsEmpty());
  EXPECT_THAT(why("planner", State::planned, State::cancelled), IsEmpty());
}

TEST_F(CampaignTest, Every_move_is_allowed_or_says_why_not) {
  const auto states = {State::planned, State::approved, State::paused, State::finished,
                       State::cancelled};
  std::map<State, std::set<State>> allowed;
  for (const auto from : states) {
    for (const auto to : states) {
      if (why("chief", from, to).empty()) allowed[from].insert(to);
    }
  }
  const std::map<State, std::set<State>> expected{
      {State::planned, {State::approved, State::finished, State::cancelled}},
      {State::approved, {State::paused, State::finished, State::cancelled}},
      {State::paused, {State::approved, State::finished, State::cancelled}}};
  EXPECT_EQ(allowed, expected);
}

TEST_F(CampaignTest, What_is_refused_says_the_reason) {
  EXPECT_EQ(why("chief", State::finished, State::approved), "it is over");
  EXPECT_EQ(why("chief", State::cancelled, State::cancelled), "it is over");
  EXPECT_EQ(why("chief", State::approved, State::approved), "it is approved already");
  EXPECT_EQ(why("chief", State::planned, State::paused), "only an approved campaign can be paused");
  EXPECT_EQ(why("chief", State::paused, State::paused), "only an approved campaign can be paused");
  EXPECT_EQ(why("chief", State::paused, State::planned), "it is planned already");
}

TEST_F(CampaignTest, Ids_count_from_1) {
  EXPECT_EQ(campaigns.find(1), nullptr);
  EXPECT_EQ(planned(message()), 1u);
  EXPECT_EQ(planned(survey()), 2u);
  EXPECT_EQ(campaigns.find(2)->plan, survey());
  EXPECT_EQ(campaigns.find(2)->planned_at, world.now);
  EXPECT_EQ(campaigns.find(2)->state, State::planned);
  EXPECT_EQ(campaigns.find(3), nullptr);
}

TEST_F(CampaignTest, Whoever_approved_it_first_stays_its_approver) {
  const auto id = planned(message());
  campaigns.apply(CampaignMoved{id, State::approved, "chief"});
  campaigns.apply(CampaignMoved{id, State::paused, "night shift"});
  campaigns.apply(CampaignMoved{id, State::approved, "day shift"});
  EXPECT_EQ(campaigns.find(id)->approved_by, "chief");
  EXPECT_EQ(campaigns.find(id)->state, State::approved);
}

TEST_F(CampaignTest, A_copy_keeps_what_it_saw) {
  const auto first = planned(message()), second = planned(survey());
  const auto before = campaigns;
  campaigns.apply(CampaignProgressed{first, 64});
  campaigns.apply(ContactsStopped{true, "chief"});
  EXPECT_EQ(before.find(first)->through, 0u);
  EXPECT_FALSE(before.stopped());
  EXPECT_EQ(campaigns.find(first)->through, 64u);
  EXPECT_TRUE(campaigns.stopped());
  EXPECT_EQ(before.find(second), campaigns.find(second)) << "shared: it has not changed";
}

}  // namespace
}  // namespace airperk::outreach
