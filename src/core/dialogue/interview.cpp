#include "core/dialogue/interview.h"

#include "core/programme/said.h"
#include "core/subscriber/contacts.h"

namespace airperk::dialogue {

using programme::Text;
using subscriber::Channel;
using subscriber::Participation;

Interview::Interview(const subscriber::Record& record, const Surveyed& surveyed, Channel channel,
                     const subscriber::Context& context)
    : record_(record), surveyed_(surveyed), channel_(channel), context_(context) {}

bool Interview::is_begun() const {
  if (!is_open()) return false;
  const auto* contact = subscriber::find_contact(record_, surveyed_.campaign->id);
  return contact && contact->participation == Participation::started;
}

bool Interview::takes_zero() const {
  const auto place = survey::next_question(questionnaire(), answers());
  return place && survey::read_answer(questionnaire().questions[*place], "0").has_value();
}

survey::Answers Interview::answers() const {
  return surveyed_.answers ? *surveyed_.answers : survey::unanswered(questionnaire());
}

std::string Interview::words(Text text, programme::Texts::Values values) const {
  return context_.programme().texts.fill(text, record_.language, values);
}

subscriber::Fact Interview::moved(Participation to) const {
  return subscriber::SurveyMoved{surveyed_.campaign->id, to, channel_};
}

Turn Interview::offer() const {
  Turn turn;
  turn.at = Turn::At::offer;
  if (!is_begun()) {
    const auto& plan = surveyed_.campaign->plan;
    const auto& text = outreach::text_for(plan, record_.language);
    turn.text = outreach::invitation(text, record_.language, channel_, context_.programme());
    return turn;
  }
  const auto place = survey::next_question(questionnaire(), answers()).value_or(0);
  const auto number = std::to_string(place + 1);
  const auto count = std::to_string(questionnaire().questions.size());
  turn.text = words(Text::survey_resume, {{"number", number}, {"count", count}});
  return turn;
}

Turn Interview::choose(std::string_view said) const {
  if (said == "1") return ask();
  if (said == "2") return put_off();
  if (said == "3") return refuse();
  return offer();
}

Turn Interview::ask() const {
  auto turn = question(answers());
  if (!is_begun()) turn.facts.push_back(moved(Participation::started));
  return turn;
}

Turn Interview::question(const survey::Answers& answers) const {
  Turn turn;
  turn.at = Turn::At::question;
  const auto place = survey::next_question(questionnaire(), answers).value_or(0);
  turn.text = survey::prompt(questionnaire(), place, record_.language, context_.programme());
  return turn;
}

Turn Interview::reply(std::string_view said) const {
  auto all = answers();
  const auto place = survey::next_question(questionnaire(), all);
  if (!place) return complete(std::move(all));
  const auto answer = survey::read_answer(questionnaire().questions[*place], said);
  if (!answer) return question(all);
  all.of[*place] = *answer;
  if (!survey::next_question(questionnaire(), all)) return complete(std::move(all));
  auto turn = question(all);
  turn.kept = KeptAnswers{surveyed_.campaign->id, std::move(all)};
  return turn;
}

Turn Interview::put_off() const {
  Turn turn;
  turn.text = words(Text::survey_later);
  return turn;
}

Turn Interview::refuse() const {
  Turn turn;
  turn.text = words(Text::survey_refused);
  turn.facts.push_back(moved(Participation::refused));
  turn.kept = KeptAnswers{surveyed_.campaign->id, {}};
  return turn;
}

Turn Interview::complete(survey::Answers answers) const {
  Turn turn;
  turn.facts.push_back(moved(Participation::completed));
  turn.kept = KeptAnswers{surveyed_.campaign->id, std::move(answers)};
  const auto& [questions, closes, bonus, validity] = questionnaire();
  turn.text = words(Text::survey_thanks);
  if (bonus.is_zero()) return turn;
  const subscriber::GrantExtra grant{bonus, validity, "survey: " + surveyed_.campaign->plan.name,
                                     surveyed_.campaign->approved_by};
  auto given = subscriber::decide(record_, grant, context_);
  if (!given) return turn;
  turn.facts.insert(turn.facts.end(), given->begin(), given->end());
  const auto amount = programme::said_amount(bonus);
  const auto until =
      programme::said_until(context_.programme(), record_.language, context_.now + validity);
  turn.text = words(Text::survey_thanks_bonus, {{"amount", amount}, {"until", until}});
  return turn;
}

Turn answer(const subscriber::Record& record, const SurveyReply& reply, const Surveyed& surveyed,
            const subscriber::Context& context) {
  const Interview interview(record, surveyed, reply.channel, context);
  if (!interview.is_open()) return {};
  if (!interview.is_begun()) return interview.choose(reply.text);
  if (reply.text.empty()) return interview.ask();
  if (reply.text == "0" && !interview.takes_zero()) return interview.put_off();
  return interview.reply(reply.text);
}

}  // namespace airperk::dialogue
