#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

#include "core/report/make_report.h"
#include "core/report/stages.h"

/// Surveys and the people who answer them, in the fewest words.
namespace airperk::report {

using survey::Question;
using survey::Questionnaire;

inline Question choice(std::vector<survey::Place> nexts) {
  Question question;
  for (const auto next : nexts) question.options.push_back({.next = next});
  return question;
}
inline Question choice_of(std::size_t options) {
  return choice(std::vector<survey::Place>(options, survey::in_order));
}
inline Question multiple_of(std::size_t options) {
  auto question = choice_of(options);
  question.kind = survey::QuestionKind::multiple;
  return question;
}
inline Question scale(std::int64_t lowest, std::int64_t highest) {
  return {.kind = survey::QuestionKind::scale, .lowest = lowest, .highest = highest};
}
inline Question number(std::vector<std::int64_t> bands) {
  return {.kind = survey::QuestionKind::number, .highest = 1000, .bands = std::move(bands)};
}
inline Questionnaire asks(std::vector<Question> questions) {
  return {.questions = std::move(questions)};
}

inline constexpr std::int64_t skip = -1;

/// Of one person, in the order of what they were asked.
using Replies = std::vector<std::int64_t>;

inline survey::Answers answered(const Questionnaire& questionnaire, const Replies& replies) {
  auto answers = survey::unanswered(questionnaire);
  for (const auto reply : replies) {
    const auto place = survey::next_question(questionnaire, answers);
    if (!place) {
      ADD_FAILURE() << "more replies than questions";
      break;
    }
    answers.of[*place] = reply == skip ? survey::Answer{survey::AnswerState::skipped, 0}
                                       : survey::Answer{survey::AnswerState::given, reply};
  }
  EXPECT_FALSE(survey::next_question(questionnaire, answers)) << "fewer replies than questions";
  return answers;
}

/// People of whom so many gave these replies.
using Crowd = std::vector<std::pair<std::uint32_t, Replies>>;

inline std::vector<survey::Answers> answered(const Questionnaire& questionnaire,
                                             const Crowd& crowd) {
  std::vector<survey::Answers> all;
  for (const auto& [count, replies] : crowd) {
    if (count > 0) all.insert(all.end(), count, answered(questionnaire, replies));
  }
  return all;
}

inline SurveyReport report_of(const Questionnaire& questionnaire, const Crowd& crowd,
                              const Protection& protection = {}) {
  return make_report(questionnaire, answered(questionnaire, crowd), protection);
}

/// What would be told without one of the protections, or without some.
inline SurveyReport report_without(std::initializer_list<Stage> left_out,
                                   const Questionnaire& questionnaire, const Crowd& crowd,
                                   const Protection& protection = {}) {
  const auto all = answered(questionnaire, crowd);
  auto drafted = draft(questionnaire, all);
  for (const auto stage : stages) {
    if (std::find(left_out.begin(), left_out.end(), stage) == left_out.end()) {
      stage(drafted, protection);
    }
  }
  return finished(drafted);
}

inline constexpr std::uint32_t hidden = 0xFFFF'FFFF;

/// The counts of a table as one reads them; nothing where it is withheld.
inline std::vector<std::uint32_t> counts(const Table& table) {
  std::vector<std::uint32_t> counts;
  for (const auto& cell : table.cells) counts.push_back(cell.hidden ? hidden : cell.count);
  return counts;
}

}  // namespace airperk::report
