#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/result.h"

namespace airperk::jobs {

/// The files of one export in a directory: `charges-00000001.csv` and on, consecutive, never empty,
/// each whole and durable from the moment it has its name. Whoever fetches them may take them away:
/// where the export stands is in a file of its own (`.charges.last`: the newest file's number and
/// last row), which is durable before that file gets its name.
///
///   rows -> charges-N.csv.part -> fsync -> .charges.last says N -> charges-N.csv
///
/// So a start finds one of two things: `.charges.last` says N, and what is called N.csv.part is
/// whole and only wants its name; or it says less, and that file is begun anew.
///
/// One process at a time (the directory is locked), one thread. Errors name the file and the mend;
/// after one, open again.
class ExportFiles {
 public:
  /// Settles what a process that was killed has left. Makes the directory.
  static Result<ExportFiles> open(const std::string& directory, std::string_view header);
  ExportFiles(ExportFiles&& other) noexcept;
  ExportFiles& operator=(ExportFiles&&) = delete;
  ~ExportFiles();

  /// The last row of the last finished file; empty if there is none.
  const std::string& last_row() const { return last_row_; }
  /// Rows of the file that is being written.
  std::uint64_t rows() const { return rows_; }

  /// `row` without a line's end.
  Result<void> add(std::string_view row);
  /// Gives the file that is being written its name; does nothing where there is none.
  Result<void> finish();

 private:
  ExportFiles(std::string directory, std::string_view header, int directory_fd)
      : directory_(std::move(directory)), header_(header), directory_fd_(directory_fd) {}
  Result<void> settle();
  Result<void> read_newest();
  Result<void> flush();
  Result<void> write_whole(const std::string& name, std::string_view text);
  Result<void> rename(const std::string& from, const std::string& to);
  tl::unexpected<std::string> failed(const std::string& name, const char* doing) const;
  std::string path(const std::string& name) const { return directory_ + "/" + name; }

  std::string directory_;
  std::string header_;
  int directory_fd_ = -1;
  int part_fd_ = -1;
  std::uint64_t file_ = 0;  ///< the newest finished one
  std::string last_row_;
  std::uint64_t rows_ = 0;
  std::string newest_row_;
  std::string buffer_;
};

struct FinishedFile {
  std::string name;
  std::uint64_t bytes = 0;
  Instant finished;  ///< system time
};
/// The finished files that are still in the directory, newest first. From any thread, beside
/// whoever writes them.
Result<std::vector<FinishedFile>> finished_files(const std::string& directory);

/// One of them, to be read from its beginning. From any thread, one at a time.
class FinishedReader {
 public:
  /// Nothing unless `name` is exactly what a finished file is called: no path leads elsewhere.
  static std::optional<FinishedReader> open(const std::string& directory, const std::string& name);
  FinishedReader(FinishedReader&& other) noexcept;
  FinishedReader& operator=(FinishedReader&&) = delete;
  ~FinishedReader();

  std::uint64_t bytes() const { return bytes_; }
  /// Empty at the end. Throws if it cannot be read on.
  std::string next();

 private:
  FinishedReader(int fd, std::uint64_t bytes) : fd_(fd), bytes_(bytes) {}
  int fd_ = -1;
  std::uint64_t bytes_ = 0;
};

}  // namespace airperk::jobs
