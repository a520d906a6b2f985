#pragma once

#include <atomic>

#include "store/embedded/database.h"
#include "store/store.h"

namespace airperk::store::embedded {

/// The people's rows: who an id is, the spans in which a number was theirs, and the key that seals
/// what events keep of them. Writes go into the group's own batch, on the writer's thread; `open`
/// is safe from any thread. A row that cannot be read throws Damaged.
class Directory {
 public:
  explicit Directory(Database& database) : database_(database) {}

  void write(const DirectoryChange& change, rocksdb::WriteBatch& batch);
  /// Calls for every person, in the order of ids.
  void for_each(const std::function<void(SubscriberId, Msisdn, std::optional<Imsi>)>& visit);

  /// From any thread.
  Identities identities(SubscriberId id);

  /// Under the person's key. `seal` is for the writer alone, and knows rows that are not yet
  /// settled.
  std::string seal(SubscriberId id, std::string_view words);
  std::string open(SubscriberId id, std::string_view sealed);
  /// S3: another key from now on; the one before is overwritten with this batch.
  void renew_key(SubscriberId id, rocksdb::WriteBatch& batch);
  /// Rewrites the files that still have keys from before. From any thread; may take long.
  void drop_old_keys();
  /// The writer's: what was written since the last call stands in this record of the log.
  void appended(std::uint64_t record);
  /// Readers see the rows up to this record. Any thread.
  void shown(std::uint64_t record) { shown_ = record; }

 private:
  void open_person(const PersonOpened& opened, rocksdb::WriteBatch& batch);
  void change_imsi(const ImsiChanged& changed, rocksdb::WriteBatch& batch);
  std::optional<std::string> row_to_change(SubscriberId id);

  Database& database_;
  /// A process before this one may have ended before it dropped them.
  std::atomic<bool> has_old_keys_ = true;
  /// The writer's alone: rows that the database may not show yet.
  struct Fresh {
    std::string row;
    std::uint64_t record = 0;  ///< 0: of the batch that is made just now
  };
  std::map<SubscriberId, Fresh> fresh_rows_;
  std::atomic<std::uint64_t> shown_ = 0;
};

}  // namespace airperk::store::embedded
