#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/embedded/directory.h"
#include "store/embedded/recent_replies.h"
#include "store/embedded/worker.h"

namespace airperk::store::embedded {

/// The thread that writes checkpoints beside the journal: images of records whose events are
/// durable already. A pass goes by in the order of ids, so its images make one sorted file of their
/// own; at its end the database takes that file in as it is, and only then the checkpoint's place
/// moves.
class Checkpointer {
 public:
  using Slice = std::vector<std::pair<std::uint32_t, std::string>>;  ///< id, image; ascending

  Checkpointer(Database& database, Directory& directory);

  void write(Slice slice);
  /// The replies of all groups up to a pass's beginning.
  void write(RecentReplies::Pass replies);
  /// Everything of this pass has been handed to `write`: each record holds at least group
  /// `through`.
  void finish_pass(std::uint64_t through);
  /// Waits until everything handed over is written, and ends the thread.
  void close() { worker_.close(); }

 private:
  struct Job {
    Slice slice;
    RecentReplies::Pass replies;
    std::uint64_t finished_through = 0;
  };
  void add(const Slice& slice);
  void finish(std::uint64_t through);

  Database& database_;
  Directory& directory_;
  std::optional<SortedFile> pass_file_;
  Worker<Job> worker_;  ///< last: its thread sees all of the above
};

}  // namespace airperk::store::embedded
