#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/amount.h"
#include "base/instant.h"
#include "core/programme/texts.h"

/// What a survey asks (S1). Plain values; the campaign that invites to it carries them.
namespace airperk::survey {

using Texts = std::map<programme::Language, std::string>;

/// The place of a question, counted from 0.
using Place = std::uint16_t;
/// Where it goes on: with the question after this one, or with none.
inline constexpr Place in_order = 0xFFFF, the_end = 0xFFFE;

/// Stored: never renumber.
enum class QuestionKind : std::uint8_t {
  single = 1,    ///< one of its options
  multiple = 2,  ///< any of its options
  number = 3,    ///< a whole number in [lowest, highest]
  scale = 4,     ///< the same, of few: how well, how likely
};

struct Option {
  Texts texts;
  Place next = in_order;  ///< of a single choice: where this answer leads
  friend bool operator==(const Option&, const Option&) = default;
};

struct Question {
  QuestionKind kind = QuestionKind::single;
  Texts texts;
  std::vector<Option> options;           ///< of a choice
  std::int64_t lowest = 0, highest = 0;  ///< of a number or a scale
  /// Of a number: the first value of each band but the first that a report tells apart.
  std::vector<std::int64_t> bands;
  Place next = in_order;  ///< where it leads, unless the option says; also who skips it
  friend bool operator==(const Question&, const Question&) = default;
};

struct Questionnaire {
  std::vector<Question> questions;
  Instant closes;  ///< no answer is taken from then on, and its key is destroyed
  Amount bonus;    ///< for whoever answers to the end; 0: none
  Duration bonus_validity;
  friend bool operator==(const Questionnaire&, const Questionnaire&) = default;
};

inline constexpr std::size_t questions_max = 20;
/// On one screen, with digits that people can tell apart from 9 (skip) and 0 (not now).
inline constexpr std::size_t options_max = 5;
inline constexpr std::int64_t scale_values_max = 11;

/// Where the question leads with this option (counted from 0; none: skipped, or no choice). The
/// number of questions, if nowhere.
std::size_t next_place(const Questionnaire& questionnaire, std::size_t place,
                       std::optional<std::size_t> option);

}  // namespace airperk::survey
