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

  /// The survey that this input may be about, as the engine finds it.
  template <typename Wanted>
  Surveyed surveyed(Wanted wanted) {
    for (const auto* open :
         outreach::open_surveys(a.up_to_date(), campaigns, world.programme(), world.now)) {
      Surveyed found{open, {}};
      if (const auto at = kept.find(open->id); at != kept.end()) found.progress = at->second;
      if (wanted(found)) return found;
    }
    return {};
  }
  void keep(const std::optional<KeptProgress>& change) {
    if (!change) return;
    if (change->progress) {
      kept[change->campaign] = *change->progress;
    } else {
      kept.erase(change->campaign);
    }
  }
  std::string sends(std::uint64_t in_session, bool begins, std::string text,
                    std::uint32_t asked_by = 0) {
    Dial dial{in_session, begins, std::move(text)};
    dial.asked_by = asked_by;
    auto now = surveyed([&](const Surveyed& found) {
      return asked_by == found.campaign->id || dial.text == "*555*3#" ||
             (found.progress && found.progress->session == in_session);
    });
    now.was_pushed = now.campaign && asked_by == now.campaign->id;
    auto answered = answer(a.up_to_date(), dial, now, world.context());
    a.happen(answered.facts);
    keep(answered.kept);
    ended = answered.screen.ended;
    return answered.screen.text;
  }
  std::string dials(std::string text) { return sends(++session, true, std::move(text)); }
  std::string enters(std::string text) { return sends(session, false, std::move(text)); }
  /// By SMS. What is said back arrives, unless the network is out of order.
  std::string writes(std::string text) {
    const auto now = surveyed([](const Surveyed&) { return true; });
    const Interview interview(a.up_to_date(), now, Channel::sms, world.context());
    if (!interview.is_open()) return "";
    auto turn = interview.hear_message(text);
    a.happen(turn.facts);
    keep(turn.kept);
    ended = turn.ended;
    const auto at = kept.find(campaign);
    if (!turn.text.empty() && at != kept.end() && in_order) at->second.told = at->second.begun;
    return turn.text;
  }
  /// In a call.
  std::string keys(std::uint32_t turn, std::string said) {
    const auto now = surveyed([](const Surveyed&) { return true; });
    const Interview interview(a.up_to_date(), now, Channel::call, world.context());
    auto heard = interview.hear_key(turn, said);
    a.happen(heard.facts);
    keep(heard.kept);
    return heard.text;
  }
  /// Refuses the one that they were invited to, and is invited to another.
  void again(Channel channel) {
    a.happen({subscriber::SurveyMoved{campaign, Participation::refused, Channel::ussd}});
    campaign = invites(channel);
  }
  Participation participation() {
    return subscriber::find_contact(a.record(), campaign)->participation;
  }
  void closes() { at("2016-04-30 00:00"); }

  Amount bonus;
  std::uint32_t campaign = 0;
  std::map<std::uint32_t, survey::Progress> kept;
  bool in_order = true;
  std::uint64_t session = 500;
  bool ended = false;
};

TEST_F(InterviewTest, S1_the_answer_to_a_pushed_invitation_begins_the_survey) {
  EXPECT_EQ(sends(9000, false, "1", campaign), first_question);
  EXPECT_FALSE(ended);
  EXPECT_EQ(sends(9000, false, "2"), third_question);
}

TEST_F(InterviewTest, C3_whoever_is_of_the_control_group_is_not_asked) {
  a.happen({subscriber::SurveyMoved{campaign, Participation::refused, Channel::ussd}});
  auto plan = outreach::sound_plan(world, ContactKind::survey);
  plan.channel = Channel::ussd;
  const auto withheld = approved(plan);
  a.happen({subscriber::ContactWithheld{withheld, ContactKind::survey, Channel::ussd}});
  EXPECT_EQ(dials("*555*3#"), none_open);
}

TEST_F(InterviewTest, A_menu_that_stood_in_a_dialogue_of_that_name_does_not_hear_the_answer) {
  dials("*555#");
  enters("4");  // "Leave?"
  EXPECT_EQ(sends(session, false, "1", campaign), first_question);
  EXPECT_TRUE(a.record().is_member());
  for (const auto* said : {"2", "33"}) enters(said);
  EXPECT_EQ(enters("7"), "Thank you! Answers carry no name.");
  enters("1");
  EXPECT_TRUE(a.record().is_member());
}

TEST_F(InterviewTest, A_code_dialled_in_a_dialogue_of_that_name_is_not_the_surveys) {
  dials("*555*3#");
  enters("1");
  sends(session, true, "*555#");
  EXPECT_THAT(enters("1"), HasSubstr("1000")) << "the balance, and no answer";
}

TEST_F(InterviewTest, An_answer_to_the_invitation_is_none_to_a_question) {
  dials("*555*3#");
  enters("1");
  EXPECT_EQ(sends(9000, false, "1", campaign), first_question);
  EXPECT_EQ(survey::turn_of(kept.at(campaign).answers), 0u);
}

TEST_F(InterviewTest, S1_the_code_offers_it_and_questions_follow_with_their_branches) {
  EXPECT_EQ(dials("*555*3#"), invitation_text);
  EXPECT_EQ(enters("1"), first_question);
  EXPECT_EQ(enters("2"), third_question) << "No goes past what was drunk";
  EXPECT_EQ(enters("33"), "4/4 How good?\n00.Skip");
  EXPECT_EQ(enters("0"), "Thank you! Answers carry no name.") << "0 is on that scale";
  EXPECT_TRUE(ended);
  EXPECT_EQ(participation(), Participation::completed);
  EXPECT_EQ(survey::next_question(survey::cafe(), kept.at(campaign).answers), std::nullopt);
  EXPECT_EQ(dials("*555*3#"), none_open);
}

TEST_F(InterviewTest, S2_records_know_nothing_before_the_end) {
  const auto before = a.record();
  dials("*555*3#");
  for (const auto* said : {"1", "1", "13", "0"}) enters(said);
  EXPECT_EQ(a.record(), before);
}

TEST_F(InterviewTest, Bad_input_shows_the_question_again) {
  dials("*555*3#");
  enters("1");
  EXPECT_EQ(enters("7"), first_question);
  EXPECT_EQ(enters("yes"), first_question);
  EXPECT_EQ(survey::turn_of(kept.at(campaign).answers), 0u);
}

TEST_F(InterviewTest, S1_one_that_was_broken_off_goes_on_where_it_stood) {
  dials("*555*3#");
  enters("1");
  enters("1");
  EXPECT_EQ(dials("*555*3#"), "The survey is not finished (2 of 4).\n1.Go on\n2.Later\n3.No");
  EXPECT_EQ(enters("1"), second_question);
  EXPECT_EQ(enters("0"), "The survey is not finished (2 of 4).\n1.Go on\n2.Later\n3.No");
  EXPECT_EQ(enters("2."), "The survey waits for you: *555*3#");
  EXPECT_EQ(participation(), Participation::none);
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

/// Asked by SMS.
class SmsInterviewTest : public InterviewTest {
 protected:
  SmsInterviewTest() { again(Channel::sms); }
};

TEST_F(SmsInterviewTest, S1_each_message_is_an_answer) {
  EXPECT_THAT(writes("hello"), HasSubstr("1 - begin, 3 - no"));
  EXPECT_EQ(writes("1."), first_question);
  EXPECT_EQ(writes("1"), second_question);
  EXPECT_EQ(writes("1 3"), third_question);
  EXPECT_EQ(writes("00"), "4/4 How good?\n00.Skip");
  EXPECT_EQ(writes("10"), "Thank you! Answers carry no name.");
  EXPECT_EQ(writes("1"), "") << "nothing is answered to what is no answer";
}

TEST_F(SmsInterviewTest, A_question_that_the_network_has_not_taken_is_not_answered) {
  writes("1");
  in_order = false;
  EXPECT_EQ(writes("1"), second_question) << "it does not arrive";
  EXPECT_EQ(writes("1"), second_question) << "so this is the answer to the first, said again";
  EXPECT_EQ(survey::turn_of(kept.at(campaign).answers), 1u);
  in_order = true;
  writes("1");
  EXPECT_EQ(writes("13"), third_question);
}

TEST_F(SmsInterviewTest, Who_is_never_understood_is_not_told_so_for_ever) {
  for (int i = 0; i < 3; ++i) EXPECT_NE(writes("I am away"), "");
  EXPECT_EQ(writes("I am away"), "");
  EXPECT_EQ(writes("1"), first_question);
}

TEST_F(InterviewTest, S1_what_is_keyed_twice_is_one_answer) {
  again(Channel::call);
  EXPECT_EQ(keys(0, "1"), first_question);
  EXPECT_EQ(keys(0, "1"), first_question) << "the PBX says it again";
  EXPECT_EQ(keys(1, "1"), second_question);
  EXPECT_EQ(keys(1, "1"), second_question);
  EXPECT_EQ(keys(2, ""), second_question) << "to hear it again";
  EXPECT_EQ(keys(2, "13"), third_question);
}

TEST_F(InterviewTest, B6_completing_gives_the_bonus_once) {
  bonus = Amount::units(50);
  again(Channel::ussd);
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
  enters("1");
  EXPECT_EQ(survey::turn_of(kept.at(campaign).answers), 0u);
  EXPECT_EQ(dials("*555*3#"), none_open);
}

TEST_F(InterviewTest, A_cancelled_survey_asks_nobody) {
  moves(campaign, outreach::CampaignState::cancelled);
  EXPECT_EQ(dials("*555*3#"), none_open);
}

TEST_F(InterviewTest, Nobody_answers_what_they_were_not_invited_to) {
  subscriber::Person b(world, 2);
  EXPECT_TRUE(
      outreach::open_surveys(b.up_to_date(), campaigns, world.programme(), world.now).empty());
}

TEST_F(InterviewTest, A_programme_that_lost_the_texts_asks_nobody_and_harms_nobody) {
  dials("*555*3#");
  enters("1");
  auto without = world.programme();
  without.texts = {};
  EXPECT_TRUE(outreach::open_surveys(a.up_to_date(), campaigns, without, world.now).empty());
}

TEST_F(InterviewTest, Who_speaks_what_the_programme_no_longer_does_is_asked_in_its_first_language) {
  auto fewer = world.programme();
  fewer.languages = {*Language::parse("kk")};
  EXPECT_THAT(outreach::invitation(campaigns.find(campaign)->plan, *Language::parse("en"), fewer),
              HasSubstr("1.Бастау"));
}

}  // namespace
}  // namespace airperk::dialogue
