#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace airperk::store::log {

/// A file that is read and written at places. Errors name the file, what failed, the system's
/// reason and the mend. For one thread at a time.
class File {
 public:
  enum class Access { read, write, create };  ///< `write` reads too; `create`: it must not be there
  static Result<File> open(std::string path, Access access);
  File() = default;
  ~File();
  File(File&& other) noexcept : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)) {}
  File& operator=(File&& other) noexcept;

  bool is_open() const { return fd_ >= 0; }
  const std::string& path() const { return path_; }
  void rename_to(std::string path) { path_ = std::move(path); }  ///< what was done to its name

  Result<std::uint64_t> size() const;
  /// Up to `count` octets from `at`: fewer where the file ends.
  Result<std::string> read(std::uint64_t at, std::size_t count) const;
  /// All of them, in the page cache.
  Result<void> write(std::uint64_t at, std::string_view octets);
  /// Zeros from its end up to `size`, written and not only promised: a sync of octets that are
  /// overwritten has no other work to do for the file system.
  Result<void> fill(std::uint64_t size);
  /// What was written is on the disk.
  Result<void> sync();

 private:
  File(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  tl::unexpected<std::string> failed(const char* doing) const;
  std::string path_;
  int fd_ = -1;
};

/// The directory's entries are on the disk.
Result<void> sync_directory(const std::string& directory);
/// Every file of the directory and the directory itself are on the disk, as far as the system
/// knows: what a process that was killed has written and not synced is in memory alone.
Result<void> sync_all(const std::string& directory);
Result<void> rename_file(const std::string& from, const std::string& to);

/// "EIO: Input/output error", with what to do about it.
std::string reason(int error);

}  // namespace airperk::store::log
