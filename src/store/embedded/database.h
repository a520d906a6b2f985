#pragma once

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/utilities/write_batch_with_index.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/embedded/loss.h"
#include "store/embedded/worker.h"
#include "store/log/head_file.h"
#include "store/log/log.h"

/// One RocksDB, the log that makes its writes durable (store/log), and what stands in it. Layout
/// (integers big-endian, so that keys sort by number):
///   journal    group(8)                       -> archive group, chained
///   records    id(4)                          -> archive record: the fuzzy checkpoint
///   house      sequence(8)                    -> archive house event
///   directory  'p' id(4)                      -> person
///              'm' msisdn(8) from(8)          -> id(4) until(8)
///              'i' imsi(8) from(8)            -> id(4) until(8)
///   replies    request key(16)                -> facts of a lasting answer
///   answers    survey(4) respondent(16)       -> sealed; the keys stand beside the store
///   recent     hour(4) request key(16)        -> facts of an answer that is not lasting
///   meta       "format"                       -> number(8): see format_now
///              "store"                        -> the store's own name(16)
///              "chained"                      -> group(8): every group from this one on has a link
///              "applied"                      -> sequence(8): the log's newest record in these
///              rows "checkpoint"                   -> group(8): every record holds at least this
///              group
namespace airperk::store::embedded {

enum class Family : std::size_t {
  meta,
  journal,
  records,
  house,
  directory,
  replies,
  answers,
  recent,
};

/// The store's format. 1: RocksDB's own log, no chain (the row is missing). 2: this one. A store of
/// a higher one is refused; one of a lower one is brought up at its start.
inline constexpr std::uint64_t format_now = 2;

/// A file in every backup: whoever opens it knows that what came after it is not in there.
inline constexpr std::string_view copy_mark = "is-a-copy";

std::string big_endian_4(std::uint32_t value);
std::string big_endian_8(std::uint64_t value);
std::uint32_t read_4(std::string_view bytes);
std::uint64_t read_8(std::string_view bytes);

class FileListener;

class Database {
 public:
  enum class Mode {
    read_write,
    accept_loss,  ///< goes on where the log ends, whatever its head names: see `loss`
    follow,       ///< reads beside a running server, as of now, and writes nothing
  };
  /// Creates what does not exist (read_write). Everything that stands in the store's files is
  /// synced before any of it is read, and looked at before any of it is changed: a start that is
  /// refused leaves the files as they are. The error names the path, what is damaged and the mend.
  static Result<std::unique_ptr<Database>> open(const std::string& path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  rocksdb::DB& db() { return *db_; }
  rocksdb::ColumnFamilyHandle* family(Family family) {
    return handles_[static_cast<std::size_t>(family)];
  }
  /// Throws Damaged where the row cannot be read, as `check` does.
  std::optional<std::string> get(Family family, std::string_view key);
  /// Look at its status at the end: `check(iterator->status(), "reading …")`.
  std::unique_ptr<rocksdb::Iterator> scan(Family family);
  std::optional<std::uint64_t> number(std::string_view meta_key);

  /// What is missing (follow, accept_loss).
  const std::optional<Loss>& loss() const { return loss_; }
  /// The journal knows of the loss that was accepted. Until then a start is refused, also where a
  /// repair was cut off.
  Result<void> loss_is_told() { return forget_untold(path_); }
  /// What the opening has mended, for the log; else empty.
  const std::string& mended() const { return mended_; }
  /// What the head says of the journal: as of the opening.
  const std::optional<log::Head>& head() const { return head_; }

  /// Makes the batch durable, and then, in the same order and perhaps from another thread, `show`
  /// has the head name it and readers see it: only then somebody may have the answer.
  log::Tail append(rocksdb::WriteBatch& batch);
  void show(rocksdb::WriteBatch& batch, const log::Tail& tail, std::uint64_t group,
            const log::Hash& group_hash);
  /// Everything shown so far is in the database's files: the log is needed no more.
  void flush();
  /// A meta row that is durable some time later: a process that is killed before
  /// goes on with the one before it.
  void put_hint(std::string_view meta_key, std::string_view value);
  /// Throws a family's files away, damaged ones too; and writes rows into files that were made
  /// again from the journal. Before anything is appended.
  void renew(Family family);
  void put_again(rocksdb::WriteBatch& rows);

  /// Ends the process with one line on standard error if the status is not OK: after a failed write
  /// nothing that follows could be told truly.
  void must(const rocksdb::Status& status, const char* doing) const;
  [[noreturn]] void die(const std::string& what) const;
  /// Throws Damaged if a read failed, and tells it: whoever asked may be somebody else's machine.
  void check(const rocksdb::Status& status, const char* doing) const;
  /// Where lines go about damage, each once: to `hear`, from any thread.
  void on_damage(std::function<void(const std::string&)> hear);
  void tell_damage(const std::string& what) const;
  const std::string& path() const { return path_; }

 private:
  /// A row of Family::meta, which every batch ends with.
  static constexpr std::string_view applied_key = "applied";

  Database();
  static Result<std::unique_ptr<Database>> follow(const std::string& path);
  Result<void> look_first(Mode mode);
  Result<void> find_what_is_gone(Mode mode);
  Result<void> may_be_begun() const;
  Result<void> files_are_files() const;
  Result<void> nobody_has_it() const;
  Result<void> open_rocksdb();
  Result<void> open_read_only();
  Result<void> know_format();
  Result<void> rows_are_gone(const char* have, const log::HeadRead& head);
  bool log_is_begun(const log::HeadRead& head) const;
  Result<void> begin_format(std::uint64_t first_chained);
  Result<void> read_log(Mode mode);
  Result<void> begin_log(const log::Tail& tail);
  std::string put_back_or_restore() const;
  std::string give_up_at_a_word() const;
  void find_loss(const log::Reading& reading, const log::HeadRead& head, std::uint64_t applied);
  std::uint64_t last_group();
  std::string refusal(const std::string& what) const;

  std::string path_;
  Mode mode_ = Mode::follow;
  std::shared_ptr<FileListener> listener_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  log::StoreId id_{};
  std::optional<log::Head> head_;
  std::optional<Loss> loss_;
  std::string mended_;
  bool is_beyond_repair_ = false;  ///< there is nothing to go on from without what is gone
  bool is_loss_found_ = false;     ///< in the files; otherwise it is one that was to be told
  /// Follow mode: what the log has and the database's files have not.
  std::unique_ptr<rocksdb::WriteBatchWithIndex> overlay_;
  std::unique_ptr<log::Log> log_;
  std::optional<log::HeadFile> head_file_;
  std::unique_ptr<Worker<int>> room_maker_, head_syncer_;
  std::atomic<bool> room_asked_ = false, head_sync_asked_ = false;
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
