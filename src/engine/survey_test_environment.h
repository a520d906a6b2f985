#pragma once

#include "core/survey/survey_test_environment.h"
#include "engine/contact_test_environment.h"

namespace airperk::engine {

using subscriber::Participation;

/// Aigul is invited by USSD to a survey about cafes, which closes on 12 March at 10:00.
class SurveyTest : public ContactTest {
 protected:
  SurveyTest() { survey = invites(aigul, approved(cafe_plan())); }

  static PlanCampaign cafe_plan() {
    auto asked = plan(ContactKind::survey);
    asked.plan.channel = subscriber::Channel::ussd;
    asked.plan.survey = survey::cafe();
    asked.plan.survey->closes = Instant::beginning();
    return asked;
  }
  std::uint32_t invites(Msisdn who, std::uint32_t campaign) {
    EXPECT_EQ(asks(who, campaign), Verdict::take);
    hears(who, campaign, ContactState::handed_over);
    return campaign;
  }
  /// The pushed invitation, in the dialogue that it began.
  std::string accepts(Msisdn who) { return enters(who, "1", survey); }
  std::string enters(Msisdn who, std::string text, std::uint32_t asked_by = 0) {
    dialogue::Dial dial;
    dial.session = 77 + who.packed();
    dial.text = std::move(text);
    dial.asked_by = asked_by;
    return std::get<dialogue::Screen>(ask(who, std::move(dial)).body).text;
  }
  /// Begins, and says these things one after the other.
  void answers(Msisdn who, std::initializer_list<const char*> said) {
    accepts(who);
    for (const auto* each : said) enters(who, each);
  }
  Participation participation(Msisdn who) {
    return subscriber::find_contact(record(who), survey)->participation;
  }
  std::size_t kept() { return store().answers(survey).size(); }

  std::uint32_t survey = 0;
};

}  // namespace airperk::engine
