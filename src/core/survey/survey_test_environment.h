#pragma once

#include <gmock/gmock.h>

#include "core/programme/test_files.h"
#include "core/survey/answers.h"

/// Questionnaires for tests: short words, so that many fit a screen.
namespace airperk::survey {

inline Texts words(std::string kazakh, std::string english = "") {
  Texts texts = {{*programme::Language::parse("kk"), std::move(kazakh)}};
  if (!english.empty()) texts[*programme::Language::parse("en")] = std::move(english);
  return texts;
}

inline Question choice(std::string text, std::vector<std::string> options,
                       QuestionKind kind = QuestionKind::single) {
  Question question;
  question.kind = kind;
  question.texts = words(std::move(text));
  for (auto& option : options) question.options.push_back({words(std::move(option))});
  return question;
}

inline Question number(std::string text, std::int64_t lowest, std::int64_t highest,
                       std::vector<std::int64_t> bands = {}) {
  Question question;
  question.kind = bands.empty() ? QuestionKind::scale : QuestionKind::number;
  question.texts = words(std::move(text));
  question.lowest = lowest;
  question.highest = highest;
  question.bands = std::move(bands);
  return question;
}

constexpr Answer given(std::int64_t value) {
  return {AnswerState::given, value};
}
constexpr Answer skipped = {AnswerState::skipped, 0};

/// Whoever says No to the first goes past the second.
inline Questionnaire cafe() {
  Questionnaire cafe;
  cafe.questions = {choice("Cafe?", {"Yes", "No"}),
                    choice("What?", {"Tea", "Coffee", "Cake"}, QuestionKind::multiple),
                    number("Age?", 10, 99, {18, 30, 50}), number("How good?", 0, 10)};
  cafe.questions[0].options[1].next = 2;
  return cafe;
}

}  // namespace airperk::survey
