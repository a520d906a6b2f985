#pragma once

#include <functional>
#include <optional>

#include "store/embedded/directory.h"
#include "store/embedded/worker.h"

namespace airperk::store::embedded {

/// The thread that makes groups durable: one synced write a group, in their order; then says so.
class JournalWriter {
 public:
  JournalWriter(Database& database, Directory& directory, std::uint64_t next_house);

  void submit(Group group, std::function<void()> durable);
  void keep(std::vector<SealedAnswers> answers, std::function<void()> durable);
  /// Runs on the writer's thread once every group submitted before is durable.
  void after_all(std::function<void()> then);
  /// Waits until everything submitted is done, and ends the thread.
  void close() { worker_.close(); }

 private:
  struct Job {
    std::optional<Group> group;
    std::vector<SealedAnswers> answers;
    std::function<void()> then;
  };
  void write(const Group& group);
  void write(const std::vector<SealedAnswers>& answers);
  void put(const std::vector<SealedAnswers>& answers, rocksdb::WriteBatch& batch);

  Database& database_;
  Directory& directory_;
  std::uint64_t next_house_;
  Worker<Job> worker_;  ///< last: its thread sees all of the above
};

}  // namespace airperk::store::embedded
