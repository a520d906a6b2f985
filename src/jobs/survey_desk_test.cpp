#include "jobs/survey_desk.h"

#include <future>

#include "engine/survey_test_environment.h"

namespace airperk::jobs {
namespace {

using namespace engine;

constexpr std::chrono::seconds patience(20);

/// The desk on the survey that Aigul was invited to.
class SurveyDeskTest : public SurveyTest {
 protected:
  ~SurveyDeskTest() override { desk.stop(); }

  /// Waits until the desk has done it.
  bool is_reported() {
    const auto late = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < late) {
      if (campaign(survey).report && kept() == 0) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
  }
  void thirty_say_yes_and_thirty_no() {
    for (std::uint32_t i = 0; i < 60; ++i) {
      const auto who = *Msisdn::parse(fmt::format("7701200{:04}", i));
      opens(who);
      dials(who, "*555*1#");
      invites(who, survey);
      answers(who, {i < 30 ? "1" : "2", i < 30 ? "13" : "33", i < 30 ? "33" : "7", "7"});
    }
  }
  void closes() { moves_clock("2016-03-12 10:00"); }

  std::vector<std::string> log;
  SurveyDesk desk{engine(), [this](const std::string& line) { log.push_back(line); }};
};

TEST_F(SurveyDeskTest, S2_at_the_close_the_tables_are_made_and_the_answers_destroyed) {
  answers(aigul, {"1", "13", "33", "7"});
  closes();
  desk.start();
  ASSERT_TRUE(is_reported());
  EXPECT_EQ(campaign(survey).report->tables.size(), 4u);
  EXPECT_EQ(campaign(survey).reported_at, subscriber::World().instant("2016-03-12 10:00"));
  EXPECT_FALSE(store().survey_key(survey));
  EXPECT_TRUE(log.empty());
}

TEST_F(SurveyDeskTest, S2_what_a_process_left_is_done_by_the_next) {
  answers(aigul, {"1", "13", "33", "7"});
  closes();
  // It ended after the tables had become durable.
  ask({}, CloseSurvey{survey});
  ask({}, KeepReport{survey, {}});
  ASSERT_EQ(kept(), 1u);
  desk.start();
  EXPECT_TRUE(is_reported());
}

TEST_F(SurveyDeskTest, Without_its_key_nothing_is_told_or_destroyed_and_a_person_is) {
  answers(aigul, {"1", "13", "33", "7"});
  disk->survey_keys.clear();
  closes();
  {
    std::promise<void> complained;
    SurveyDesk worried{engine(), [&](const std::string& line) {
                         EXPECT_THAT(line, ::testing::HasSubstr("key"));
                         complained.set_value();  // once: a second time would throw
                       }};
    worried.start();
    complained.get_future().wait();
  }
  EXPECT_EQ(kept(), 1u);
  EXPECT_FALSE(campaign(survey).report);
}

TEST_F(SurveyDeskTest, One_that_nobody_approved_has_no_key_and_is_no_trouble) {
  const auto unapproved = planned(cafe_plan());
  ask({}, ProgressCampaign{unapproved, 0, true});  // as at the end of its time
  ASSERT_EQ(campaign(unapproved).state, CampaignState::finished);
  closes();
  desk.start();
  ASSERT_TRUE(is_reported());
  desk.stop();
  EXPECT_TRUE(log.empty());
}

TEST_F(SurveyDeskTest, One_that_was_cancelled_before_its_approval_is_over) {
  const auto unapproved = planned(cafe_plan());
  moves(unapproved, CampaignState::cancelled);
  closes();
  desk.start();
  ASSERT_TRUE(is_reported());
  desk.stop();
  EXPECT_TRUE(campaign(unapproved).report);
}

TEST_F(SurveyDeskTest, Of_a_cancelled_survey_nothing_is_told) {
  answers(aigul, {"1"});
  moves(survey, CampaignState::cancelled);
  desk.start();
  ASSERT_TRUE(is_reported());
  EXPECT_TRUE(campaign(survey).report->tables.empty());
}

TEST_F(SurveyDeskTest, S2_thirty_that_agree_are_shown) {
  thirty_say_yes_and_thirty_no();
  closes();
  desk.start();
  ASSERT_TRUE(is_reported());
  EXPECT_FALSE(campaign(survey).report->tables.at(0).withheld);
}

TEST_F(SurveyDeskTest, S2_not_where_the_programme_shows_no_group_of_thirty) {
  const auto changed = programme::load_smart_with("group_min = 10", "group_min = 40");
  ASSERT_TRUE(changed);
  ask({}, TakeProgramme{changed});
  thirty_say_yes_and_thirty_no();
  closes();
  desk.start();
  ASSERT_TRUE(is_reported());
  EXPECT_TRUE(campaign(survey).report->tables.at(0).withheld);
}

TEST_F(SurveyDeskTest, One_that_is_open_keeps_its_answers) {
  answers(aigul, {"1"});
  const auto other = approved(cafe_plan());
  moves(other, CampaignState::cancelled);
  desk.start();
  const auto late = std::chrono::steady_clock::now() + patience;
  while (!campaign(other).report && std::chrono::steady_clock::now() < late) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ASSERT_TRUE(campaign(other).report) << "the desk has looked at all of them";
  EXPECT_FALSE(campaign(survey).report);
  EXPECT_EQ(kept(), 1u);
}

}  // namespace
}  // namespace airperk::jobs
