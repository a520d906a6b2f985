#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "store/embedded/directory.h"

namespace airperk::store::embedded {

/// The thread that makes groups durable: one synced write a group, in their order; then says so.
class JournalWriter {
 public:
  JournalWriter(Database& database, Directory& directory, std::uint64_t next_house);
  ~JournalWriter();

  void submit(Group group, std::function<void()> durable);
  /// Runs on the writer's thread once every group submitted before is durable.
  void after_all(std::function<void()> then);
  /// Waits until everything submitted is done, and ends the thread.
  void close();

 private:
  struct Job {
    std::optional<Group> group;
    std::function<void()> then;
  };
  void run();
  void write(const Group& group);

  Database& database_;
  Directory& directory_;
  std::uint64_t next_house_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace airperk::store::embedded
