#pragma once

#include <array>
#include <vector>

#include "core/report/make_report.h"
#include "core/report/tally.h"

/// The way from the counts to the report, one protection after the other. Apart from each other so
/// that a test can leave one out and show what it was for.
namespace airperk::report {

/// A table on its way, beside what is true.
struct TableDraft {
  Table table;
  Tally truth;
  /// Its base is all who were asked it, for few skipped it.
  bool skips_spread = false;
};

struct Draft {
  const survey::Questionnaire& questionnaire;
  std::uint32_t respondents = 0;  ///< truly
  std::uint32_t told = 0;         ///< of them
  std::vector<TableDraft> tables;
};

/// The counts as they are, a cell for each category.
Draft draft(const survey::Questionnaire& questionnaire, std::span<const survey::Answers> completed);
SurveyReport finished(const Draft& draft);

/// No table whose base could be smaller than base_min, for all that is told of skips.
void withhold_small_bases(Draft& draft, const Protection& protection);

/// A cell that is too small: of an ordered question it is merged with what is next to it, of a
/// choice it is hidden. Of a multiple choice also one that all but few chose.
void hide_small_cells(Draft& draft, const Protection& protection);

/// What is hidden is hidden with the smallest cells that are not, until they are two and together
/// cell_min: else the base gives it away. So an answer of all, or of all but few, is withheld.
void hide_others_with_them(Draft& draft, const Protection& protection);

/// Fewer than cell_min who skipped: they are counted as if they had answered like the others, for
/// the base beside the number of those who were asked would tell how many they are.
void spread_few_skips(Draft& draft, const Protection& protection);

/// In a controlled way: the base to the nearest multiple, each cell to the one below or above, so
/// that they add up to the base.
void round_counts(Draft& draft, const Protection& protection);

/// Withholds tables until no table gives away what another one hides.
void withhold_telltale_tables(Draft& draft, const Protection& protection);

using Stage = void (*)(Draft&, const Protection&);
inline constexpr std::array<Stage, 6> stages{withhold_small_bases,  hide_small_cells,
                                             hide_others_with_them, spread_few_skips,
                                             round_counts,          withhold_telltale_tables};

}  // namespace airperk::report
