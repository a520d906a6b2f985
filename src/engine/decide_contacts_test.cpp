#include "engine/contact_test_environment.h"

namespace airperk::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// Campaigns and slots, as the engine decides them.
class DecideContactsTest : public ContactTest {
 protected:
  Candidates scans(std::uint32_t campaign, std::uint32_t after = 0) {
    return std::get<Candidates>(ask({}, ScanAudience{campaign, after}).body);
  }
  static Msisdn number(int i) { return *Msisdn::parse(fmt::format("770120{:05}", i)); }
};

// --- Plans

TEST_F(DecideContactsTest, Unknown_numbers_are_left_out_and_everybody_is_on_the_list_once) {
  const auto answer = ask({}, listed({berik, nobody, aigul, berik}));
  EXPECT_EQ(std::get<Outcome>(answer.body).quantity, 2u);
  EXPECT_THAT(campaign(1).plan.audience.subscribers, ElementsAre(SubscriberId{1}, SubscriberId{2}));
}

TEST_F(DecideContactsTest, A_list_of_nobody_is_refused) {
  const auto answer = ask({}, listed({nobody}));
  EXPECT_EQ(answer.fault, Fault::plan_refused);
  EXPECT_EQ(std::get<outreach::PlanProblem>(answer.body).field, "audience");
  EXPECT_THAT(answer.detail, StartsWith("\"audience\" "));
  EXPECT_THAT(engine().house()->campaigns.all(), IsEmpty());
}

TEST_F(DecideContactsTest, Without_times_it_lasts_seven_days_from_now) {
  planned(plan());
  const auto now = engine().now();
  EXPECT_EQ(campaign(1).plan.starts, now);
  EXPECT_EQ(campaign(1).plan.ends, now + Duration::days(7));
}

TEST_F(DecideContactsTest, A_repeated_plan_is_one_campaign) {
  EXPECT_FALSE(ask_once({}, plan(), "k", true).repeated);
  const auto again = ask_once({}, plan(), "k", true);
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(std::get<Outcome>(again.body).version, 1u);
  restart();
  EXPECT_TRUE(ask_once({}, plan(), "k", true).repeated);
  EXPECT_EQ(ask_once({}, listed({aigul}), "k", true, 2).fault, Fault::key_reused);
  EXPECT_EQ(engine().house()->campaigns.all().size(), 1u);
}

TEST_F(DecideContactsTest, A_faulty_plan_is_not_remembered_as_done) {
  auto faulty = plan();
  faulty.plan.priority = 10;
  EXPECT_EQ(ask_once({}, faulty, "k", true, 1).fault, Fault::plan_refused);
  EXPECT_EQ(ask_once({}, faulty, "k", true, 1).fault, Fault::plan_refused);
  const auto mended = ask_once({}, plan(), "k", true, 2);
  EXPECT_EQ(mended.fault, Fault::none);
  EXPECT_FALSE(mended.repeated);
  EXPECT_EQ(std::get<Outcome>(mended.body).version, 1u);
}

// --- Moves

TEST_F(DecideContactsTest, A_second_person_approves) {
  const auto id = planned(plan());
  const auto refused = moves(id, CampaignState::approved, "planner");
  EXPECT_EQ(refused.fault, Fault::move_refused);
  EXPECT_FALSE(refused.detail.empty());
  EXPECT_EQ(moves(id, CampaignState::approved, "chief").fault, Fault::none);
  EXPECT_EQ(campaign(id).approved_by, "chief");
}

TEST_F(DecideContactsTest, Whoever_may_resume_does_not_approve_by_it) {
  const auto id = planned(plan());
  const auto resumed = ask({}, MoveCampaign{id, CampaignState::approved, "planner", true});
  EXPECT_EQ(resumed.fault, Fault::move_refused);
  EXPECT_EQ(ask({}, MoveCampaign{id, CampaignState::approved, "chief", true}).fault,
            Fault::move_refused);
  EXPECT_EQ(campaign(id).state, CampaignState::planned);
  moves(id, CampaignState::approved);
  moves(id, CampaignState::paused);
  EXPECT_EQ(ask({}, MoveCampaign{id, CampaignState::approved, "planner", true}).fault, Fault::none);
}

TEST_F(DecideContactsTest, A_past_campaign_that_an_audience_names_must_be_there) {
  const auto past = planned(plan());
  auto next = plan();
  next.plan.audience.contacted_by = {past};
  next.plan.audience.not_contacted_by = {past, 9};
  const auto answer = ask({}, next);
  EXPECT_EQ(answer.fault, Fault::plan_refused);
  EXPECT_EQ(std::get<outreach::PlanProblem>(answer.body).field, "audience.not_contacted_by");
  next.plan.audience.not_contacted_by = {past};
  EXPECT_EQ(ask({}, next).fault, Fault::none);
}

TEST_F(DecideContactsTest, A_campaign_that_is_not_there_is_a_fault) {
  EXPECT_EQ(moves(7, CampaignState::approved).fault, Fault::unknown_campaign);
  EXPECT_EQ(ask(aigul, TakeSlot{7}).fault, Fault::unknown_campaign);
  EXPECT_EQ(ask({}, ScanAudience{7, 0}).fault, Fault::unknown_campaign);
  EXPECT_EQ(ask({}, ProgressCampaign{7, 1, true}).fault, Fault::unknown_campaign);
}

TEST_F(DecideContactsTest, Progress_never_goes_back_and_ends_it_once) {
  const auto id = approved(plan());
  ask({}, ProgressCampaign{id, 64, false});
  ask({}, ProgressCampaign{id, 10, false});
  EXPECT_EQ(campaign(id).through, 64u);
  ask({}, ProgressCampaign{id, 70, true});
  EXPECT_EQ(campaign(id).state, CampaignState::finished);
  const auto groups = disk->groups.size();
  ask({}, ProgressCampaign{id, 70, true});
  EXPECT_EQ(disk->groups.size(), groups);
}

TEST_F(DecideContactsTest, A_restart_finds_every_campaign_and_the_stop_button_as_they_were) {
  const auto id = approved(listed({aigul}));
  planned(plan());
  ask({}, ProgressCampaign{id, 1, false});
  ask({}, StopContacts{true, "chief"});
  const auto before = campaign(id);
  restart();
  EXPECT_EQ(campaign(id), before);
  EXPECT_EQ(engine().house()->campaigns.next_id(), 3u);
  EXPECT_EQ(asks(aigul, id), Verdict::wait);
  ask({}, StopContacts{false, "chief"});
  EXPECT_EQ(asks(aigul, id), Verdict::take);
}

// --- The audience

TEST_F(DecideContactsTest, A_scan_of_a_list_finds_all_of_it) {
  const auto found = scans(approved(listed({aigul, berik})));
  EXPECT_THAT(found.ids, ElementsAre(SubscriberId{1}, SubscriberId{2}));
  EXPECT_TRUE(found.end);
}

TEST_F(DecideContactsTest, A_scan_of_a_segment_finds_members_a_few_at_a_time) {
  for (int i = 0; i < 70; ++i) {
    opens(number(i));
    dials(number(i), "*555*1#");
  }
  const auto id = approved(plan());
  const auto first = scans(id);
  EXPECT_EQ(first.ids.size(), 64u);
  EXPECT_FALSE(first.end);
  const auto rest = scans(id, first.through);
  EXPECT_EQ(rest.ids.size(), 7u);  // 70 and Aigul
  EXPECT_GT(rest.ids.front(), first.ids.back());
  EXPECT_TRUE(rest.end);
  EXPECT_TRUE(scans(id, rest.through).end);
}

TEST_F(DecideContactsTest, The_reach_counts_members_those_it_is_for_and_those_with_a_slot_left) {
  dials(berik, "*555*1#");
  takes(aigul, 10);
  outreach::Audience everybody;
  const auto reach = [&](ContactKind kind, std::string_view at) {
    const CountReach count{kind, everybody, subscriber::World().instant(at), 0};
    const auto said = std::get<Reach>(ask({}, count).body);
    EXPECT_TRUE(said.end);
    return std::vector<std::uint64_t>{said.members, said.audience, said.reachable};
  };
  EXPECT_THAT(reach(ContactKind::message, "2016-03-06 10:00"), ElementsAre(2, 2, 1));
  EXPECT_THAT(reach(ContactKind::survey, "2016-03-06 10:00"), ElementsAre(2, 2, 2));
  EXPECT_THAT(reach(ContactKind::message, "2016-04-06 10:00"), ElementsAre(2, 2, 2));
  everybody.tariffs = {NameKey::of("Beseda")};
  EXPECT_THAT(reach(ContactKind::message, "2016-03-06 10:00"), ElementsAre(2, 0, 0));
}

TEST_F(DecideContactsTest, The_reach_leaves_the_control_group_out) {
  for (int i = 0; i < 200; ++i) {
    opens(number(i));
    dials(number(i), "*555*1#");
  }
  CountReach count{ContactKind::message, {}, engine().now(), 0};
  count.control = 50;
  const auto said = std::get<Reach>(ask({}, count).body);
  EXPECT_EQ(said.audience, 201u);
  EXPECT_NEAR(static_cast<double>(said.control), 100, 40);
  EXPECT_EQ(said.reachable + said.control, said.audience);
}

// --- Slots

TEST_F(DecideContactsTest, C5_a_slot_is_durable_when_it_is_answered) {
  const auto id = approved(plan());
  const auto slot = asks_slot(aigul, id);
  EXPECT_EQ(slot.verdict, Verdict::take);
  EXPECT_EQ(slot.to, aigul);
  EXPECT_EQ(slot.text, "Kofe");
  EXPECT_EQ(slot.until, subscriber::World().instant("2016-03-05 21:00"));
  EXPECT_EQ(first<subscriber::ContactTaken>().campaign, id);
  restart();
  EXPECT_EQ(asks(aigul, id), Verdict::pass);
  EXPECT_EQ(record(aigul).counts.messages, 1);
}

TEST_F(DecideContactsTest, C2_C4_a_refusal_changes_the_record_and_no_count) {
  EXPECT_EQ(asks(berik, approved(listed({berik}))), Verdict::refuse);
  takes(aigul, 10);
  EXPECT_EQ(asks(aigul, approved(plan())), Verdict::refuse);
  EXPECT_EQ(record(aigul).counts.messages, 10);
  EXPECT_EQ(record(berik).counts.messages, 0);
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(DecideContactsTest, A_volume_counts_what_is_taken_and_not_what_came_back) {
  dials(berik, "*555*1#");
  auto one = plan();
  one.plan.volume = 1;
  const auto id = approved(one);
  EXPECT_EQ(asks(aigul, id), Verdict::take);
  EXPECT_EQ(asks(berik, id), Verdict::over);
  hears(aigul, id, ContactState::returned);
  EXPECT_EQ(asks(berik, id), Verdict::take);
  EXPECT_EQ(asks(aigul, id), Verdict::over);
}

TEST_F(DecideContactsTest, The_networks_word_on_nothing_changes_nothing) {
  const auto version = record(aigul).version;
  hears(aigul, 7, ContactState::delivered);
  hears(aigul, 0, ContactState::delivered, 77);
  hears(aigul, 0, ContactState::delivered);
  EXPECT_EQ(record(aigul).version, version);
}

}  // namespace
}  // namespace airperk::engine
