#include "core/survey/questionnaire.h"

#include <algorithm>

namespace airperk::survey {

std::size_t next_place(const Questionnaire& questionnaire, std::size_t place,
                       std::optional<std::size_t> option) {
  const auto count = questionnaire.questions.size();
  const auto& question = questionnaire.questions[place];
  auto next = question.next;
  if (option && question.options[*option].next != in_order) next = question.options[*option].next;
  if (next == in_order) return place + 1;
  return std::min<std::size_t>(next, count);
}

}  // namespace airperk::survey
