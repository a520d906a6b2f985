#include "core/survey/prompt.h"

#include <fmt/format.h>

#include <charconv>

namespace airperk::survey {

namespace {

bool is_choice(const Question& question) {
  return question.kind == QuestionKind::single || question.kind == QuestionKind::multiple;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size()) return {};
  return number;
}

/// The options that the digits name: bit i is option i.
std::optional<std::int64_t> options_named(std::string_view digits, std::size_t count) {
  std::int64_t named = 0;
  for (const char each : digits) {
    if (each == ' ' || each == ',' || each == ';') continue;
    if (each < '1' || static_cast<std::size_t>(each - '0') > count) return {};
    named |= std::int64_t{1} << (each - '1');
  }
  if (named == 0) return {};
  return named;
}

}  // namespace

std::string_view without_blanks(std::string_view input) {
  constexpr std::string_view blanks = " \t\r\n.";
  const auto begin = input.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return {};
  return input.substr(begin, input.find_last_not_of(blanks) - begin + 1);
}

programme::Language spoken(programme::Language language, const programme::Programme& programme) {
  return programme.speaks(language) ? language : programme.languages.front();
}

bool can_be_asked(const programme::Programme& programme) {
  return programme.texts.has(programme::Text::survey_skip, programme.languages.front());
}

std::string_view skip_key(const Question& question) {
  return is_choice(question) ? "9" : "00";
}

std::string prompt(const Questionnaire& questionnaire, std::size_t place,
                   programme::Language language, const programme::Programme& programme) {
  const auto& question = questionnaire.questions[place];
  auto words = fmt::format("{}/{} {}", place + 1, questionnaire.questions.size(),
                           in_language(question.texts, language));
  for (std::size_t i = 0; i < question.options.size(); ++i) {
    words += fmt::format("\n{}.{}", i + 1, in_language(question.options[i].texts, language));
  }
  const auto key = skip_key(question);
  language = spoken(language, programme);
  return words + "\n" +
         programme.texts.fill(programme::Text::survey_skip, language, {{"key", key}});
}

std::optional<Answer> read_answer(const Question& question, std::string_view input) {
  const auto said = without_blanks(input);
  if (said.empty()) return {};
  if (said == skip_key(question)) return Answer{AnswerState::skipped, 0};
  if (question.kind == QuestionKind::multiple) {
    const auto options = options_named(said, question.options.size());
    if (!options) return {};
    return Answer{AnswerState::given, *options};
  }
  const auto number = whole_number(said);
  if (!number) return {};
  if (question.kind == QuestionKind::single) {
    const auto options = static_cast<std::int64_t>(question.options.size());
    if (*number < 1 || *number > options) return {};
    return Answer{AnswerState::given, *number - 1};
  }
  if (*number < question.lowest || *number > question.highest) return {};
  return Answer{AnswerState::given, *number};
}

}  // namespace airperk::survey
