#include "store/archive/survey_form.h"

namespace airperk::store::archive {

using namespace survey;

namespace {

template <typename Form>
void texts_to_form(const Texts& texts, Form& form) {
  for (const auto& [language, text] : texts) form[language.packed()] = text;
}

template <typename Form>
Texts texts_from(const Form& form) {
  Texts texts;
  for (const auto& [language, text] : form) {
    texts[programme::Language::from_packed(language)] = text;
  }
  return texts;
}

/// Absent: the question after it.
template <typename Form>
Place next_from(const Form& form) {
  return form.has_next() ? static_cast<Place>(form.next()) : in_order;
}

void to_form(const Question& question, pb::HouseEvent::Questionnaire::Question& form) {
  form.set_kind(static_cast<std::uint32_t>(question.kind));
  texts_to_form(question.texts, *form.mutable_texts());
  for (const auto& option : question.options) {
    auto& f = *form.add_options();
    texts_to_form(option.texts, *f.mutable_texts());
    if (option.next != in_order) f.set_next(option.next);
  }
  form.set_lowest(question.lowest);
  form.set_highest(question.highest);
  for (const auto band : question.bands) form.add_bands(band);
  if (question.next != in_order) form.set_next(question.next);
}

Question from_form(const pb::HouseEvent::Questionnaire::Question& form) {
  Question question;
  question.kind = static_cast<QuestionKind>(form.kind());
  question.texts = texts_from(form.texts());
  for (const auto& f : form.options())
    question.options.push_back({texts_from(f.texts()), next_from(f)});
  question.lowest = form.lowest();
  question.highest = form.highest();
  question.bands.assign(form.bands().begin(), form.bands().end());
  question.next = next_from(form);
  return question;
}

}  // namespace

void to_form(const Questionnaire& questionnaire, pb::HouseEvent::Questionnaire& form) {
  for (const auto& question : questionnaire.questions) to_form(question, *form.add_questions());
  form.set_closes(questionnaire.closes.in_microseconds());
  form.set_bonus(questionnaire.bonus.in_nano());
  form.set_bonus_validity(questionnaire.bonus_validity.in_microseconds());
}

Questionnaire from_form(const pb::HouseEvent::Questionnaire& form) {
  Questionnaire questionnaire;
  for (const auto& f : form.questions()) questionnaire.questions.push_back(from_form(f));
  questionnaire.closes = Instant::microseconds(form.closes());
  questionnaire.bonus = Amount::nano(form.bonus());
  questionnaire.bonus_validity = Duration::microseconds(form.bonus_validity());
  return questionnaire;
}

void to_form(const outreach::SurveyReported& reported, pb::HouseEvent::SurveyReported& form) {
  form.set_id(reported.id);
  form.set_at(reported.at.in_microseconds());
  form.set_respondents(reported.report.respondents);
  for (const auto& table : reported.report.tables) {
    auto& f = *form.add_tables();
    f.set_question(table.question);
    f.set_withheld(table.withheld);
    f.set_base(table.base);
    for (const auto& cell : table.cells) {
      auto& c = *f.add_cells();
      c.set_first(cell.first);
      c.set_last(cell.last);
      c.set_hidden(cell.hidden);
      c.set_count(cell.count);
      c.set_percent(cell.percent);
    }
  }
}

outreach::SurveyReported from_form(const pb::HouseEvent::SurveyReported& form) {
  outreach::SurveyReported reported;
  reported.id = form.id();
  reported.at = Instant::microseconds(form.at());
  reported.report.respondents = form.respondents();
  for (const auto& f : form.tables()) {
    auto& table = reported.report.tables.emplace_back();
    table.question = static_cast<std::uint16_t>(f.question());
    table.withheld = f.withheld();
    table.base = f.base();
    for (const auto& c : f.cells()) {
      table.cells.push_back({static_cast<std::uint16_t>(c.first()),
                             static_cast<std::uint16_t>(c.last()), c.hidden(), c.count(),
                             static_cast<std::uint8_t>(c.percent())});
    }
  }
  return reported;
}

}  // namespace airperk::store::archive
