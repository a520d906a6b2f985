#include "core/report/tally.h"

#include <algorithm>

namespace airperk::report {
namespace {

using survey::QuestionKind;

std::size_t band_of(const survey::Question& question, std::int64_t value) {
  const auto& bands = question.bands;
  return static_cast<std::size_t>(std::upper_bound(bands.begin(), bands.end(), value) -
                                  bands.begin());
}

void count(Tally& tally, const survey::Question& question, std::int64_t value) {
  switch (question.kind) {
    case QuestionKind::single:
      ++tally.of[static_cast<std::size_t>(value)];
      return;
    case QuestionKind::multiple:
      for (std::size_t i = 0; i < tally.of.size(); ++i) tally.of[i] += value >> i & 1;
      return;
    case QuestionKind::number:
      ++tally.of[band_of(question, value)];
      return;
    case QuestionKind::scale:
      ++tally.of[static_cast<std::size_t>(value - question.lowest)];
      return;
  }
}

void count_all(Tallies& tallies, const survey::Questionnaire& questionnaire,
               const survey::Answers& answers) {
  ++tallies.respondents;
  std::size_t place = 0;
  while (place < tallies.of.size()) {
    const auto& question = questionnaire.questions[place];
    const auto& answer = answers.of[place];
    auto& of = tallies.of[place];
    ++of.asked;
    std::optional<std::size_t> option;
    if (answer.state == survey::AnswerState::skipped) {
      ++of.skipped;
    } else {
      count(of, question, answer.value);
      if (question.kind == QuestionKind::single) option = static_cast<std::size_t>(answer.value);
    }
    place = survey::next_place(questionnaire, place, option);
  }
}

}  // namespace

std::size_t category_count(const survey::Question& question) {
  switch (question.kind) {
    case QuestionKind::single:
    case QuestionKind::multiple:
      return question.options.size();
    case QuestionKind::number:
      return question.bands.size() + 1;
    case QuestionKind::scale:
      return static_cast<std::size_t>(question.highest - question.lowest + 1);
  }
  return 0;
}

Tallies tally(const survey::Questionnaire& questionnaire,
              std::span<const survey::Answers> completed) {
  Tallies tallies;
  for (const auto& question : questionnaire.questions) {
    tallies.of.push_back({.of = std::vector<std::uint32_t>(category_count(question))});
  }
  for (const auto& answers : completed) {
    if (survey::next_question(questionnaire, answers)) continue;
    count_all(tallies, questionnaire, answers);
  }
  return tallies;
}

}  // namespace airperk::report
