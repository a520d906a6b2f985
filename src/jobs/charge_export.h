#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/instant.h"
#include "engine/house.h"
#include "jobs/charge_row.h"
#include "jobs/export_files.h"
#include "store/store.h"

namespace airperk::jobs {

struct ExportSettings {
  std::string directory;
  int rotate_rows = 100'000;
  Duration rotate_every = Duration::hours(1);
};

/// As of what is durable.
using HouseNow = std::function<std::shared_ptr<const engine::House>()>;

/// Charges, refunds and adjustments of the journal, in its order, as rows of files: each once, and
/// none left out, however often a process is killed. It goes on after the last row of the last
/// finished file; what a killed process had not finished is written again. For one thread.
class ChargeExport {
 public:
  /// The error also says where the files in the directory are of another journal than the store's.
  static Result<std::unique_ptr<ChargeExport>> open(store::Store& store, HouseNow house,
                                                    ExportSettings settings);

  /// Takes what has become durable, some at a time; true: there may be more at once. `now` is
  /// steady time, of which only differences matter. After an error, open again.
  Result<bool> follow(Instant now);
  /// Finishes the file that is being written, if there is one.
  Result<void> finish() { return files_.finish(); }

 private:
  ChargeExport(store::Store& store, HouseNow house, ExportSettings settings, ExportFiles files)
      : store_(store),
        house_(std::move(house)),
        settings_(std::move(settings)),
        files_(std::move(files)) {}
  Result<void> go_on_after(const std::string& row);
  Result<bool> write(const store::Group& group, const engine::House& house, Instant now);
  Result<void> add(const std::string& row, Instant now);

  store::Store& store_;
  HouseNow house_;
  ExportSettings settings_;
  ExportFiles files_;
  RowMark last_;                    ///< the last row written, finished or not
  std::uint64_t read_through_ = 0;  ///< the last group of which everything is written
  Instant begun_;                   ///< the file that is being written
};

}  // namespace airperk::jobs
