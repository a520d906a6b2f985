#pragma once

#include <rocksdb/write_batch.h>

#include <atomic>
#include <functional>
#include <optional>

#include "store/archive/chain.h"
#include "store/embedded/directory.h"
#include "store/embedded/worker.h"

namespace airperk::store::embedded {

/// What makes groups durable, in their order: one thread encodes a group and appends it to the log,
/// synced; a second one shows its rows and has the head name it, while the first is at the next
/// group; then it says so.
class JournalWriter {
 public:
  /// Goes on behind group `last`, whose own hash is `last_hash`.
  JournalWriter(Database& database, Directory& directory, std::uint64_t next_house,
                std::uint64_t last, const archive::Hash& last_hash);

  /// Before the first group: what each changes in the directory is kept until it is shipped.
  void keep_changes(bool keep) { keeps_changes_ = keep; }
  void submit(Group group, std::function<void()> durable);
  void keep(std::vector<SealedAnswers> answers, std::function<void()> durable);
  /// Runs on a thread of the writer's once every group submitted before is durable.
  void after_all(std::function<void()> then);
  /// Durable on return: rows that belong to no group. Not on a thread of the writer's.
  void write(rocksdb::WriteBatch rows);
  /// Waits until everything submitted is done, and ends the threads.
  void close();

 private:
  struct Job {
    std::optional<Group> group;
    std::vector<SealedAnswers> answers;
    std::optional<rocksdb::WriteBatch> rows;
    std::function<void()> then;
  };
  /// What is in the log, and is to be shown.
  struct Appended {
    rocksdb::WriteBatch batch;
    std::optional<log::Tail> tail;  ///< nothing: there was nothing to write
    std::uint64_t group = 0;        ///< the newest one, as the head shall have it
    archive::Hash group_hash{};
    std::function<void()> then;
  };
  void submit(Job job);
  void append(Job job);
  void show(Appended appended);
  void put(const Group& group, rocksdb::WriteBatch& batch);
  void put(const std::vector<SealedAnswers>& answers, rocksdb::WriteBatch& batch);

  Database& database_;
  Directory& directory_;
  // The first thread's own.
  std::uint64_t next_house_;
  std::uint64_t last_group_;
  archive::Hash last_hash_;
  bool keeps_changes_ = false;
  std::atomic<std::size_t> to_append_ = 0;  ///< jobs that the second thread has not been given yet
  // Last, and the second one first: their threads see all of the above, and the first the second.
  Worker<Appended> shower_;
  Worker<Job> appender_;
};

}  // namespace airperk::store::embedded
