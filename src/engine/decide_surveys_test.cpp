#include "engine/survey_test_environment.h"
#include "store/archive/archive.h"

namespace airperk::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using DecideSurveysTest = SurveyTest;

TEST_F(DecideSurveysTest, S1_an_interview_goes_on_after_a_restart_where_it_stood) {
  answers(aigul, {"1"});
  restart();
  EXPECT_THAT(enters(aigul, "3"), StartsWith("3/4 "));
  EXPECT_EQ(participation(aigul), Participation::started);
}

TEST_F(DecideSurveysTest, C3_an_invitation_that_is_answered_is_one_contact) {
  answers(aigul, {"1", "9", "00", "00"});
  EXPECT_EQ(record(aigul).counts.surveys, 1);
  EXPECT_EQ(record(aigul).counts.messages, 0);
}

TEST_F(DecideSurveysTest, S2_nothing_of_an_answer_stands_in_journal_or_record) {
  answers(aigul, {"2"});
  const auto after_no = disk->groups.size();
  enters(aigul, "33");
  const auto groups = disk->groups.size();
  ASSERT_EQ(groups, after_no + 1) << "an answer is committed";
  EXPECT_TRUE(disk->groups.back().batches.empty()) << "and is no event";
  EXPECT_EQ(kept(), 1u);
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

TEST_F(DecideSurveysTest, S1_a_refusal_erases_what_was_said) {
  answers(aigul, {"1"});
  dials(aigul, "*555*3#");
  ask(aigul, dialogue::SurveyReply{subscriber::Channel::ussd, survey, "0"});
  const auto offer = dials(aigul, "*555*3#");
  EXPECT_THAT(offer, HasSubstr("3."));
  dialogue::Dial no;
  no.session = 0;
  // The session that `dials` opened last goes on.
  no.session = record(aigul).dialogue.session;
  no.text = "3";
  ask(aigul, no);
  EXPECT_EQ(participation(aigul), Participation::refused);
  EXPECT_EQ(kept(), 0u);
}

TEST_F(DecideSurveysTest, By_SMS_only_what_was_asked_by_SMS_is_answered) {
  const auto writes = [this](std::string text) {
    const auto answer =
        ask(aigul, dialogue::SurveyReply{subscriber::Channel::sms, 0, std::move(text)});
    return std::get<dialogue::Screen>(answer.body).text;
  };
  EXPECT_EQ(writes("1"), "") << "this one was asked by USSD";
  EXPECT_EQ(participation(aigul), Participation::none);
}

TEST_F(DecideSurveysTest, S2_it_closes_when_its_time_has_come_and_not_before) {
  EXPECT_EQ(ask({}, CloseSurvey{survey}).fault, Fault::move_refused);
  moves_clock("2016-03-12 10:00");
  EXPECT_EQ(ask({}, CloseSurvey{survey}).fault, Fault::none);
  EXPECT_EQ(ask({}, CloseSurvey{999}).fault, Fault::unknown_campaign);
}

TEST_F(DecideSurveysTest, S2_a_report_is_released_once_after_the_close_and_by_whom_is_kept) {
  EXPECT_EQ(ask({}, ReleaseReport{survey, "dana"}).fault, Fault::move_refused);
  ask({}, KeepReport{survey, {}});
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
std::optional<survey::Answers> read_by_administrator(store::Store& store, std::uint32_t survey,
                                                     SubscriberId whom) {
  const auto key = store.survey_key(survey);
  if (!key) return {};
  const auto respondent = respondent_of(*key, whom);
  for (const auto& row : store.answers(survey)) {
    if (row.respondent != respondent) continue;
    if (const auto octets = unseal(*key, respondent, row.sealed)) {
      return survey::answers_from(survey::cafe(), *octets);
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
  const auto another = store().survey_key(survey);
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
