#include "engine/survey_test_environment.h"
#include "store/archive/archive.h"

namespace airperk::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class DecideSurveysTest : public SurveyTest {
 protected:
  /// By SMS.
  SurveyTurn writes(Msisdn who, std::string text) {
    const dialogue::SurveyReply said{subscriber::Channel::sms, 0, 0, std::move(text)};
    return std::get<SurveyTurn>(ask(who, said).body);
  }
  SurveyTurn writes(std::string text) { return writes(aigul, std::move(text)); }
};

TEST_F(DecideSurveysTest, S1_an_interview_goes_on_after_a_restart_where_it_stood) {
  answers(aigul, {"1"});
  restart();
  EXPECT_THAT(enters(aigul, "3"), StartsWith("3/4 "));
}

TEST_F(DecideSurveysTest, S1_an_invitation_is_answered_after_a_restart_which_no_link_remembers) {
  restart();
  EXPECT_THAT(enters(aigul, "1"), StartsWith("1/4 "));
  EXPECT_THAT(enters(aigul, "1"), StartsWith("2/4 "));
}

TEST_F(DecideSurveysTest, A_menu_and_an_hour_ago_are_no_invitation) {
  dialogue::Dial home;
  home.session = 77 + aigul.packed();  // as `enters` has it
  home.begins = true;
  home.text = "*555#";
  ask(aigul, home);
  EXPECT_THAT(enters(aigul, "3"), HasSubstr("activ.kz")) << "a choice of the menu";
  const auto at_home = dials(aigul, "*555#");  // the menu stands in another dialogue now
  moves_clock("2016-03-05 11:00");
  EXPECT_EQ(enters(aigul, "1"), at_home);
  EXPECT_EQ(kept(), 0u);
}

TEST_F(DecideSurveysTest, An_invitation_that_nobody_answered_takes_nothing_from_the_one_that_is) {
  invites(aigul, approved(cafe_plan()));  // its question was lost on the way
  EXPECT_THAT(accepts(aigul), StartsWith("1/4 "));
  EXPECT_THAT(enters(aigul, "3"), StartsWith("1/4 ")) << "no option, and no refusal of the other";
  EXPECT_THAT(enters(aigul, "1"), StartsWith("2/4 "));
}

TEST_F(DecideSurveysTest, By_SMS_the_newest_that_was_sent_is_answered) {
  auto first = cafe_plan(), second = cafe_plan();
  dials(berik, "*555*1#");
  first.plan.channel = second.plan.channel = subscriber::Channel::sms;
  const auto sent = invites(berik, approved(first));
  const auto not_yet = approved(second);
  EXPECT_EQ(asks(berik, not_yet), Verdict::take);
  EXPECT_EQ(writes(berik, "1").campaign, sent);
  hears(berik, not_yet, ContactState::handed_over);
  EXPECT_EQ(writes(berik, "1").campaign, not_yet);
}

TEST_F(DecideSurveysTest, B6_a_surveys_bonus_is_announced_with_its_approval) {
  auto asked = cafe_plan();
  asked.plan.survey->bonus = Amount::units(30);
  asked.plan.survey->bonus_validity = Duration::days(7);
  const auto campaign = planned(asked);
  const auto announced = [this] { return engine().house()->publications.bonuses().size(); };
  EXPECT_EQ(announced(), 0u);
  moves(campaign, CampaignState::approved);
  EXPECT_EQ(announced(), 1u);
}

TEST_F(DecideSurveysTest, C3_an_invitation_that_is_answered_is_one_contact) {
  answers(aigul, {"1", "9", "00", "00"});
  EXPECT_EQ(record(aigul).counts.surveys, 1);
  EXPECT_EQ(record(aigul).counts.messages, 0);
}

TEST_F(DecideSurveysTest, S2_the_journal_does_not_tell_that_somebody_answers_until_they_have) {
  const auto groups = disk->groups.size();
  answers(aigul, {"1", "13", "33"});
  EXPECT_EQ(disk->groups.size(), groups);
  EXPECT_EQ(kept(), 1u) << "and yet it is durable";
  EXPECT_EQ(record(aigul).contacts.back().state, ContactState::handed_over);
  enters(aigul, "7");
  ASSERT_EQ(disk->groups.size(), groups + 1);
  const auto& events = disk->groups.back().batches.at(0).events;
  ASSERT_EQ(events.size(), 2u);
  EXPECT_TRUE(std::holds_alternative<subscriber::ContactMoved>(events[0].fact));
  EXPECT_TRUE(std::holds_alternative<subscriber::SurveyMoved>(events[1].fact));
  EXPECT_EQ(record(aigul).contacts.back().state, ContactState::delivered);
}

TEST_F(DecideSurveysTest, S2_two_that_answer_differently_look_alike_but_for_the_seal) {
  dials(berik, "*555*1#");
  invites(berik, survey);
  answers(aigul, {"1", "13"});
  answers(berik, {"2", "99"});
  const auto rows = store().answers(survey);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].sealed.size(), rows[1].sealed.size());
  EXPECT_NE(rows[0].sealed, rows[1].sealed);
  EXPECT_EQ(record(aigul).contacts.back().participation,
            record(berik).contacts.back().participation);
}

TEST_F(DecideSurveysTest, S3_a_leave_takes_ones_answers_along) {
  answers(aigul, {"1"});
  ASSERT_EQ(kept(), 1u);
  dials(aigul, "*555*2#");
  EXPECT_EQ(kept(), 0u);
}

TEST_F(DecideSurveysTest, S3_a_leave_while_the_key_is_missing_is_made_good_once_it_is_back) {
  dials(berik, "*555*1#");
  invites(berik, survey);
  answers(aigul, {"1"});
  answers(berik, {"1"});
  const auto keys = std::exchange(disk->survey_keys, {});
  restart();
  dials(aigul, "*555*2#");
  EXPECT_EQ(kept(), 2u) << "nobody can tell which is hers";
  disk->survey_keys = keys;
  restart();
  EXPECT_EQ(kept(), 1u);
  EXPECT_THAT(enters(berik, "1"), StartsWith("3/4 "));
}

TEST_F(DecideSurveysTest, S1_a_refusal_erases_what_was_said) {
  answers(aigul, {"1", "0"});
  enters(aigul, "3");
  EXPECT_EQ(participation(aigul), Participation::refused);
  EXPECT_EQ(kept(), 0u);
}

TEST_F(DecideSurveysTest, By_SMS_only_what_was_asked_by_SMS_is_answered) {
  EXPECT_FALSE(writes("1").understood) << "this one was asked by USSD";
  EXPECT_EQ(kept(), 0u);
}

TEST_F(DecideSurveysTest, An_answer_by_SMS_waits_until_its_question_was_taken_by_the_network) {
  auto asked = cafe_plan();
  asked.plan.channel = subscriber::Channel::sms;
  survey = invites(aigul, approved(asked));
  const auto first = writes("1");
  EXPECT_THAT(first.screen.text, StartsWith("1/4 "));
  EXPECT_THAT(writes("2").screen.text, StartsWith("1/4 ")) << "delivered again, or not yet seen";
  ask(aigul, ToldQuestion{first.campaign, first.turn + 1});
  EXPECT_THAT(writes("2").screen.text, StartsWith("1/4 ")) << "that was another question";
  ask(aigul, ToldQuestion{first.campaign, first.turn});
  EXPECT_THAT(writes("2").screen.text, StartsWith("3/4 "));
}

TEST_F(DecideSurveysTest, The_newest_invitation_by_SMS_is_the_one_that_is_answered) {
  auto asked = cafe_plan();
  asked.plan.channel = subscriber::Channel::sms;
  invites(aigul, approved(asked));
  const auto newest = writes("1").campaign;
  EXPECT_GT(newest, survey);
  dials(aigul, "*555*3#");
  EXPECT_EQ(kept(), 1u) << "the other one goes on by its own way";
}

TEST_F(DecideSurveysTest, S2_nobody_else_sees_or_says_what_somebody_answers) {
  answers(aigul, {"1"});
  dialogue::Dial by_care;
  by_care.session = 5;
  by_care.begins = true;
  by_care.text = "*555*3#";
  by_care.is_own = false;
  const auto screen = std::get<dialogue::Screen>(ask(aigul, by_care).body);
  EXPECT_TRUE(screen.ended);
  EXPECT_THAT(enters(aigul, "3"), StartsWith("3/4 ")) << "and it goes on";
}

TEST_F(DecideSurveysTest, A_key_that_was_pressed_after_the_call_is_no_answer) {
  auto asked = cafe_plan();
  asked.plan.channel = subscriber::Channel::call;
  const auto called = invites(aigul, approved(asked));
  const auto keys = [&](std::uint32_t turn) {
    const dialogue::SurveyReply key{subscriber::Channel::call, called, turn, "1"};
    return std::get<SurveyTurn>(ask(aigul, key).body);
  };
  EXPECT_EQ(keys(0).turn, 1u);
  EXPECT_EQ(keys(1).turn, 2u);
  EXPECT_EQ(keys(1).turn, 2u) << "said twice";
  moves_clock("2016-03-05 11:00");
  EXPECT_EQ(keys(2).screen.text, "");
}

TEST_F(DecideSurveysTest, A_survey_whose_audience_is_through_can_still_be_cancelled) {
  ask({}, ProgressCampaign{survey, 1000, true});
  ASSERT_EQ(campaign(survey).state, CampaignState::finished);
  EXPECT_EQ(moves(survey, CampaignState::cancelled).fault, Fault::none);
  EXPECT_NE(moves(survey, CampaignState::cancelled).fault, Fault::none);
}

TEST_F(DecideSurveysTest, A_survey_without_its_key_asks_nobody_and_loses_nothing) {
  answers(aigul, {"1"});
  const auto key = disk->survey_keys.at(survey);
  disk->survey_keys.clear();
  restart();
  dials(berik, "*555*1#");
  EXPECT_EQ(asks(berik, survey), Verdict::wait);
  EXPECT_EQ(kept(), 1u);
  disk->survey_keys[survey] = key;
  restart();
  EXPECT_THAT(enters(aigul, "3"), StartsWith("3/4 "));
}

TEST_F(DecideSurveysTest, S2_it_closes_when_its_time_has_come_and_not_before) {
  EXPECT_EQ(ask({}, CloseSurvey{survey}).fault, Fault::move_refused);
  moves_clock("2016-03-12 10:00");
  EXPECT_EQ(ask({}, CloseSurvey{survey}).fault, Fault::none);
  EXPECT_EQ(ask({}, CloseSurvey{999}).fault, Fault::unknown_campaign);
}

TEST_F(DecideSurveysTest, S2_a_report_is_released_once_after_the_close_and_by_whom_is_kept) {
  EXPECT_EQ(ask({}, ReleaseReport{survey, "dana"}).fault, Fault::move_refused);
  EXPECT_EQ(ask({}, KeepReport{survey, {}}).fault, Fault::move_refused);
  moves_clock("2016-03-12 10:00");
  EXPECT_EQ(ask({}, KeepReport{survey, {}}).fault, Fault::none);
  EXPECT_EQ(ask({}, ReleaseReport{survey, ""}).fault, Fault::move_refused);
  EXPECT_EQ(ask({}, ReleaseReport{survey, "dana"}).fault, Fault::none);
  EXPECT_EQ(campaign(survey).released_by, "dana");
  EXPECT_EQ(ask({}, ReleaseReport{survey, "erlan"}).fault, Fault::move_refused);
  restart();
  EXPECT_EQ(campaign(survey).released_by, "dana");
}

TEST_F(DecideSurveysTest, A_survey_without_questions_and_a_message_with_some_are_refused) {
  auto asked = cafe_plan();
  asked.plan.survey.reset();
  EXPECT_THAT(ask({}, asked).detail, HasSubstr("\"survey\" is missing"));
  asked = cafe_plan();
  asked.plan.kind = ContactKind::message;
  EXPECT_THAT(ask({}, asked).detail, HasSubstr("belongs to the kind"));
  asked = cafe_plan();
  asked.plan.survey->questions[3].next = 0;
  EXPECT_THAT(ask({}, asked).detail, HasSubstr("\"survey.questions[4].next\" makes a loop"));
}

// --- the administrator (facts: "an administrator with all stores after the key is gone")

/// Who has every store, and reads a person's answers out of them as the engine itself would.
std::optional<survey::Progress> read_by_administrator(store::Store& store, std::uint32_t survey,
                                                      SubscriberId whom) {
  const auto key = store.survey_key(survey);
  if (!key) return {};
  const auto respondent = respondent_of(*key, whom);
  for (const auto& row : store.answers(survey)) {
    if (row.respondent != respondent) continue;
    if (const auto octets = unseal(*key, respondent, row.sealed)) {
      return survey::progress_from(survey::cafe(), *octets);
    }
  }
  return {};
}

TEST_F(DecideSurveysTest, S2_an_administrator_learns_nothing_once_the_key_is_gone) {
  answers(aigul, {"1", "13", "33", "7"});
  ASSERT_EQ(participation(aigul), Participation::completed);
  const auto whom = *store().find(aigul);
  EXPECT_TRUE(read_by_administrator(store(), survey, whom)) << "this attack works with the key";

  const auto backup = store().answers(survey);  // a copy of every row, taken in time
  ASSERT_TRUE(store().destroy_answers(survey));
  EXPECT_FALSE(read_by_administrator(store(), survey, whom));
  EXPECT_EQ(kept(), 0u);

  // The copy neither says what was answered, nor whose it is: not by guessing ids either.
  EXPECT_FALSE(store().survey_key(survey));
  const auto another = store().make_survey_key(survey);
  for (const auto& row : backup) {
    for (std::uint32_t id = 1; id <= store().subscribers(); ++id) {
      EXPECT_NE(respondent_of(*another, {id}), row.respondent);
    }
    EXPECT_FALSE(unseal(*another, row.respondent, row.sealed));
  }
}

TEST_F(DecideSurveysTest, S2_an_answer_cannot_be_passed_off_as_somebody_elses) {
  answers(aigul, {"1"});
  const auto key = *store().survey_key(survey);
  const auto row = store().answers(survey).front();
  EXPECT_TRUE(unseal(key, row.respondent, row.sealed));
  EXPECT_FALSE(unseal(key, respondent_of(key, {99}), row.sealed));
  auto changed = row.sealed;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_FALSE(unseal(key, row.respondent, changed));
  EXPECT_FALSE(unseal(key, row.respondent, ""));
}

}  // namespace
}  // namespace airperk::engine
