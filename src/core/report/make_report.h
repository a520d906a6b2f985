#pragma once

#include <span>

#include "core/report/survey_report.h"
#include "core/survey/answers.h"
#include "core/survey/questionnaire.h"

namespace airperk::report {

struct Protection {
  std::uint32_t base_min = 50;  ///< no table of fewer answers
  std::uint32_t cell_min = 10;  ///< no group that is smaller is shown
  std::uint32_t rounding = 5;   ///< counts are multiples of it; odd, and less than cell_min
};

/// The programme's threshold (S2) where it asks for more; what is proven of the rules is proven of
/// no less.
Protection no_smaller_than(std::uint32_t group_min);

/// The report of a survey that has closed (S2): one table for each question, by the stages of
/// stages.h. Pure: the same answers, in whatever order, give the same report.
///
/// What it promises. Take anybody who has the report and the questionnaire, knows the rules and
/// exactly how many answered to the end. Of each group smaller than `cell_min` (who gave an
/// answer, who gave another one, who skipped, who was not asked) they can tell that it is smaller,
/// at most: all published numbers, over all tables and branches, with each rounded as far as it
/// may be, agree with 0 of them as well as with `cell_min` - 1. So up to `cell_min` - 1 people who
/// put their answers together cannot tell of anybody else which answer they gave, nor of an answer
/// that is shown that they did not give it.
///
/// What it does not promise. Whoever knows nearly all answers knows the rest. A second report, of
/// the same survey with one more respondent, would differ from the first where a count crosses
/// from one multiple of 5 to the next: a report is made once, after the close. What can be
/// concluded from the choice of *what* is hidden was searched by trying all crowds of small surveys
/// (exhaustive_test.cpp), not proven for large ones.
SurveyReport make_report(const survey::Questionnaire& questionnaire,
                         std::span<const survey::Answers> completed,
                         const Protection& protection = {});

}  // namespace airperk::report
