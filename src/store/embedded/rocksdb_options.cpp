#include "store/embedded/rocksdb_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

namespace airperk::store::embedded {
rocksdb::Options database_options() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  options.max_open_files = -1;
  options.bytes_per_sync = 1 << 20;
  // The log (store/log) holds what is not in files yet, of all families together: they go into
  // files together, so that "applied" tells of each of them.
  options.atomic_flush = true;
  options.avoid_flush_during_shutdown = true;
  options.keep_log_file_num = 2;
  options.info_log_level = rocksdb::WARN_LEVEL;
  return options;
}

namespace {

rocksdb::ColumnFamilyOptions family_options(bool large) {
  rocksdb::ColumnFamilyOptions options;
  options.write_buffer_size = large ? 16 << 20 : 2 << 20;
  options.max_write_buffer_number = 4;
  options.compression = rocksdb::kNoCompression;
  // A family that cannot be compacted, since a block of it is damaged, goes on being written.
  options.level0_slowdown_writes_trigger = 1 << 20;
  options.level0_stop_writes_trigger = 1 << 20;
  options.bottommost_compression = rocksdb::kLZ4Compression;
  return options;
}

/// Of keys that are mostly not there.
rocksdb::ColumnFamilyOptions sought_family_options() {
  auto options = family_options(false);
  options.bottommost_compression = rocksdb::kDisableCompressionOption;
  // They come in whole files, are forgotten in whole files, and are seldom asked for: to merge them
  // costs more than to look into some more.
  options.level0_file_num_compaction_trigger = 16;
  options.max_bytes_for_level_base = 2ull << 30;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_cache = rocksdb::NewLRUCache(64 << 20);
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

std::vector<rocksdb::ColumnFamilyDescriptor> families() {
  return {{rocksdb::kDefaultColumnFamilyName, family_options(false)},
          {"journal", family_options(true)},
          {"records", family_options(true)},
          {"house", family_options(false)},
          {"directory", family_options(true)},
          {"replies", family_options(true)},
          {"answers", family_options(false)},
          {"recent", sought_family_options()}};
}

std::string mend(const rocksdb::Status& status) {
  if (status.IsNoSpace()) return "make room on the disk and start again";
  const auto text = status.ToString();
  if (text.find("While lock file") != std::string::npos ||
      text.find("lock hold by current process") != std::string::npos) {
    return "another process has it open; stop that one first";
  }
  if (text.find("No space") != std::string::npos) return "make room on the disk and start again";
  if (text.find("Read-only") != std::string::npos || text.find("Permission") != std::string::npos) {
    return "make the directory writable and start again";
  }
  const bool is_missing = text.find("No such file") != std::string::npos;
  if (status.IsCorruption() || status.IsInvalidArgument() || status.IsNotFound() || is_missing) {
    return "the file is damaged or missing: put it back, or restore a backup (airperk restore)";
  }
  return "see the disk's health; every answer given so far is in the journal";
}

rocksdb::WriteOptions without_log() {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return options;
}

}  // namespace airperk::store::embedded
