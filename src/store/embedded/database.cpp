#include "store/embedded/database.h"

#include <fmt/format.h>
#include <rocksdb/table.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

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

rocksdb::Options database_options() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.max_open_files = -1;
  options.bytes_per_sync = 1 << 20;
  options.recycle_log_file_num = 4;
  // What a restart has to read again at most.
  options.max_total_wal_size = 256 << 20;
  options.avoid_flush_during_recovery = true;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::WARN_LEVEL;
  return options;
}

rocksdb::ColumnFamilyOptions family_options(bool large) {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = large ? 16 << 20 : 2 << 20;
  options.max_write_buffer_number = 4;
  options.compression = rocksdb::kNoCompression;
  options.bottommost_compression = rocksdb::kLZ4Compression;
  return options;
}

std::string mend(const rocksdb::Status& status) {
  if (status.IsNoSpace()) return "make room on the disk and start again";
  const auto text = status.ToString();
  if (text.find("lock") != std::string::npos) {
    return "another process has it open; stop that one first";
  }
  if (text.find("No space") != std::string::npos) return "make room on the disk and start again";
  if (text.find("Read-only") != std::string::npos || text.find("Permission") != std::string::npos) {
    return "make the directory writable and start again";
  }
  return "see the disk's health; every answer given so far is in the journal";
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

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Mode mode) {
  std::unique_ptr<Database> database(new Database);
  database->path_ = path;
  std::vector<rocksdb::ColumnFamilyDescriptor> families = {
      {rocksdb::kDefaultColumnFamilyName, family_options(false)},
      {"journal", family_options(true)},
      {"records", family_options(true)},
      {"house", family_options(false)},
      {"directory", family_options(true)},
      {"replies", family_options(true)},
      {"answers", family_options(false)}};
  rocksdb::DB* db = nullptr;
  rocksdb::Status status;
  const auto options = database_options();
  if (mode == Mode::read_write) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) {
      return fail(fmt::format("store {}: cannot be made: {}; make the directory writable", path,
                              error.message()));
    }
    status = rocksdb::DB::Open(options, path, families, &database->handles_, &db);
  } else {
    database->follower_path_ =
        (std::filesystem::temp_directory_path() / fmt::format("airperk-follow-{}", ::getpid()))
            .string();
    status = rocksdb::DB::OpenAsSecondary(options, path, database->follower_path_, families,
                                          &database->handles_, &db);
  }
  if (!status.ok()) {
    return fail(fmt::format("store {}: {}; {}", path, status.ToString(), mend(status)));
  }
  database->db_.reset(db);
  return database;
}

Database::~Database() {
  if (db_) {
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
    db_.reset();
  }
  if (!follower_path_.empty()) {
    std::error_code ignored;
    std::filesystem::remove_all(follower_path_, ignored);
  }
}

std::optional<std::string> Database::get(Family in, std::string_view key) {
  std::string value;
  const auto status = db_->Get({}, family(in), rocksdb::Slice(key.data(), key.size()), &value);
  if (status.IsNotFound()) return {};
  must(status, "reading");
  return value;
}

std::unique_ptr<rocksdb::Iterator> Database::scan(Family in) {
  rocksdb::ReadOptions options;
  options.readahead_size = 2 << 20;
  options.fill_cache = false;
  return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, family(in)));
}

SortedFile::SortedFile(Database& database, Family family, const char* name)
    : database_(database),
      family_(family),
      path_(database.path() + "/" + name),
      writer_(rocksdb::EnvOptions(), database.db().GetOptions(database.family(family))) {
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

void Database::must(const rocksdb::Status& status, const char* doing) {
  if (status.ok()) [[likely]]
    return;
  const auto line = fmt::format("airperk: store {}: {} failed: {}; {}\n", path_, doing,
                                status.ToString(), mend(status));
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
  // Not exit(): nothing of what was in flight may be answered or written any more.
  ::_exit(74);  // EX_IOERR
}

}  // namespace airperk::store::embedded
