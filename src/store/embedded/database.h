#pragma once

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/write_batch.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// One RocksDB and what stands in it. Layout (integers big-endian, so that keys sort by number):
///   journal    group(8)                       -> archive group
///   records    id(4)                          -> archive record: the fuzzy checkpoint
///   house      sequence(8)                    -> archive house event
///   directory  'p' id(4)                      -> person
///              'm' msisdn(8) from(8)          -> id(4) until(8)
///              'i' imsi(8) from(8)            -> id(4) until(8)
///   replies    request key(16)                -> facts of a lasting answer
///   answers    survey(4) respondent(16)       -> sealed; the keys stand beside the store
///   meta       "checkpoint"                   -> group(8): every record holds at least this group
namespace airperk::store::embedded {

enum class Family : std::size_t { meta, journal, records, house, directory, replies, answers };
inline constexpr std::size_t family_count = 7;

std::string big_endian_4(std::uint32_t value);
std::string big_endian_8(std::uint64_t value);
std::uint32_t read_4(std::string_view bytes);
std::uint64_t read_8(std::string_view bytes);

class Database {
 public:
  enum class Mode {
    read_write,
    follow,  ///< reads beside a running server, as of now, and writes nothing
  };
  /// Creates what does not exist (read_write). The error names the path and the mend.
  static Result<std::unique_ptr<Database>> open(const std::string& path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB& db() { return *db_; }
  rocksdb::ColumnFamilyHandle* family(Family family) {
    return handles_[static_cast<std::size_t>(family)];
  }
  std::optional<std::string> get(Family family, std::string_view key);
  std::unique_ptr<rocksdb::Iterator> scan(Family family);

  /// Ends the process with one line on standard error if the status is not OK: after a failed write
  /// nothing that follows could be told truly.
  void must(const rocksdb::Status& status, const char* doing);
  const std::string& path() const { return path_; }

 private:
  Database() = default;
  std::string path_, follower_path_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

/// A file of sorted rows, written beside the database and taken in by it whole: no log, no
/// memtable. One that was not taken in is nothing, and is overwritten by the next of its name.
class SortedFile {
 public:
  SortedFile(Database& database, Family family, const char* name);
  /// Keys ascend.
  void put(std::string_view key, std::string_view value);
  /// Durable, and seen by readers, on return.
  void take_in();

 private:
  Database& database_;
  Family family_;
  std::string path_;
  rocksdb::SstFileWriter writer_;
};

}  // namespace airperk::store::embedded
