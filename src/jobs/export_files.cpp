#include "jobs/export_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "store/backup/disk.h"

namespace airperk::jobs {
namespace {

constexpr std::size_t buffer_bytes = 256 << 10;
/// Whoever fetches the files may be in the directory's group.
constexpr mode_t mode = 0640;
constexpr const char* mark_name = ".charges.last";

std::string name_of(std::uint64_t file) {
  return fmt::format("charges-{:08}.csv", file);
}
std::string part_of(const std::string& name) {
  return name + ".part";
}

/// The number in a finished file's name.
std::optional<std::uint64_t> number_of(const std::string& name) {
  constexpr std::string_view begin = "charges-";
  if (name.compare(0, begin.size(), begin) != 0) return {};
  std::uint64_t number = 0;
  const auto [at, error] =
      std::from_chars(name.data() + begin.size(), name.data() + name.size(), number);
  if (error != std::errc() || name_of(number) != name) return {};
  return number;
}

std::optional<std::string> text_of(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return {};
  auto text = store::backup::read_all(path);
  if (!text) return {};
  return *std::move(text);
}

/// Without its line's end; empty if the text does not end with a whole line.
std::string last_line(const std::string& text) {
  if (text.empty() || text.back() != '\n') return {};
  const auto before = text.rfind('\n', text.size() - 2);
  const auto begin = text.size() < 2 || before == std::string::npos ? 0 : before + 1;
  return text.substr(begin, text.size() - 1 - begin);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

int create(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  // The process keeps what is its own from everybody (umask); these files are for others.
  if (fd >= 0) (void)::fchmod(fd, mode);
  return fd;
}

}  // namespace

tl::unexpected<std::string> ExportFiles::failed(const std::string& name, const char* doing) const {
  const int error = errno;
  return fail(fmt::format(
      "exports {}: cannot {}: {}; {}", path(name), doing, std::strerror(error),
      error == ENOSPC ? "make room on the disk" : "make the directory writable for airperk"));
}

Result<ExportFiles> ExportFiles::open(const std::string& directory, std::string_view header) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  const int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) {
    return fail(
        fmt::format("exports {}: cannot be opened: {}; name a directory that airperk may "
                    "write in",
                    directory, std::strerror(errno)));
  }
  ExportFiles files(directory, header, fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return fail(fmt::format("exports {}: another process exports there; name another directory",
                            directory));
  }
  if (auto settled = files.settle(); !settled) return fail(settled.error());
  return files;
}

ExportFiles::ExportFiles(ExportFiles&& other) noexcept
    : directory_(std::move(other.directory_)),
      header_(std::move(other.header_)),
      directory_fd_(std::exchange(other.directory_fd_, -1)),
      part_fd_(std::exchange(other.part_fd_, -1)),
      file_(other.file_),
      last_row_(std::move(other.last_row_)),
      rows_(other.rows_),
      newest_row_(std::move(other.newest_row_)),
      buffer_(std::move(other.buffer_)) {}

ExportFiles::~ExportFiles() {
  if (part_fd_ >= 0) ::close(part_fd_);
  if (directory_fd_ >= 0) ::close(directory_fd_);
}

Result<void> ExportFiles::settle() {
  const auto mark = text_of(path(mark_name));
  if (!mark) {
    if (::access(path(mark_name).c_str(), F_OK) == 0) return failed(mark_name, "be read");
    return read_newest();
  }
  const auto* end = mark->data() + mark->size();
  const auto [at, error] = std::from_chars(mark->data(), end, file_);
  const bool numbered = error == std::errc() && at != end && *at == '\n';
  if (numbered) last_row_ = last_line(std::string(at + 1, end));
  if (last_row_.empty()) {
    return fail(
        fmt::format("exports {}: is damaged; remove it where the newest charges-*.csv is "
                    "still beside it, or put that one back first",
                    path(mark_name)));
  }
  const auto name = name_of(file_);
  if (::access(path(part_of(name)).c_str(), F_OK) != 0) return {};
  return rename(part_of(name), name);
}

/// Nobody has written down where the export stands: it has never finished a file, or somebody has
/// removed what said so.
Result<void> ExportFiles::read_newest() {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    if (const auto number = number_of(entry.path().filename().string())) {
      file_ = std::max(file_, *number);
    }
  }
  if (error) {
    errno = error.value();
    return failed("", "be listed");
  }
  if (file_ == 0) return {};
  const auto text = text_of(path(name_of(file_)));
  if (!text) return failed(name_of(file_), "be read");
  last_row_ = last_line(*text);
  if (last_row_.empty()) {
    return fail(fmt::format("exports {}: does not end with a row; put the file back as it was",
                            path(name_of(file_))));
  }
  return {};
}

Result<void> ExportFiles::add(std::string_view row) {
  if (part_fd_ < 0) {
    const auto name = part_of(name_of(file_ + 1));
    part_fd_ = create(path(name));
    if (part_fd_ < 0) return failed(name, "be made");
    buffer_ = header_ + "\n";
  }
  buffer_.append(row).push_back('\n');
  newest_row_ = row;
  ++rows_;
  return buffer_.size() < buffer_bytes ? Result<void>() : flush();
}

Result<void> ExportFiles::flush() {
  if (!write_all(part_fd_, buffer_)) return failed(part_of(name_of(file_ + 1)), "be written");
  buffer_.clear();
  return {};
}

Result<void> ExportFiles::finish() {
  if (part_fd_ < 0) return {};
  const auto name = name_of(file_ + 1);
  if (auto flushed = flush(); !flushed) return flushed;
  if (::fsync(part_fd_) != 0) return failed(part_of(name), "be written");
  ::close(std::exchange(part_fd_, -1));
  // Its entry in the directory must be as durable as what is said of it.
  if (::fsync(directory_fd_) != 0) return failed(part_of(name), "be written");
  const auto mark = fmt::format("{}\n{}\n", file_ + 1, newest_row_);
  if (auto written = write_whole(mark_name, mark); !written) return written;
  if (auto renamed = rename(part_of(name), name); !renamed) return renamed;
  ++file_;
  rows_ = 0;
  last_row_ = std::exchange(newest_row_, {});
  return {};
}

Result<void> ExportFiles::write_whole(const std::string& name, std::string_view text) {
  const int fd = create(path(part_of(name)));
  if (fd < 0) return failed(part_of(name), "be made");
  const bool written = write_all(fd, text) && ::fsync(fd) == 0;
  const int error = errno;
  ::close(fd);
  errno = error;
  if (!written) return failed(part_of(name), "be written");
  return rename(part_of(name), name);
}

Result<void> ExportFiles::rename(const std::string& from, const std::string& to) {
  if (::rename(path(from).c_str(), path(to).c_str()) != 0) return failed(to, "be named");
  if (::fsync(directory_fd_) != 0) return failed(to, "be named");
  return {};
}

Result<std::vector<FinishedFile>> finished_files(const std::string& directory) {
  std::vector<FinishedFile> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    const auto name = entry.path().filename().string();
    struct stat found {};
    // Whoever fetches them may have taken it away meanwhile.
    if (!number_of(name) || ::lstat(entry.path().c_str(), &found) != 0) continue;
    files.push_back(
        {name, static_cast<std::uint64_t>(found.st_size), Instant::seconds(found.st_mtim.tv_sec)});
  }
  if (error) {
    return fail(fmt::format("exports {}: cannot be listed: {}", directory, error.message()));
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return number_of(a.name) > number_of(b.name); });
  return files;
}

std::optional<FinishedReader> FinishedReader::open(const std::string& directory,
                                                   const std::string& name) {
  if (!number_of(name)) return {};
  const int fd =
      ::open((directory + "/" + name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0) return {};
  FinishedReader reader(fd, 0);
  struct stat found {};
  if (::fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) return {};
  reader.bytes_ = static_cast<std::uint64_t>(found.st_size);
  return reader;
}

FinishedReader::FinishedReader(FinishedReader&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), bytes_(other.bytes_) {}

FinishedReader::~FinishedReader() {
  if (fd_ >= 0) ::close(fd_);
}

std::string FinishedReader::next() {
  std::string part(buffer_bytes, '\0');
  const auto count = ::read(fd_, part.data(), part.size());
  if (count < 0) throw std::system_error(errno, std::generic_category(), "an export file");
  part.resize(static_cast<std::size_t>(count));
  return part;
}

}  // namespace airperk::jobs
