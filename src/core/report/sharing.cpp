#include <algorithm>
#include <numeric>

#include "core/report/stages.h"

/// The stages that change what counts are shown, so that they still add up.
namespace airperk::report {
namespace {

/// How the counts of one table become others: count * times / over, in steps of `step`, of a base
/// that is a multiple of it.
struct Change {
  std::uint64_t times = 1, over = 1;
  std::uint32_t base = 0, step = 1;
};

/// Each part gets the whole steps of its share; what is left goes to the largest fractions, of
/// equal ones to the first.
std::vector<std::uint32_t> shared_out(const std::vector<std::uint32_t>& parts,
                                      const Change& change) {
  const auto over = change.over * change.step;
  std::vector<std::uint32_t> steps;
  for (const auto part : parts) {
    steps.push_back(static_cast<std::uint32_t>(part * change.times / over));
  }
  std::vector<std::size_t> order(parts.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
    return parts[one] * change.times % over > parts[other] * change.times % over;
  });
  auto left = change.base / change.step - std::accumulate(steps.begin(), steps.end(), 0u);
  for (const auto place : order) {
    if (left == 0) break;
    ++steps[place];
    --left;
  }
  for (auto& count : steps) count *= change.step;
  return steps;
}

/// Each option by itself: who chose it and who did not.
void change_multiple(Table& table, const Change& change) {
  for (auto& cell : table.cells) {
    cell.count = shared_out({cell.count, table.base - cell.count}, change)[0];
  }
}

/// The shown cells, and the hidden ones as one.
void change_partition(Table& table, const Change& change) {
  std::vector<std::uint32_t> parts;
  auto rest = table.base;
  for (const auto& cell : table.cells) {
    if (cell.hidden) continue;
    parts.push_back(cell.count);
    rest -= cell.count;
  }
  parts.push_back(rest);
  const auto counts = shared_out(parts, change);
  std::size_t next = 0;
  for (auto& cell : table.cells) {
    if (!cell.hidden) cell.count = counts[next++];
  }
}

void apply(Table& table, survey::QuestionKind kind, const Change& change) {
  if (kind == survey::QuestionKind::multiple) {
    change_multiple(table, change);
  } else {
    change_partition(table, change);
  }
  table.base = change.base;
}

std::uint32_t nearest(std::uint32_t count, std::uint32_t step) {
  return (count + step / 2) / step * step;
}

}  // namespace

void spread_few_skips(Draft& draft, const Protection& protection) {
  for (auto& drafted : draft.tables) {
    const auto& truth = drafted.truth;
    if (truth.skipped >= protection.cell_min || truth.given() == 0) continue;
    drafted.skips_spread = true;
    apply(drafted.table, draft.questionnaire.questions[drafted.table.question].kind,
          {.times = truth.asked, .over = truth.given(), .base = truth.asked});
  }
}

void round_counts(Draft& draft, const Protection& protection) {
  draft.told = nearest(draft.told, protection.rounding);
  for (auto& drafted : draft.tables) {
    apply(drafted.table, draft.questionnaire.questions[drafted.table.question].kind,
          {.base = nearest(drafted.table.base, protection.rounding), .step = protection.rounding});
  }
}

}  // namespace airperk::report
