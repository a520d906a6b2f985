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

/// Where one respondent stands. Sealed with the answers, for how far somebody has come tells where
/// a survey branches, and when they came tells how far.
struct Progress {
  std::uint64_t session = 0;  ///< the USSD dialogue in which it is said; 0: none
  bool begun = false;         ///< a question was asked; else the offer alone
  bool offered = false;       ///< in `session` the offer stands on the screen, not a question
  bool told = false;  ///< the network has taken the newest question: what comes now answers it
  std::uint8_t misread = 0;  ///< inputs in a row that said nothing
  Answers answers;
  friend bool operator==(const Progress&, const Progress&) = default;
};

Answers unanswered(const Questionnaire& questionnaire);
/// The question that is next: the way through the branches, by the answers so far. Nothing: all is
/// answered.
std::optional<std::size_t> next_question(const Questionnaire& questionnaire,
                                         const Answers& answers);

/// As octets, always as many for one questionnaire: their length says nothing.
std::string to_octets(const Progress& progress);
/// Nothing if they are not of this questionnaire.
std::optional<Progress> progress_from(const Questionnaire& questionnaire, std::string_view octets);

/// How many questions were answered or skipped: which turn it is.
std::uint32_t turn_of(const Answers& answers);

}  // namespace airperk::survey
