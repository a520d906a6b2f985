// How a store is opened: looked at first, its format known, its log read on to where its head says
// that it ends.
#include <fmt/format.h>
#include <rocksdb/utilities/write_batch_with_index.h>
#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "store/archive/chain.h"
#include "store/backup/copy.h"
#include "store/embedded/database.h"
#include "store/embedded/file_listener.h"
#include "store/embedded/manifest_tail.h"
#include "store/embedded/rocksdb_options.h"
#include "store/store.h"

namespace airperk::store::embedded {
namespace {

/// For the files that a start makes: the first of the log, a MANIFEST.
constexpr std::uintmax_t room_min = 4 << 20;
/// A record says of the one before it that it was durable; so this is of the last one alone.
constexpr std::chrono::milliseconds head_unsynced_for(20);
/// Makes rows of an overlay of what a record of the log writes.
class OverlayWriter : public rocksdb::WriteBatch::Handler {
 public:
  OverlayWriter(rocksdb::WriteBatchWithIndex& overlay,
                const std::vector<rocksdb::ColumnFamilyHandle*>& handles)
      : overlay_(overlay), handles_(handles) {}
  rocksdb::Status PutCF(std::uint32_t family, const rocksdb::Slice& key,
                        const rocksdb::Slice& value) override {
    return overlay_.Put(handle(family), key, value);
  }
  rocksdb::Status DeleteCF(std::uint32_t family, const rocksdb::Slice& key) override {
    return overlay_.Delete(handle(family), key);
  }
  /// Of a survey's answers, which nobody reads beside the server.
  rocksdb::Status DeleteRangeCF(std::uint32_t, const rocksdb::Slice&,
                                const rocksdb::Slice&) override {
    return rocksdb::Status::OK();
  }

 private:
  rocksdb::ColumnFamilyHandle* handle(std::uint32_t id) const {
    for (auto* handle : handles_) {
      if (handle->GetID() == id) return handle;
    }
    return handles_.front();
  }
  rocksdb::WriteBatchWithIndex& overlay_;
  const std::vector<rocksdb::ColumnFamilyHandle*>& handles_;
};

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Mode mode) {
  if (mode == Mode::follow) return follow(path);
  std::unique_ptr<Database> database(new Database);
  database->path_ = path;
  database->mode_ = mode;
  try {
    if (auto looked = database->look_first(mode); !looked) return fail(looked.error());
    if (auto opened = database->open_rocksdb(); !opened) return fail(opened.error());
    if (auto known = database->know_format(); !known) return fail(known.error());
    if (auto read = database->read_log(mode); !read) return fail(read.error());
  } catch (const Damaged& damaged) {
    return fail(damaged.what());
  }
  return database;
}

Result<std::unique_ptr<Database>> Database::follow(const std::string& path) {
  // Beside a server that reuses a file of the log just then, a reading can end too early.
  constexpr int attempts = 10;
  for (int attempt = 1;; ++attempt) {
    std::unique_ptr<Database> database(new Database);
    database->path_ = path;
    try {
      if (auto are = database->files_are_files(); !are) return fail(are.error());
      if (auto opened = database->open_read_only(); !opened) return fail(opened.error());
      if (auto known = database->know_format(); !known) return fail(known.error());
      if (auto read = database->read_log(Mode::follow); !read) return fail(read.error());
    } catch (const Damaged& damaged) {
      return fail(damaged.what());
    }
    if (!database->loss_ || attempt == attempts) return database;
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
  }
}

std::string Database::refusal(const std::string& what) const {
  return fmt::format("store {}: {}", path_, what);
}

/// RocksDB removes what its MANIFEST does not name as soon as it opens: where that is not the
/// newest one, what the right one names. So a start finds what is gone before it opens anything.
Result<void> Database::look_first(Mode mode) {
  if (auto may = may_be_begun(); !may) return may;
  if (auto are = files_are_files(); !are) return are;
  // A process that was killed may have left what it wrote in memory alone: nothing may rest on
  // that until it is on the disk, the directory's own name included.
  if (auto synced = log::sync_all(path_); !synced) return fail(refusal(synced.error()));
  if (!std::filesystem::exists(path_ + "/CURRENT")) return {};  // a new store
  if (auto alone = nobody_has_it(); !alone) return alone;
  const auto torn = torn_tail(path_);
  if (!torn) return find_what_is_gone(mode);
  if (auto cut = cut_off(*torn); !cut) return fail(refusal(cut.error()));
  auto found = find_what_is_gone(mode);
  if (found) {
    mended_ = fmt::format(
        "{} ended with an entry that was torn, as a power loss leaves one: it "
        "was cut off from octet {} on, and nothing is gone",
        torn->path, torn->from);
  } else if (auto back = put_back(*torn); !back) {
    return fail(refusal(back.error()));
  }
  return found;
}

Result<void> Database::find_what_is_gone(Mode mode) {
  std::vector<std::string> names;
  const auto listed = rocksdb::DB::ListColumnFamilies(database_options(), path_, &names);
  // One of before it had a log has not all of them, nor anything of which a head tells.
  if (listed.ok() && names.size() < families().size()) return {};
  Database seen;
  seen.path_ = path_;
  if (auto opened = seen.open_read_only(); !opened) return opened;
  if (auto known = seen.know_format(); !known) return known;
  if (auto read = seen.read_log(Mode::follow); !read) return read;
  if (!seen.loss_) return {};
  loss_ = seen.loss_;
  if (seen.is_beyond_repair_) return fail(put_back_or_restore());
  if (mode == Mode::read_write) return fail(give_up_at_a_word());
  // A repair that was cut off after that has nothing more to set aside, but to tell.
  if (!seen.is_loss_found_) return {};
  if (auto aside = set_aside(path_, *loss_, seen.head_); !aside) {
    return fail(refusal(aside.error()));
  }
  return {};
}

/// Whether there is a store, or may be made one.
Result<void> Database::may_be_begun() const {
  std::error_code error;
  if (mode_ == Mode::read_write) std::filesystem::create_directories(path_, error);
  if (error) {
    return fail(
        refusal(fmt::format("cannot be made: {}; make the directory writable", error.message())));
  }
  if (!std::filesystem::exists(path_ + "/CURRENT", error)) {
    const auto secret = path_ + "/" + std::string(backup::secret_name);
    const auto head = path_ + "/" + std::string(log::head_name);
    for (const auto& left : {secret, head}) {
      if (!std::filesystem::exists(left, error)) continue;
      return fail(
          refusal(fmt::format("CURRENT is missing, and {} is there: the database's files "
                              "are gone; put them back or restore a backup",
                              left)));
    }
    if (mode_ != Mode::read_write) return fail(refusal("there is no store"));
  }
  // RocksDB ends with an assertion where a file of its own cannot grow.
  const auto room = std::filesystem::space(path_, error);
  if (error || room.available >= room_min) return {};
  return fail(
      refusal(fmt::format("cannot be opened, for there is no space: {} octets are free; make room "
                          "on the disk and start "
                          "again",
                          room.available)));
}

/// Nothing is opened that would wait for whoever writes into it.
Result<void> Database::files_are_files() const {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_, error)) {
    const auto name = entry.path().filename().string();
    const auto kind = entry.status(error).type();
    const bool may_be_directory = !is_given_up(name) && name != backup::secret_name;
    if (kind == std::filesystem::file_type::regular) continue;
    if (kind == std::filesystem::file_type::directory && may_be_directory) continue;
    // Beside a running server one can go while it looks.
    if (kind == std::filesystem::file_type::not_found && !entry.is_symlink(error)) continue;
    return fail(
        refusal(fmt::format("{} is no file; put the file back, or restore a backup", name)));
  }
  return {};
}

Result<void> Database::nobody_has_it() const {
  auto* env = rocksdb::Env::Default();
  rocksdb::FileLock* lock = nullptr;
  const auto status = env->LockFile(path_ + "/LOCK", &lock);
  if (!status.ok()) return fail(refusal(fmt::format("{}; {}", status.ToString(), mend(status))));
  (void)env->UnlockFile(lock);
  return {};
}

Result<void> Database::open_read_only() {
  // What the head says now must be found, in files or in the log: so it is read first.
  head_ = log::read_head(path_).head;
  // Beside a running server a file can go while it looks.
  constexpr int attempts = 5;
  rocksdb::Status status;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    if (attempt != 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    rocksdb::DB* db = nullptr;
    handles_.clear();
    status = rocksdb::DB::OpenForReadOnly(database_options(), path_, families(), &handles_, &db);
    db_.reset(db);
    if (status.ok()) return {};
  }
  return fail(refusal(fmt::format("{}; {}", status.ToString(), mend(status))));
}

Result<void> Database::open_rocksdb() {
  auto options = database_options();
  options.listeners.push_back(listener_);
  rocksdb::DB* db = nullptr;
  const auto status = rocksdb::DB::Open(options, path_, families(), &handles_, &db);
  if (!status.ok()) return fail(refusal(fmt::format("{}; {}", status.ToString(), mend(status))));
  db_.reset(db);
  return {};
}

Result<void> Database::know_format() {
  const auto format = number("format");
  const auto head = log::read_head(path_);
  if (!format && head.is_there) return rows_are_gone("no rows", head);
  if (format && *format > format_now) {
    return fail(
        refusal(fmt::format("is of format {}, which a newer airperk wrote; this one reads up to "
                            "{}: start the newer one",
                            *format, format_now)));
  }
  if (!format && mode_ != Mode::follow) {
    if (auto begun = begin_format(last_group() + 1); !begun) return begun;
  }
  const auto id = get(Family::meta, "store").value_or("");
  std::copy_n(id.begin(), std::min(id.size(), id_.size()), id_.begin());
  return {};
}

/// Whoever reads beside a server is told of the loss; a start has nothing to go on from.
Result<void> Database::rows_are_gone(const char* have, const log::HeadRead& head) {
  const auto answered = head.head ? head.head->group : 0;
  loss_ = loss_of({"the database's files", 0, fmt::format("have {}, though there is a head", have)},
                  answered == 0 ? 0 : 1, answered);
  is_beyond_repair_ = true;
  if (mode_ == Mode::follow) return {};
  return fail(put_back_or_restore());
}

/// Whether anything was ever written to the log, by what stands beside the database's files.
bool Database::log_is_begun(const log::HeadRead& head) const {
  if (head.head && head.head->sequence != 0) return true;
  const auto reading = log::read(path_, id_, {}, 0, [](const log::Record&) {});
  return reading.tail.sequence != 0 || reading.damage || log::segments_in(path_).size() > 1;
}

Result<void> Database::begin_format(std::uint64_t first_chained) {
  randombytes_buf(id_.data(), id_.size());
  rocksdb::WriteBatch batch;
  auto* meta = family(Family::meta);
  batch.Put(meta, "format", big_endian_8(format_now));
  batch.Put(meta, "store", {reinterpret_cast<const char*>(id_.data()), id_.size()});
  batch.Put(meta, "chained", big_endian_8(first_chained));
  must(db_->Write(without_log(), &batch), "beginning the store");
  flush();
  return {};
}

std::uint64_t Database::last_group() {
  const auto iterator = scan(Family::journal);
  iterator->SeekToLast();
  check(iterator->status(), "reading the journal's end");
  return iterator->Valid() ? read_8(iterator->key().ToStringView()) : 0;
}

Result<void> Database::read_log(Mode mode) {
  const auto head = log::read_head(path_);
  if (mode != Mode::follow) head_ = head.head;
  const auto applied = number(applied_key);
  if (mode == Mode::follow && loss_) return {};
  if (!applied) {
    if (log_is_begun(head)) return rows_are_gone("not the rows they had", head);
    // The store is new, or of before it had a log.
    return mode == Mode::follow ? Result<void>() : begin_log({});
  }
  std::error_code ignored;
  const bool is_copy = std::filesystem::exists(path_ + "/" + std::string(copy_mark), ignored);
  std::string head_problem = head.damage;
  if (!head.is_there && !is_copy) head_problem = "is missing";
  if (head_ && head_->store != id_) head_problem = "belongs to another store";
  if (!head_problem.empty()) head_.reset();

  if (mode == Mode::follow) {
    overlay_ =
        std::make_unique<rocksdb::WriteBatchWithIndex>(rocksdb::BytewiseComparator(), 0, true);
  }
  const auto reading = log::read(path_, id_, head_, *applied, [this](const log::Record& record) {
    rocksdb::WriteBatch batch{std::string(record.payload)};
    if (overlay_) {
      OverlayWriter writer(*overlay_, handles_);
      check(batch.Iterate(&writer), "reading the log");
    } else {
      must(db_->Write(without_log(), &batch), "reading the log");
    }
  });
  find_loss(reading, head, *applied);
  if (!head_problem.empty()) {
    loss_ = loss_of({std::string(log::head_name), 0, head_problem}, 0, 0);
  }
  is_loss_found_ = loss_.has_value();
  if (!loss_) loss_ = untold_loss(path_, head_);
  if (mode == Mode::follow) return {};
  if (loss_ && mode == Mode::read_write) return fail(give_up_at_a_word());
  if (!loss_) {
    // The files that a repair was to go on without are back.
    if (auto told = forget_untold(path_); !told) return told;
  }
  return begin_log(reading.tail);
}

std::string Database::put_back_or_restore() const {
  return refusal(loss_->what +
                 ". CURRENT or a MANIFEST was changed: put them back or restore a backup");
}

std::string Database::give_up_at_a_word() const {
  return refusal(loss_->what +
                 ". Put the file back or restore a backup; or go on without what is gone: airperk "
                 "repair --accept-loss");
}

void Database::find_loss(const log::Reading& reading, const log::HeadRead& head,
                         std::uint64_t applied) {
  const auto last = last_group();
  std::optional<log::Damage> damage = reading.damage;
  const char* files = "the database's files";
  if (!damage && head_ && head_->group > last) {
    damage = log::Damage{files, 0, "are older than the head"};
  } else if (!damage && head_ && head_->group != 0) {
    const auto row = get(Family::journal, big_endian_8(head_->group));
    const auto link = archive::link_of(row.value_or(""));
    // Groups of before there was a chain have no hash.
    if ((link ? link->own : archive::Hash{}) != head_->group_hash) {
      damage = log::Damage{files, 0,
                           fmt::format("have another group {} than was answered", head_->group)};
    }
  }
  if (!damage && head_ && head_->sequence < applied && reading.reached < applied) {
    // Rows come into files after the log has them, and the file that is written is never forgotten.
    damage = log::Damage{"head and log", 0, "are older than the database's files"};
  }
  if (!damage && head.is_one_copy && reading.dropped != 0 && head_ &&
      reading.tail.sequence == head_->sequence) {
    damage = log::Damage{log::segment_name(reading.tail.segment), reading.tail.end,
                         "the record there is not whole, and the copy of the head that may have "
                         "named it cannot be read"};
  }
  if (!damage) return;
  const bool groups_gone = head_ && head_->group > last;
  loss_ = loss_of(*damage, groups_gone ? last + 1 : 0, groups_gone ? head_->group : 0);
}

Result<void> Database::begin_log(const log::Tail& tail) {
  auto log = log::Log::go_on(path_, id_, head_, tail);
  if (!log) return fail(refusal(log.error()));
  log_ = std::move(*log);
  auto head_file = log::HeadFile::open(path_);
  if (!head_file) return fail(refusal(head_file.error()));
  head_file_ = std::move(*head_file);
  const auto group = last_group();
  const auto row = group == 0 ? std::nullopt : get(Family::journal, big_endian_8(group));
  const auto link = archive::link_of(row.value_or("")).value_or(archive::Link{});
  const auto& at = log_->tail();
  head_ = log::Head{id_, at.sequence, at.hash, at.segment, at.end, group, link.own};
  // Into both slots: one of before a loss was accepted may name more than there is now.
  for (int slot = 0; slot < 2; ++slot) {
    if (auto written = head_file_->write(*head_); !written) return fail(refusal(written.error()));
  }
  if (auto synced = head_file_->sync(); !synced) return fail(refusal(synced.error()));
  if (!number(applied_key)) {
    // From now on there must be a head.
    rocksdb::WriteBatch batch;
    batch.Put(family(Family::meta), std::string(applied_key), big_endian_8(at.sequence));
    must(db_->Write(without_log(), &batch), "beginning the store");
    flush();
  }
  listener_->forgets_in(log_.get());
  room_maker_ = std::make_unique<Worker<int>>("log-room", [this](int) {
    // Where there is no room, whoever needs it says so.
    (void)log_->make_room();
    room_asked_ = false;
  });
  head_syncer_ = std::make_unique<Worker<int>>("log-head", [this](int) {
    std::this_thread::sleep_for(head_unsynced_for);
    head_sync_asked_ = false;
    if (auto synced = head_file_->sync(); !synced) die(synced.error());
  });
  return {};
}

}  // namespace airperk::store::embedded
