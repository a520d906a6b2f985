#include "store/embedded/database.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "base/last_words.h"
#include "store/embedded/file_listener.h"
#include "store/embedded/rocksdb_options.h"
#include "store/store.h"

namespace airperk::store::embedded {
namespace {

template <std::size_t n>
std::string big_endian(std::uint64_t value) {
  std::string bytes(n, '\0');
  for (std::size_t i = 0; i < n; ++i) {
    bytes[n - 1 - i] = static_cast<char>(value >> (8 * i) & 0xFF);
  }
  return bytes;
}

template <std::size_t n>
std::uint64_t read(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < n && i < bytes.size(); ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

}  // namespace

std::string big_endian_4(std::uint32_t value) {
  return big_endian<4>(value);
}
std::string big_endian_8(std::uint64_t value) {
  return big_endian<8>(value);
}
std::uint32_t read_4(std::string_view bytes) {
  return static_cast<std::uint32_t>(read<4>(bytes));
}
std::uint64_t read_8(std::string_view bytes) {
  return read<8>(bytes);
}

Database::Database() : listener_(std::make_shared<FileListener>(*this)) {}

Database::~Database() {
  room_maker_.reset();
  head_syncer_.reset();
  listener_->forgets_in(nullptr);
  if (db_) {
    overlay_.reset();
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    db_.reset();
  }
}

log::Tail Database::append(rocksdb::WriteBatch& batch) {
  batch.Put(family(Family::meta), std::string(applied_key),
            big_endian_8(log_->tail().sequence + 1));
  auto tail = log_->append(batch.Data());
  if (!tail) die(tail.error());
  if (log_->wants_room() && !room_asked_.exchange(true)) room_maker_->submit(0);
  return *tail;
}

void Database::show(rocksdb::WriteBatch& batch, const log::Tail& tail, std::uint64_t group,
                    const log::Hash& group_hash) {
  const auto written =
      head_file_->write({id_, tail.sequence, tail.hash, tail.segment, tail.end, group, group_hash});
  if (!written) die(written.error());
  if (!head_sync_asked_.exchange(true)) head_syncer_->submit(0);
  must(db_->Write(without_log(), &batch), "writing rows");
  listener_->shown(db_->GetLatestSequenceNumber(), tail.sequence);
}

void Database::flush() {
  must(db_->Flush({}, handles_), "writing rows into files");
}

void Database::put_hint(std::string_view meta_key, std::string_view value) {
  must(db_->Put(without_log(), family(Family::meta), {meta_key.data(), meta_key.size()},
                {value.data(), value.size()}),
       "writing rows");
}

void Database::renew(Family which) {
  auto*& handle = handles_[static_cast<std::size_t>(which)];
  const auto name = handle->GetName();
  const auto options = families()[static_cast<std::size_t>(which)].options;
  must(db_->DropColumnFamily(handle), "throwing rows away");
  must(db_->DestroyColumnFamilyHandle(handle), "throwing rows away");
  must(db_->CreateColumnFamily(options, name, &handle), "throwing rows away");
}

void Database::put_again(rocksdb::WriteBatch& rows) {
  must(db_->Write(without_log(), &rows), "writing rows");
  flush();
}

std::optional<std::string> Database::get(Family in, std::string_view key) {
  std::string value;
  const rocksdb::Slice slice(key.data(), key.size());
  const auto status = overlay_
                          ? overlay_->GetFromBatchAndDB(db_.get(), {}, family(in), slice, &value)
                          : db_->Get({}, family(in), slice, &value);
  if (status.IsNotFound()) return {};
  check(status, "reading");
  return value;
}

std::optional<std::uint64_t> Database::number(std::string_view meta_key) {
  const auto row = get(Family::meta, meta_key);
  if (!row) return {};
  return read_8(*row);
}

std::unique_ptr<rocksdb::Iterator> Database::scan(Family in) {
  rocksdb::ReadOptions options;
  options.readahead_size = 2 << 20;
  options.fill_cache = false;
  std::unique_ptr<rocksdb::Iterator> rows(db_->NewIterator(options, family(in)));
  if (!overlay_) return rows;
  return std::unique_ptr<rocksdb::Iterator>(
      overlay_->NewIteratorWithBase(family(in), rows.release()));
}

SortedFile::SortedFile(Database& database, Family family, const char* name)
    : database_(database),
      family_(family),
      path_(database.path() + "/" + name),
      // Replies are looked for at once, most in vain, and the decider waits for it: what the filter
      // lets through had better be in memory still.
      writer_(rocksdb::EnvOptions(), database.db().GetOptions(database.family(family)), nullptr,
              family != Family::recent) {
  // A process that was killed while a file was taken in leaves it under two names: what is written
  // under this one must not go into the other.
  std::error_code error;
  std::filesystem::remove(path_, error);
  if (error) database_.die(fmt::format("{}: removing failed: {}", path_, error.message()));
  database_.must(writer_.Open(path_), "beginning a checkpoint");
}

void SortedFile::put(std::string_view key, std::string_view value) {
  database_.must(writer_.Put({key.data(), key.size()}, {value.data(), value.size()}),
                 "writing a checkpoint");
}

void SortedFile::take_in() {
  database_.must(writer_.Finish(), "writing a checkpoint");
  rocksdb::IngestExternalFileOptions options;
  options.move_files = true;
  database_.must(database_.db().IngestExternalFile(database_.family(family_), {path_}, options),
                 "taking in a checkpoint");
}

void Database::must(const rocksdb::Status& status, const char* doing) const {
  if (status.ok()) [[likely]]
    return;
  die(fmt::format("{} failed: {}; {}", doing, status.ToString(), mend(status)));
}

void Database::die(const std::string& what) const {
  const auto line = fmt::format("airperk: store {}: {}\n", path_, what);
  last_words(line);
  // Not exit(): nothing of what was in flight may be answered or written any more.
  ::_exit(74);  // EX_IOERR
}

void Database::on_damage(std::function<void(const std::string&)> hear) {
  listener_->on_damage(std::move(hear));
}

void Database::tell_damage(const std::string& what) const {
  listener_->tell_damage(what);
}

void Database::check(const rocksdb::Status& status, const char* doing) const {
  if (status.ok()) [[likely]]
    return;
  const auto what =
      refusal(fmt::format("{} failed: {}; {}", doing, status.ToString(), mend(status)));
  tell_damage(what);
  throw Damaged(what);
}

}  // namespace airperk::store::embedded
