#pragma once

#include <fmt/format.h>
#include <rocksdb/listener.h>

#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "store/embedded/database.h"
#include "store/embedded/rocksdb_options.h"

namespace airperk::store::embedded {

/// Hears which rows have come into files, so that the log may forget them; of damage that
/// compactions meet, which is told and stops nothing: whoever reads there is told too; and of a
/// MANIFEST that could not be written, which ends the process there and then.
class FileListener : public rocksdb::EventListener {
 public:
  explicit FileListener(const Database& database) : database_(database) {}
  void on_damage(std::function<void(const std::string&)> hear) {
    std::lock_guard lock(mutex_);
    hear_ = std::move(hear);
  }
  void tell_damage(const std::string& what) {
    std::lock_guard lock(mutex_);
    // The same is not said again and again.
    if (hear_ && told_.size() < told_max && told_.insert(what).second) hear_(what);
  }
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* status) override {
    // RocksDB would go on to remove files that the MANIFEST names where its entry was written and
    // only its sync has failed: no start would find them.
    if (reason == rocksdb::BackgroundErrorReason::kManifestWrite ||
        reason == rocksdb::BackgroundErrorReason::kManifestWriteNoWAL) {
      database_.must(*status, "writing the MANIFEST");
    }
    if (reason != rocksdb::BackgroundErrorReason::kCompaction || !status->IsCorruption()) return;
    tell_damage(
        fmt::format("found damage while compacting: {}; {}", status->ToString(), mend(*status)));
    *status = rocksdb::Status::OK();
  }
  void forgets_in(log::Log* log) {
    std::lock_guard lock(mutex_);
    log_ = log;
  }
  void shown(rocksdb::SequenceNumber row, std::uint64_t record) {
    std::lock_guard lock(mutex_);
    shown_.push_back({row, record});
  }
  void OnFlushCompleted(rocksdb::DB*, const rocksdb::FlushJobInfo& flushed) override {
    // Every batch ends with a row of this family, and all families are flushed together.
    if (flushed.cf_name != rocksdb::kDefaultColumnFamilyName) return;
    std::lock_guard lock(mutex_);
    std::uint64_t through = 0;
    for (; !shown_.empty() && shown_.front().row <= flushed.largest_seqno; shown_.pop_front()) {
      through = shown_.front().record;
    }
    // A file that cannot be removed is looked at again after the next flush.
    if (through != 0 && log_ != nullptr) (void)log_->forget(through);
  }

 private:
  struct Shown {
    rocksdb::SequenceNumber row;
    std::uint64_t record;
  };
  const Database& database_;
  std::mutex mutex_;
  std::deque<Shown> shown_;
  log::Log* log_ = nullptr;
  std::function<void(const std::string&)> hear_;
  static constexpr std::size_t told_max = 1'000;
  std::set<std::string> told_;
};

}  // namespace airperk::store::embedded
