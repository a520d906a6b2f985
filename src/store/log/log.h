#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <optional>

#include "store/log/file.h"
#include "store/log/read.h"

namespace airperk::store::log {

/// How large the log's files are made.
struct Sizes {
  std::uint64_t first = 1 << 20;  ///< each is twice as large as the one before,
  std::uint64_t most = 16 << 20;  ///< up to this, or to what one record needs
};

/// The log as it is written: `append` for one thread, the others for any. Errors are the disk's:
/// nothing that follows one could be told truly, so its owner ends the process.
class Log {
 public:
  /// Goes on behind `tail`. What stands between `head` and there is written again and synced: it
  /// may be in the page cache alone. Files behind the tail are nobody's, and go.
  static Result<std::unique_ptr<Log>> go_on(std::string directory, const StoreId& store,
                                            const std::optional<Head>& head, const Tail& tail,
                                            Sizes sizes = {});

  /// On the disk on return. What is to be written into the head before anybody has an answer.
  Result<Tail> append(std::string_view payload);
  /// For the thread that appends.
  const Tail& tail() const { return tail_; }

  /// Whoever appended them has them elsewhere, on the disk: their files may be used again.
  Result<void> forget(std::uint64_t through);
  /// Makes the next file, so that `append` need not: it takes tens of milliseconds.
  bool wants_room() const;
  Result<void> make_room();

 private:
  struct Full {
    std::uint64_t number, last;  ///< its newest record
    std::uint64_t size;
  };
  Log(std::string directory, const StoreId& store, const Tail& tail, Sizes sizes)
      : directory_(std::move(directory)), store_(store), sizes_(sizes), tail_(tail) {}
  std::string path_of(std::uint64_t number) const;
  std::string spare_path() const { return directory_ + "/log-spare"; }
  Result<void> write_again(const Head& head);
  /// Whether the octets have the records behind `last` up to `newest`, whole; `last` goes along.
  static bool follows(std::string_view octets, bool has_header, std::uint64_t newest, Record& last);
  static Result<SegmentHeader> header_of(const std::string& path);
  Result<void> open_segment();
  Result<void> wipe_behind_tail(File& file, std::uint64_t size) const;
  Result<void> begin_segment(std::uint64_t needed);
  Result<File> take_room(std::uint64_t needed);
  Result<File> made_room(const std::string& path, std::uint64_t size) const;

  std::string directory_;
  StoreId store_;
  Sizes sizes_;
  Tail tail_;
  File file_;
  std::uint64_t size_ = 0;  ///< of the segment that is written
  std::string record_;

  mutable std::mutex mutex_;  ///< for what follows
  std::deque<Full> full_;
  std::uint64_t next_size_ = 0;
  std::uint64_t spare_size_ = 0;  ///< 0: there is none
  std::uint64_t left_ = 0;        ///< in the segment that is written
};

}  // namespace airperk::store::log
