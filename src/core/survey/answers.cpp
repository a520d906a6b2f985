#include "core/survey/answers.h"

#include <algorithm>

namespace airperk::survey {

Answers unanswered(const Questionnaire& questionnaire) {
  return {std::vector<Answer>(questionnaire.questions.size())};
}

std::optional<std::size_t> next_question(const Questionnaire& questionnaire,
                                         const Answers& answers) {
  std::size_t place = 0;
  while (place < questionnaire.questions.size()) {
    const auto& answer = answers.of[place];
    if (answer.state == AnswerState::none) return place;
    std::optional<std::size_t> option;
    if (answer.state == AnswerState::given &&
        questionnaire.questions[place].kind == QuestionKind::single) {
      option = static_cast<std::size_t>(answer.value);
    }
    place = next_place(questionnaire, place, option);
  }
  return {};
}

namespace {

constexpr std::size_t octets_before = sizeof(std::uint64_t) + 4;
constexpr std::size_t octets_each = 1 + sizeof(std::int64_t);

bool fits(const Question& question, const Answer& answer) {
  if (answer.state != AnswerState::given) {
    return (answer.state == AnswerState::none || answer.state == AnswerState::skipped) &&
           answer.value == 0;
  }
  const auto options = static_cast<std::int64_t>(question.options.size());
  switch (question.kind) {
    case QuestionKind::single:
      return answer.value >= 0 && answer.value < options;
    case QuestionKind::multiple:
      return answer.value > 0 && answer.value < std::int64_t{1} << options;
    case QuestionKind::number:
    case QuestionKind::scale:
      return answer.value >= question.lowest && answer.value <= question.highest;
  }
  return false;
}

void append(std::string& octets, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) octets += static_cast<char>(value >> shift & 0xFF);
}

std::uint64_t number_in(std::string_view octets) {
  std::uint64_t value = 0;
  for (const char octet : octets) value = value << 8 | static_cast<unsigned char>(octet);
  return value;
}

}  // namespace

std::string to_octets(const Progress& progress) {
  std::string octets;
  octets.reserve(octets_before + progress.answers.of.size() * octets_each);
  append(octets, progress.session);
  for (const bool flag : {progress.begun, progress.offered, progress.told}) {
    octets += static_cast<char>(flag);
  }
  octets += static_cast<char>(progress.misread);
  for (const auto& answer : progress.answers.of) {
    octets += static_cast<char>(answer.state);
    append(octets, static_cast<std::uint64_t>(answer.value));
  }
  return octets;
}

std::optional<Progress> progress_from(const Questionnaire& questionnaire, std::string_view octets) {
  if (octets.size() != octets_before + questionnaire.questions.size() * octets_each) return {};
  Progress progress;
  progress.session = number_in(octets.substr(0, 8));
  progress.begun = octets[8] != 0;
  progress.offered = octets[9] != 0;
  progress.told = octets[10] != 0;
  progress.misread = static_cast<std::uint8_t>(octets[11]);
  progress.answers = unanswered(questionnaire);
  auto& answers = progress.answers.of;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto field = octets.substr(octets_before + i * octets_each, octets_each);
    answers[i] = {static_cast<AnswerState>(field[0]),
                  static_cast<std::int64_t>(number_in(field.substr(1)))};
    if (!fits(questionnaire.questions[i], answers[i])) return {};
  }
  return progress;
}

std::uint32_t turn_of(const Answers& answers) {
  return static_cast<std::uint32_t>(
      std::count_if(answers.of.begin(), answers.of.end(),
                    [](const Answer& answer) { return answer.state != AnswerState::none; }));
}

}  // namespace airperk::survey
