#include "core/report/said.h"

#include <algorithm>

namespace airperk::report {
namespace {

constexpr Flow::Range nothing{0, Flow::no_limit};

/// The truth is in it, unless a test has left out the stage that makes it so.
Flow::Range around(const Flow::Range& range, std::uint32_t truth) {
  return {std::min<Flow::Count>(range.least, truth), std::max<Flow::Count>(range.most, truth)};
}

}  // namespace

Said::Said(const TableDraft& drafted, survey::QuestionKind kind, const Protection& protection,
           bool counts_told)
    : drafted_(drafted),
      kind_(kind),
      counts_told_(counts_told && !drafted.table.withheld),
      base_min_(protection.base_min),
      cell_min_(protection.cell_min),
      beside_(protection.rounding - 1) {
  const Flow::Count base = drafted.table.base, half = protection.rounding / 2;
  base_ = {std::max<Flow::Count>(base - half, 0), base + half};
}

Said::Range Said::asked() const {
  if (!counts_told_ || !spread()) return nothing;
  const auto asked_min = base_min_ + cell_min_ - 1;
  return around({std::max(base_.least, asked_min), base_.most}, drafted_.truth.asked);
}

Said::Range Said::given() const {
  if (!counts_told_) return nothing;
  auto range = spread() ? nothing : base_;
  range.least = std::max(range.least, base_min_);
  range.most = std::min(range.most, most_chosen());
  return around(range, drafted_.truth.given());
}

Said::Range Said::skipped() const {
  if (drafted_.table.withheld) return nothing;
  if (spread()) return {0, cell_min_ - 1};
  return around({cell_min_, Flow::no_limit}, drafted_.truth.skipped);
}

Said::Range Said::part(std::uint32_t told, std::uint32_t truth, std::size_t categories) const {
  if (!counts_told_) return nothing;
  auto least = told - beside_;
  if (spread()) least = without_skips(least);
  const auto together = static_cast<Flow::Count>(categories) * cell_min_ - 1;
  least = std::max(least, categories > 1 ? together : cell_min_);
  return around({least, told + beside_}, truth);
}

/// The least that a spread count can stand for: as many skipped as may have, of as few as may have
/// been asked.
Flow::Count Said::without_skips(Flow::Count count) const {
  if (count <= 0) return 0;
  const auto asked = std::max(base_.least, cell_min_);
  const auto given = asked - (cell_min_ - 1);
  return ((count - 1) * given + asked - 1) / asked;
}

/// Whoever answered a multiple choice chose something, so they are no more than were chosen.
Flow::Count Said::most_chosen() const {
  if (kind_ != survey::QuestionKind::multiple) return Flow::no_limit;
  Flow::Count sum = 0;
  for (const auto& cell : drafted_.table.cells) {
    if (cell.hidden) return Flow::no_limit;
    sum += cell.count + beside_;
  }
  return sum;
}

}  // namespace airperk::report
