#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/survey/questionnaire.h"

/// What one person answered. It never enters the journal, a log or a timeline (S2).
namespace airperk::survey {

/// Stored: never renumber.
enum class AnswerState : std::uint8_t {
  none = 0,     ///< not asked, or not yet
  skipped = 1,  ///< asked, and nothing was said
  given = 2,
};

struct Answer {
  AnswerState state = AnswerState::none;
  /// Of a single choice: the option, from 0. Of a multiple one: bit i is option i. Else the number.
  std::int64_t value = 0;
  friend bool operator==(const Answer&, const Answer&) = default;
};

struct Answers {
  std::vector<Answer> of;  ///< one for each question
  friend bool operator==(const Answers&, const Answers&) = default;
};

Answers unanswered(const Questionnaire& questionnaire);
/// The question that is next: the way through the branches, by the answers so far. Nothing: all is
/// answered.
std::optional<std::size_t> next_question(const Questionnaire& questionnaire,
                                         const Answers& answers);

/// As octets, always as many for one questionnaire: their length says nothing.
std::string to_octets(const Answers& answers);
/// Nothing if they are not of this questionnaire.
std::optional<Answers> answers_from(const Questionnaire& questionnaire, std::string_view octets);

}  // namespace airperk::survey
