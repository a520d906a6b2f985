#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "store/embedded/database.h"

namespace airperk::store::embedded {

/// The thread that writes checkpoints beside the journal: images of records whose events are
/// durable already. A pass goes by in the order of ids, so its images make one sorted file of their
/// own; at its end the database takes that file in as it is, and only then the checkpoint's place
/// moves.
class Checkpointer {
 public:
  using Slice = std::vector<std::pair<std::uint32_t, std::string>>;  ///< id, image; ascending

  explicit Checkpointer(Database& database);
  ~Checkpointer();

  void write(Slice slice);
  /// Everything of this pass has been handed to `write`: each record holds at least group
  /// `through`.
  void finish_pass(std::uint64_t through);
  void close();

 private:
  struct Job {
    Slice slice;
    std::uint64_t finished_through = 0;
  };
  void submit(Job job);
  void run();
  void add(const Slice& slice);
  void finish(std::uint64_t through);

  Database& database_;
  std::optional<SortedFile> pass_file_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace airperk::store::embedded
