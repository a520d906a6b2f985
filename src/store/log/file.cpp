#include "store/log/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace airperk::store::log {
namespace {

std::string problem(const std::string& path, const char* doing, int error) {
  return fmt::format("{}: {} failed: {}", path, doing, reason(error));
}

/// Again where a signal came in between.
template <typename Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace

std::string reason(int error) {
  const auto* mend = "see the disk's health; every answer given so far is on it";
  if (error == ENOSPC || error == EDQUOT) mend = "make room on the disk and start again";
  if (error == EROFS || error == EACCES || error == EPERM) {
    mend = "make the directory writable and start again";
  }
  return fmt::format("{}; {}", std::strerror(error), mend);
}

Result<File> File::open(std::string path, Access access) {
  const int flags = access == Access::read    ? O_RDONLY
                    : access == Access::write ? O_RDWR
                                              : O_RDWR | O_CREAT | O_EXCL;
  // What is no file may never be opened (a pipe that nobody writes into).
  const int fd =
      uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, 0600); });
  if (fd < 0) return fail(problem(path, "opening", errno));
  File file(std::move(path), fd);
  struct stat status {};
  if (::fstat(fd, &status) != 0) return file.failed("looking");
  if (!S_ISREG(status.st_mode)) {
    return fail(file.path() + ": is no file; put the file back, or restore a backup");
  }
  return file;
}

File::~File() {
  if (fd_ >= 0) ::close(fd_);
}

File& File::operator=(File&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    path_ = std::move(other.path_);
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

tl::unexpected<std::string> File::failed(const char* doing) const {
  return fail(problem(path_, doing, errno));
}

Result<std::uint64_t> File::size() const {
  struct stat status {};
  if (::fstat(fd_, &status) != 0) return failed("looking");
  return static_cast<std::uint64_t>(status.st_size);
}

Result<std::string> File::read(std::uint64_t at, std::size_t count) const {
  std::string octets(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const auto n = uninterrupted([&] {
      return ::pread(fd_, octets.data() + done, count - done, static_cast<off_t>(at + done));
    });
    if (n < 0) return failed("reading");
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  octets.resize(done);
  return octets;
}

Result<void> File::write(std::uint64_t at, std::string_view octets) {
  while (!octets.empty()) {
    const auto n = uninterrupted(
        [&] { return ::pwrite(fd_, octets.data(), octets.size(), static_cast<off_t>(at)); });
    if (n < 0) return failed("writing");
    octets.remove_prefix(static_cast<std::size_t>(n));
    at += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<void> File::fill(std::uint64_t size) {
  const auto from = this->size();
  if (!from) return fail(from.error());
  const std::string zeros(std::min<std::uint64_t>(size, 1 << 20), '\0');
  for (std::uint64_t at = *from; at < size; at += zeros.size()) {
    const auto count = std::min<std::uint64_t>(zeros.size(), size - at);
    if (auto written = write(at, std::string_view(zeros).substr(0, count)); !written)
      return written;
  }
  return {};
}

Result<void> File::sync() {
  if (uninterrupted([&] { return ::fdatasync(fd_); }) != 0) return failed("syncing");
  return {};
}

Result<void> sync_directory(const std::string& directory) {
  const int fd =
      uninterrupted([&] { return ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (fd < 0) return fail(problem(directory, "opening", errno));
  const int status = uninterrupted([&] { return ::fsync(fd); });
  const int error = errno;
  ::close(fd);
  if (status != 0) return fail(problem(directory, "syncing", error));
  return {};
}

Result<void> sync_all(const std::string& directory) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (!entry.is_regular_file(error) || entry.is_symlink(error)) continue;
    const auto& path = entry.path().string();
    const int fd = uninterrupted([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); });
    if (fd < 0) return fail(problem(path, "opening", errno));
    const int status = uninterrupted([&] { return ::fsync(fd); });
    const int why = errno;
    ::close(fd);
    if (status != 0) return fail(problem(path, "syncing", why));
  }
  if (error) return fail(problem(directory, "reading", error.value()));
  if (auto synced = sync_directory(directory); !synced) return synced;
  const auto parent = std::filesystem::absolute(directory).lexically_normal();
  const auto above = (parent.has_filename() ? parent : parent.parent_path()).parent_path();
  return sync_directory(above.string());
}

Result<void> rename_file(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return fail(problem(from, "renaming", errno));
  return {};
}

}  // namespace airperk::store::log
