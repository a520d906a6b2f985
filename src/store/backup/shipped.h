#pragma once

#include <functional>

#include "store/backup/range.h"

/// A directory of shipped ranges. Each file is whole and on the disk from the moment it has its
/// name; whoever keeps them elsewhere may take them away.
namespace airperk::store::backup {

struct RangeFile {
  std::uint64_t from = 0, to = 0;
  std::string name;
};
/// By `from`, of those the longest first. What is called otherwise is nobody's.
Result<std::vector<RangeFile>> ranges_in(const std::string& directory);

struct ReadRange {
  Range range;
  Hash own{};  ///< what the next one calls the previous one
};
/// The error names the file.
Result<ReadRange> read_range(const std::string& directory, const RangeFile& file);

/// Gives its own hash. What a process that was killed has left goes first.
Result<Hash> write_range(const std::string& directory, const Range& range);

/// Where a journal ends.
struct JournalEnd {
  std::string store;
  std::uint64_t group = 0;
  Hash row{};
};
struct Followed {
  std::uint64_t group = 0;  ///< the last one visited; 0: none
  Instant at;
};
/// Goes on through the ranges from behind `end`: every group after it in its order, up to the last
/// one decided at `until`. The error names what is missing, damaged or of another store.
Result<Followed> follow(const std::string& directory, const JournalEnd& end, Instant until,
                        const std::function<Result<void>(const JournalRow&)>& visit);

}  // namespace airperk::store::backup
