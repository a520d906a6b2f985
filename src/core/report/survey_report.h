#pragma once

#include <cstdint>
#include <vector>

/// What may be told of a survey's answers (S2): protected tables, made once. Plain values.
namespace airperk::report {

/// Of one category, or of some that are next to each other and were merged. Of a multiple choice:
/// who chose that option; the others of the base did not.
struct Cell {
  std::uint16_t first = 0, last = 0;  ///< categories of the question, from 0
  bool hidden = false;                ///< too small, or it would give another one away, or nobody
  std::uint32_t count = 0;            ///< rounded to 5
  std::uint8_t percent = 0;           ///< of the base, from the rounded counts
  friend bool operator==(const Cell&, const Cell&) = default;
};

/// Of one question.
struct Table {
  std::uint16_t question = 0;  ///< its place
  bool withheld = false;    ///< its base is too small, or it would give another table's cell away
  std::uint32_t base = 0;   ///< who answered it, and fewer than 10 who skipped it; rounded to 5
  std::vector<Cell> cells;  ///< in the order of the categories; none where it is withheld
  friend bool operator==(const Table&, const Table&) = default;
};

struct SurveyReport {
  std::uint32_t respondents = 0;  ///< who answered to the end, rounded to 5; 0: fewer than 50
  std::vector<Table> tables;      ///< one for each question
  friend bool operator==(const SurveyReport&, const SurveyReport&) = default;
};

}  // namespace airperk::report
