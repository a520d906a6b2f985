#pragma once

#include "store/backup/range.h"
#include "store/embedded/database.h"

namespace airperk::store::embedded {

/// What log shipping reads of a store. The journal does not tell who is who; so while a store
/// ships, the writer keeps with each group what it changed in the directory, until that is shipped:
///
///   meta  "shipped"           -> group(8): the newest one that is in a finished range
///         "changes" group(8)  -> rows of the directory (backup::add_change)
///
/// Any thread.
class ShippedRows {
 public:
  explicit ShippedRows(Database& database) : database_(database) {}

  /// At a start. `last`: the journal's newest group. One that did not ship until now begins behind
  /// it; one that ships no more forgets where it was.
  void begin(bool ships, std::uint64_t last);
  /// The newest group that is shipped.
  std::uint64_t through();
  /// Through there everything is shipped: the changes are needed no more.
  void shipped(std::uint64_t through);
  /// Groups after `after` in their order: one at least where there is one, then as many as
  /// `octets_max` hold.
  Result<std::vector<backup::JournalRow>> read(std::uint64_t after, std::size_t octets_max);
  /// Nothing: there is no such group.
  std::optional<backup::Hash> hash_of_row(std::uint64_t group);

  /// For the writer, with a group's batch once all else is in it.
  static void keep_changes(Database& database, std::uint64_t group, rocksdb::WriteBatch& batch);

 private:
  void forget(std::uint64_t through, rocksdb::WriteBatch& batch);
  Database& database_;
};

/// Brings a database that nobody else has open on by a group. `next_house`: the sequence of the
/// next event of the house.
Result<void> put_shipped(Database& database, const backup::JournalRow& row,
                         std::uint64_t& next_house, rocksdb::WriteBatch& batch);
/// On the disk only after the database's `flush`.
void write_unlogged(Database& database, rocksdb::WriteBatch& batch);
/// A row of the family meta that is on the disk on return. Seldom.
void put_durably(Database& database, std::string_view key, std::string_view value);

}  // namespace airperk::store::embedded
