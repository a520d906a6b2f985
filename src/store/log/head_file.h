#pragma once

#include <optional>

#include "store/log/file.h"
#include "store/log/form.h"

namespace airperk::store::log {

inline constexpr std::string_view head_name = "head";

/// What the head's file says. `damage` where neither slot can be read, or the file is cut.
struct HeadRead {
  bool is_there = false;
  std::optional<Head> head;
  bool is_one_copy = false;  ///< the other cannot be read: it may have been the newer one
  std::string damage;
};
HeadRead read_head(const std::string& directory);

/// The head, written by turns into two slots. `write` for one thread.
class HeadFile {
 public:
  /// Makes the file where there is none. What is written first goes into the slot that does not
  /// hold the newest one.
  static Result<HeadFile> open(const std::string& directory);
  /// In the page cache on return: a process that is killed leaves it there.
  Result<void> write(const Head& head);
  /// On the disk on return. From any thread.
  Result<void> sync() { return file_.sync(); }

 private:
  HeadFile(File file, std::size_t slot) : file_(std::move(file)), slot_(slot) {}
  File file_;
  std::size_t slot_ = 0;  ///< the next one
};

}  // namespace airperk::store::log
