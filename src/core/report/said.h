#pragma once

#include "core/report/flow.h"
#include "core/report/stages.h"

namespace airperk::report {

/// What one table says of the true counts behind it, to somebody who knows the rules: between what
/// bounds they are. A table that is withheld says nothing; whether few or many skipped is said by
/// what a table is, even where its counts are not told.
class Said {
 public:
  using Range = Flow::Range;

  Said(const TableDraft& drafted, survey::QuestionKind kind, const Protection& protection,
       bool counts_told);

  Range asked() const;
  Range given() const;
  Range skipped() const;
  /// Of a part of the base that is shown with this count, or follows from what is shown. Several
  /// categories are told of together only where they are enough for it.
  Range part(std::uint32_t told, std::uint32_t truth, std::size_t categories = 1) const;

 private:
  bool spread() const { return drafted_.skips_spread; }
  Flow::Count without_skips(Flow::Count count) const;
  Flow::Count most_chosen() const;

  const TableDraft& drafted_;
  survey::QuestionKind kind_;
  bool counts_told_;
  Flow::Count base_min_, cell_min_;
  Flow::Count beside_;  ///< how far a shown part may be from the true one
  Range base_;
};

}  // namespace airperk::report
