#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/survey/answers.h"
#include "core/survey/questionnaire.h"

/// What was truly answered: counts that nobody is shown.
namespace airperk::report {

/// The options of a choice, the values of a scale, the bands of a number.
std::size_t category_count(const survey::Question& question);

/// Of one question.
struct Tally {
  std::uint32_t asked = 0, skipped = 0;
  std::vector<std::uint32_t> of;  ///< each category; of a multiple choice they overlap
  std::uint32_t given() const { return asked - skipped; }
};

struct Tallies {
  std::uint32_t respondents = 0;
  std::vector<Tally> of;  ///< each question
};

/// Counts along the way that each went. Whoever has not answered to the end is left out.
Tallies tally(const survey::Questionnaire& questionnaire,
              std::span<const survey::Answers> completed);

}  // namespace airperk::report
