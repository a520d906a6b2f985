#include "core/survey/answers.h"

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

}  // namespace

std::string to_octets(const Answers& answers) {
  std::string octets;
  octets.reserve(answers.of.size() * octets_each);
  for (const auto& answer : answers.of) {
    octets += static_cast<char>(answer.state);
    const auto value = static_cast<std::uint64_t>(answer.value);
    for (int shift = 56; shift >= 0; shift -= 8) {
      octets += static_cast<char>(value >> shift & 0xFF);
    }
  }
  return octets;
}

std::optional<Answers> answers_from(const Questionnaire& questionnaire, std::string_view octets) {
  if (octets.size() != questionnaire.questions.size() * octets_each) return {};
  auto answers = unanswered(questionnaire);
  for (std::size_t i = 0; i < answers.of.size(); ++i) {
    const auto field = octets.substr(i * octets_each, octets_each);
    std::uint64_t value = 0;
    for (const char octet : field.substr(1)) value = value << 8 | static_cast<unsigned char>(octet);
    answers.of[i] = {static_cast<AnswerState>(field[0]), static_cast<std::int64_t>(value)};
    if (!fits(questionnaire.questions[i], answers.of[i])) return {};
  }
  return answers;
}

}  // namespace airperk::survey
