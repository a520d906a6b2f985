#include "core/dialogue/dial.h"

#include "core/outreach/outreach_test_environment.h"

namespace airperk::dialogue {
namespace {

using outreach::OutreachTest;
using programme::Language;
using subscriber::Channel;
using subscriber::ContactKind;
using subscriber::ContactState;
using subscriber::Participation;
using ::testing::HasSubstr;

constexpr const char* first_question = "1/4 Cafe?\n1.Yes\n2.No\n9.Skip";
constexpr const char* second_question = "2/4 What?\n1.Tea\n2.Coffee\n3.Cake\n9.Skip";
constexpr const char* third_question = "3/4 Age?\n00.Skip";
constexpr const char* invitation_text = "Kofe kk\n1.Begin\n2.Later\n3.No";
constexpr const char* none_open = "There is no survey for you now.";

/// A was invited to a survey about cafes and speaks English; answers are kept here as the engine
/// keeps them.
class InterviewTest : public OutreachTest {
 protected:
  InterviewTest() {
    a.asks(subscriber::SetLanguage{*Language::parse("en")});
    campaign = invites(Channel::ussd);
  }
  std::uint32_t invites(Channel channel) {
    auto plan = outreach::sound_plan(world, ContactKind::survey);
    plan.channel = channel;
    plan.survey->bonus = bonus;
    plan.survey->bonus_validity = Duration::days(7);
    const auto id = approved(plan);
    EXPECT_EQ(asks(a, id), outreach::Verdict::take);
    hears(a, id, ContactState::handed_over);
    return id;
  }

  Surveyed surveyed() {
    const auto* open = outreach::open_survey(a.up_to_date(), campaigns, world.now);
    if (!open) return {};
    Surveyed found{open, {}};
    if (const auto at = kept.find(open->id); at != kept.end()) found.answers = at->second;
    return found;
  }
  void keep(const std::optional<KeptAnswers>& change) {
    if (!change) return;
    if (change->answers) {
      kept[change->campaign] = *change->answers;
    } else {
      kept.erase(change->campaign);
    }
  }
  std::string sends(std::uint64_t in_session, bool begins, std::string text) {
    const Dial dial{in_session, begins, std::move(text)};
    const auto now = surveyed();
    auto answered = answer(a.up_to_date(), dial, now, world.context());
    a.happen(answered.facts);
    keep(answered.kept);
    ended = answered.screen.ended;
    return answered.screen.text;
  }
  std::string dials(std::string text) { return sends(++session, true, std::move(text)); }
  std::string enters(std::string text) { return sends(session, false, std::move(text)); }
  std::string writes(std::string text, Channel channel = Channel::sms) {
    const auto now = surveyed();
    auto turn =
        answer(a.up_to_date(), SurveyReply{channel, 0, std::move(text)}, now, world.context());
    a.happen(turn.facts);
    keep(turn.kept);
    ended = turn.at == Turn::At::end;
    return turn.text;
  }
  Participation participation() {
    return subscriber::find_contact(a.record(), campaign)->participation;
  }
  void closes() { at("2016-04-30 00:00"); }

  Amount bonus;
  std::uint32_t campaign = 0;
  std::map<std::uint32_t, survey::Answers> kept;
  std::uint64_t session = 500;
  bool ended = false;
};

TEST_F(InterviewTest, S1_the_answer_to_a_pushed_invitation_begins_the_survey) {
  EXPECT_EQ(sends(9000, false, "1"), first_question);
  EXPECT_FALSE(ended);
  EXPECT_EQ(participation(), Participation::started);
}

TEST_F(InterviewTest, S1_the_code_offers_it_and_questions_follow_with_their_branches) {
  EXPECT_EQ(dials("*555*3#"), invitation_text);
  EXPECT_EQ(enters("1"), first_question);
  EXPECT_EQ(enters("2"), third_question) << "No goes past what was drunk";
  EXPECT_EQ(enters("33"), "4/4 How good?\n00.Skip");
  EXPECT_EQ(enters("0"), "Thank you! Answers carry no name.") << "0 is on that scale";
  EXPECT_TRUE(ended);
  EXPECT_EQ(participation(), Participation::completed);
  EXPECT_EQ(survey::next_question(survey::cafe(), kept.at(campaign)), std::nullopt);
  EXPECT_EQ(dials("*555*3#"), none_open);
}

TEST_F(InterviewTest, Bad_input_shows_the_question_again) {
  dials("*555*3#");
  enters("1");
  EXPECT_EQ(enters("7"), first_question);
  EXPECT_EQ(enters("yes"), first_question);
  EXPECT_TRUE(kept.empty());
}

TEST_F(InterviewTest, S1_one_that_was_broken_off_goes_on_where_it_stood) {
  dials("*555*3#");
  enters("1");
  enters("1");
  EXPECT_EQ(dials("*555*3#"), "The survey is not finished (2 of 4).\n1.Go on\n2.Later\n3.No");
  EXPECT_EQ(enters("1"), second_question);
  EXPECT_EQ(enters("0"), "The survey is not finished (2 of 4).\n1.Go on\n2.Later\n3.No");
  EXPECT_EQ(enters("2"), "The survey waits for you: *555*3#");
  EXPECT_EQ(participation(), Participation::started);
}

TEST_F(InterviewTest, S1_a_refusal_is_for_good_and_erases_what_was_said) {
  dials("*555*3#");
  enters("1");
  enters("1");
  ASSERT_FALSE(kept.empty());
  dials("*555*3#");
  EXPECT_EQ(enters("3"), "All right. Your answers are erased.");
  EXPECT_TRUE(kept.empty());
  EXPECT_EQ(participation(), Participation::refused);
  EXPECT_EQ(dials("*555*3#"), none_open);
}

TEST_F(InterviewTest, S1_by_SMS_each_message_is_an_answer) {
  a.happen({subscriber::SurveyMoved{campaign, Participation::refused, Channel::ussd}});
  campaign = invites(Channel::sms);
  EXPECT_THAT(writes("hello"), HasSubstr("1 - begin, 3 - no"));
  EXPECT_EQ(writes("1"), first_question);
  EXPECT_EQ(writes("1"), second_question);
  EXPECT_EQ(writes("0"), "The survey waits for you: *555*3#");
  EXPECT_EQ(writes("1 3"), third_question);
  EXPECT_EQ(writes("00"), "4/4 How good?\n00.Skip");
  EXPECT_EQ(writes("10"), "Thank you! Answers carry no name.");
  EXPECT_EQ(writes("1"), "") << "nothing is answered to what is no answer";
}

TEST_F(InterviewTest, S1_a_call_begins_with_the_question_where_it_stands) {
  writes("1", Channel::call);
  EXPECT_EQ(writes("", Channel::call), first_question);
  EXPECT_EQ(writes("1", Channel::call), second_question);
}

TEST_F(InterviewTest, B6_completing_gives_the_bonus_once) {
  a.happen({subscriber::SurveyMoved{campaign, Participation::refused, Channel::ussd}});
  bonus = Amount::units(50);
  campaign = invites(Channel::ussd);
  dials("*555*3#");
  for (const auto* said : {"1", "9", "9", "00"}) enters(said);
  EXPECT_EQ(enters("00"), "Thank you! Bonus: 50 tenge until 14 Mar 10:00.");
  const auto& balances = a.record().balances;
  EXPECT_EQ(std::count_if(balances.begin(), balances.end(),
                          [](const auto& b) { return b.left == Amount::units(50).in_nano(); }),
            1);
  EXPECT_EQ(dials("*555*3#"), none_open);
}

TEST_F(InterviewTest, S2_no_answer_is_taken_once_it_has_closed) {
  dials("*555*3#");
  enters("1");
  closes();
  EXPECT_EQ(enters("1"), none_open);
  EXPECT_TRUE(kept.empty());
}

TEST_F(InterviewTest, A_cancelled_survey_asks_nobody) {
  moves(campaign, outreach::CampaignState::cancelled);
  EXPECT_EQ(dials("*555*3#"), none_open);
}

TEST_F(InterviewTest, Nobody_answers_what_they_were_not_invited_to) {
  subscriber::Person b(world, 2);
  const auto* open = outreach::open_survey(b.up_to_date(), campaigns, world.now);
  EXPECT_EQ(open, nullptr);
}

}  // namespace
}  // namespace airperk::dialogue
