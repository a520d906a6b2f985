#include "core/dialogue/interview.h"

#include "core/outreach/slot.h"
#include "core/programme/said.h"

namespace airperk::dialogue {

using programme::Text;
using subscriber::Channel;
using subscriber::Participation;
using survey::Progress;

namespace {

/// Who is told so often that they were not understood is no person, or does not mean us.
constexpr std::uint8_t misread_most = 3;

}  // namespace

Interview::Interview(const subscriber::Record& record, const Surveyed& surveyed, Channel channel,
                     const subscriber::Context& context)
    : record_(record),
      surveyed_(surveyed),
      channel_(channel),
      context_(context),
      language_(survey::spoken(record.language, context.programme())) {
  if (surveyed.progress) {
    progress_ = *surveyed.progress;
  } else if (is_open()) {
    progress_.answers = survey::unanswered(questionnaire());
  }
}

std::string Interview::words(Text text, programme::Texts::Values values) const {
  return context_.programme().texts.fill(text, language_, values);
}

bool Interview::takes_zero() const {
  const auto place = survey::next_question(questionnaire(), progress_.answers);
  return place && survey::read_answer(questionnaire().questions[*place], "0").has_value();
}

std::uint32_t Interview::turn() const {
  return progress_.begun ? 1 + survey::turn_of(progress_.answers) : 0;
}

Turn Interview::say(std::string text, Progress then) const {
  Turn turn;
  turn.ended = false;
  turn.text = std::move(text);
  if (!surveyed_.progress || then != *surveyed_.progress) {
    turn.kept = KeptProgress{surveyed_.campaign->id, std::move(then)};
  }
  return turn;
}

// --- USSD

Turn Interview::offer(std::uint64_t session) const {
  auto then = progress_;
  then.session = session;
  then.offered = true;
  if (!then.begun) return invite(std::move(then));
  const auto place = survey::next_question(questionnaire(), then.answers).value_or(0);
  const auto number = std::to_string(place + 1);
  const auto count = std::to_string(questionnaire().questions.size());
  return say(words(Text::survey_resume, {{"number", number}, {"count", count}}), std::move(then));
}

Turn Interview::hear(std::uint64_t session, std::string_view said) const {
  said = survey::without_blanks(said);
  auto then = progress_;
  then.session = session;
  const bool at_offer = was_pushed() || !then.begun || then.offered;
  if (at_offer && said == "2") {
    Turn turn;
    turn.text = words(Text::survey_later);
    turn.kept = leave();
    return turn;
  }
  if (at_offer && said != "1" && said != "3") return offer(session);
  if (at_offer) return choose(said, std::move(then));
  if (said == "0" && !takes_zero()) return offer(session);
  return reply(said, std::move(then));
}

std::optional<KeptProgress> Interview::leave() const {
  if (!surveyed_.progress || progress_.session == 0) return {};
  auto then = progress_;
  then.session = 0;
  return KeptProgress{surveyed_.campaign->id, std::move(then)};
}

// --- SMS and calls

Turn Interview::hear_message(std::string_view said) const {
  said = survey::without_blanks(said);
  auto then = progress_;
  then.told = false;  // whatever is said next has yet to be taken by the network
  const bool misread = progress_.begun
                           ? !survey::read_answer(questionnaire().questions[*survey::next_question(
                                                      questionnaire(), progress_.answers)],
                                                  said)
                           : said != "1" && said != "3";
  if (misread) {
    if (progress_.misread >= misread_most) return {};
    ++then.misread;
    return progress_.begun ? ask(std::move(then)) : invite(std::move(then));
  }
  then.misread = 0;
  if (!progress_.begun) return choose(said, std::move(then));
  return progress_.told ? reply(said, std::move(then)) : ask(std::move(then));
}

Turn Interview::hear_key(std::uint32_t turn, std::string_view said) const {
  said = survey::without_blanks(said);
  if (turn == this->turn() && !said.empty()) {
    return progress_.begun ? reply(said, progress_) : choose(said, progress_);
  }
  return progress_.begun ? ask(progress_) : invite(progress_);
}

// --- all

Turn Interview::invite(Progress then) const {
  const auto& plan = surveyed_.campaign->plan;
  return say(outreach::invitation(plan, language_, context_.programme()), std::move(then));
}

Turn Interview::choose(std::string_view said, Progress then) const {
  if (said == "1") return ask(std::move(then));
  if (said == "3") return refuse();
  return invite(std::move(then));
}

Turn Interview::ask(Progress then) const {
  then.begun = true;
  then.offered = false;
  const auto place = survey::next_question(questionnaire(), then.answers).value_or(0);
  auto text = survey::prompt(questionnaire(), place, language_, context_.programme());
  return say(std::move(text), std::move(then));
}

Turn Interview::reply(std::string_view said, Progress then) const {
  const auto place = survey::next_question(questionnaire(), then.answers);
  if (!place) return complete(std::move(then));
  const auto answer = survey::read_answer(questionnaire().questions[*place], said);
  if (!answer) return ask(std::move(then));
  then.answers.of[*place] = *answer;
  if (!survey::next_question(questionnaire(), then.answers)) return complete(std::move(then));
  return ask(std::move(then));
}

/// Whoever has come to an end has seen the invitation, which is told no sooner: when somebody began
/// would tell with this how many questions they were asked.
subscriber::Facts Interview::moved(Participation to) const {
  const auto id = surveyed_.campaign->id;
  auto facts = outreach::settle(record_, id, subscriber::ContactState::delivered, 0);
  facts.push_back(subscriber::SurveyMoved{id, to, channel_});
  return facts;
}

Turn Interview::refuse() const {
  Turn turn;
  turn.text = words(Text::survey_refused);
  turn.facts = moved(Participation::refused);
  turn.kept = KeptProgress{surveyed_.campaign->id, {}};
  return turn;
}

Turn Interview::complete(Progress then) const {
  then.session = 0;
  Turn turn;
  turn.facts = moved(Participation::completed);
  turn.kept = KeptProgress{surveyed_.campaign->id, std::move(then)};
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
      programme::said_until(context_.programme(), language_, context_.now + validity);
  turn.text = words(Text::survey_thanks_bonus, {{"amount", amount}, {"until", until}});
  return turn;
}

}  // namespace airperk::dialogue
