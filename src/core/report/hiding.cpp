#include <algorithm>

#include "core/report/stages.h"

/// The stages that say which cells of one table are shown. Which cell goes along with a small one
/// is a matter of its place, never of its count: the choice of the smallest would say that it is no
/// larger than what is shown, and so how much is left for the small one.
namespace airperk::report {
namespace {

using survey::QuestionKind;

bool ordered(QuestionKind kind) {
  return kind == QuestionKind::number || kind == QuestionKind::scale;
}

/// Whether so many categories that are merged, or hidden together, are enough together: any one of
/// them may have any size below cell_min, and the others be large. It follows that one is large.
bool enough_together(std::size_t categories, std::uint32_t count, const Protection& protection) {
  return categories > 1 && count >= categories * protection.cell_min - 1;
}

bool is_enough(const Cell& cell, const Protection& protection) {
  if (cell.first == cell.last) return cell.count >= protection.cell_min;
  return enough_together(cell.last - cell.first + 1u, cell.count, protection);
}

/// Each with the one before it; the first, which has none, with the one after it.
void merge_small(std::vector<Cell>& cells, const Protection& protection) {
  while (cells.size() > 1) {
    const auto small = std::find_if(cells.begin(), cells.end(),
                                    [&](const Cell& cell) { return !is_enough(cell, protection); });
    if (small == cells.end()) return;
    const auto with = small == cells.begin() ? small + 1 : small;
    (with - 1)->last = with->last;
    (with - 1)->count += with->count;
    cells.erase(with);
  }
}

bool too_small(const Cell& cell, const TableDraft& drafted, QuestionKind kind,
               std::uint32_t cell_min) {
  if (cell.count < cell_min) return true;
  return kind == QuestionKind::multiple && drafted.truth.given() - cell.count < cell_min;
}

/// The options of a multiple choice do not add up to the base, but each has chosen one at least.
bool enough_hidden(const std::vector<Cell>& cells, QuestionKind kind,
                   const Protection& protection) {
  std::uint32_t hidden = 0, together = 0;
  for (const auto& cell : cells) {
    if (!cell.hidden) continue;
    ++hidden;
    together += cell.count;
  }
  if (hidden == 0) return true;
  if (kind == QuestionKind::multiple) return hidden > 1;
  return enough_together(hidden, together, protection);
}

/// The one before the first that is hidden; where there is none, the next one after it. The end:
/// all are hidden.
std::vector<Cell>::iterator next_to_hide(std::vector<Cell>& cells) {
  const auto is_hidden = [](const Cell& cell) { return cell.hidden; };
  const auto first = std::find_if(cells.begin(), cells.end(), is_hidden);
  if (first != cells.begin()) return first - 1;
  return std::find_if_not(cells.begin(), cells.end(), is_hidden);
}

}  // namespace

void withhold_small_bases(Draft& draft, const Protection& protection) {
  if (draft.respondents < protection.base_min) draft.told = 0;
  for (auto& drafted : draft.tables) {
    const auto& truth = drafted.truth;
    const auto skipped = std::max(truth.skipped, protection.cell_min - 1);
    if (truth.asked < protection.base_min + skipped) drafted.table.withheld = true;
  }
}

void hide_small_cells(Draft& draft, const Protection& protection) {
  for (auto& drafted : draft.tables) {
    auto& cells = drafted.table.cells;
    const auto kind = draft.questionnaire.questions[drafted.table.question].kind;
    if (ordered(kind)) {
      merge_small(cells, protection);
    } else {
      for (auto& cell : cells) cell.hidden = too_small(cell, drafted, kind, protection.cell_min);
    }
    if (cells.size() == 1) drafted.table.withheld = true;
  }
}

void hide_others_with_them(Draft& draft, const Protection& protection) {
  for (auto& drafted : draft.tables) {
    auto& cells = drafted.table.cells;
    const auto kind = draft.questionnaire.questions[drafted.table.question].kind;
    while (!enough_hidden(cells, kind, protection)) {
      const auto next = next_to_hide(cells);
      if (next == cells.end()) break;
      next->hidden = true;
    }
    const bool shown =
        std::any_of(cells.begin(), cells.end(), [](const Cell& cell) { return !cell.hidden; });
    if (!shown) drafted.table.withheld = true;
  }
}

}  // namespace airperk::report
