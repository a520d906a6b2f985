#include "store/backup/disk.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace airperk::store::backup {
namespace {

constexpr std::size_t read_octets = 1 << 20;
/// What is written between two syncs.
constexpr std::uint64_t sync_every = 8 << 20;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Again where a signal came in between.
template <typename Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

class File {
 public:
  File(std::string path, int flags)
      : path_(std::move(path)),
        // What is no file may never be opened (a pipe that nobody writes into).
        fd_(uninterrupted(
            [&] { return ::open(path_.c_str(), flags | O_CLOEXEC | O_NONBLOCK, 0600); })) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return fd_ >= 0; }
  Result<std::string> read() {
    std::string part(read_octets, '\0');
    const auto count = uninterrupted([&] { return ::read(fd_, part.data(), part.size()); });
    if (count < 0) return fail(failure(path_, "be read", errno));
    part.resize(static_cast<std::size_t>(count));
    return part;
  }
  Result<void> write(std::string_view octets) {
    while (!octets.empty()) {
      const auto count = uninterrupted([&] { return ::write(fd_, octets.data(), octets.size()); });
      if (count < 0) return fail(failure(path_, "be written", errno));
      octets.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }
  Result<void> sync() {
    if (uninterrupted([&] { return ::fsync(fd_); }) != 0) {
      return fail(failure(path_, "be written", errno));
    }
    return {};
  }

 private:
  std::string path_;
  int fd_;
};

constexpr const char* given_up = "given up, for the server stops; make it again once it runs";

}  // namespace

Hasher::Hasher() {
  crypto_generichash_init(&state_, nullptr, 0, std::tuple_size_v<Hash>);
}
void Hasher::add(std::string_view octets) {
  crypto_generichash_update(&state_, bytes_of(octets), octets.size());
}
Hash Hasher::hash() {
  Hash hash;
  crypto_generichash_final(&state_, hash.data(), hash.size());
  return hash;
}

Hash hash_of(std::string_view octets) {
  Hasher hasher;
  hasher.add(octets);
  return hasher.hash();
}

std::string hex_of(std::string_view octets) {
  std::string hex;
  for (const unsigned char octet : octets) hex += fmt::format("{:02x}", octet);
  return hex;
}
std::string hex_of(const Hash& hash) {
  return hex_of({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

std::optional<std::string> octets_of(std::string_view hex, std::size_t size) {
  std::string octets(size, '\0');
  std::size_t read = 0;
  const char* end = nullptr;
  const int failed = sodium_hex2bin(reinterpret_cast<unsigned char*>(octets.data()), size,
                                    hex.data(), hex.size(), nullptr, &read, &end);
  if (failed != 0 || read != size || end != hex.data() + hex.size()) return {};
  return octets;
}

std::string failure(const std::string& path, const char* doing, int error) {
  const char* mend = "see that disk's health";
  if (error == ENOSPC || error == EDQUOT) mend = "make room on that disk";
  if (error == EACCES || error == EPERM || error == EROFS) {
    mend = "make its directory writable for airperk";
  }
  if (error == EEXIST || error == ENOTEMPTY) mend = "something is there already: take it away";
  if (error == ENOENT || error == ENOTDIR) mend = "make the directory that it is to be in";
  if (error == EBUSY || error == EXDEV) mend = "name a directory below where the disk is mounted";
  return fmt::format("{}: cannot {}: {}; {}", path, doing, std::strerror(error), mend);
}

Result<std::string> read_all(const std::string& path) {
  File file(path, O_RDONLY);
  if (!file.is_open()) return fail(failure(path, "be read", errno));
  std::string octets;
  for (;;) {
    auto part = file.read();
    if (!part) return part;
    if (part->empty()) return octets;
    octets += *part;
  }
}

Result<Sum> sum_of(const std::string& path, const GiveUp& give_up) {
  File file(path, O_RDONLY);
  if (!file.is_open()) return fail(failure(path, "be read", errno));
  Hasher hasher;
  Sum sum;
  for (;;) {
    if (give_up) return fail(given_up);
    const auto part = file.read();
    if (!part) return fail(part.error());
    if (part->empty()) break;
    hasher.add(*part);
    sum.size += part->size();
  }
  sum.hash = hasher.hash();
  return sum;
}

Result<Sum> copy(const std::string& from, const std::string& to, std::optional<std::uint64_t> size,
                 const GiveUp& give_up) {
  File source(from, O_RDONLY);
  if (!source.is_open()) return fail(failure(from, "be read", errno));
  File target(to, O_WRONLY | O_CREAT | O_EXCL);
  if (!target.is_open()) return fail(failure(to, "be made", errno));
  Hasher hasher;
  Sum sum;
  std::uint64_t unsynced = 0;
  while (!size || sum.size < *size) {
    if (give_up) return fail(given_up);
    auto part = source.read();
    if (!part) return fail(part.error());
    if (part->empty()) break;
    if (size) part->resize(std::min<std::uint64_t>(part->size(), *size - sum.size));
    hasher.add(*part);
    sum.size += part->size();
    if (auto written = target.write(*part); !written) return fail(written.error());
    if ((unsynced += part->size()) < sync_every) continue;
    unsynced = 0;
    if (auto synced = target.sync(); !synced) return fail(synced.error());
  }
  if (size && sum.size != *size) {
    return fail(fmt::format("{}: ends after {} octets of {}", from, sum.size, *size));
  }
  if (auto synced = target.sync(); !synced) return fail(synced.error());
  sum.hash = hasher.hash();
  return sum;
}

Result<void> write(const std::string& path, std::string_view octets) {
  const auto beside = path + ".new";
  {
    File file(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.is_open()) return fail(failure(path, "be made", errno));
    auto written = file.write(octets);
    if (written) written = file.sync();
    if (!written) {
      ::unlink(beside.c_str());
      return written;
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) return fail(failure(path, "be named", errno));
  return {};
}

Result<void> sync_directory(const std::string& directory) {
  File opened(directory, O_RDONLY | O_DIRECTORY);
  if (!opened.is_open()) return fail(failure(directory, "be opened", errno));
  return opened.sync();
}

Result<void> sync_all(const std::string& directory) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    if (!entry.is_regular_file(error)) continue;
    File file(entry.path().string(), O_RDONLY);
    if (!file.is_open()) return fail(failure(entry.path().string(), "be read", errno));
    if (auto synced = file.sync(); !synced) return synced;
  }
  if (error) return fail(failure(directory, "be listed", error.value()));
  return sync_directory(directory);
}

Result<void> rename_new(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return {};
  // Some file systems cannot promise it: there a directory still replaces an empty one alone.
  struct stat there {};
  const bool cannot = errno == EINVAL || errno == ENOSYS;
  if (cannot && ::lstat(to.c_str(), &there) != 0 && ::rename(from.c_str(), to.c_str()) == 0) {
    return {};
  }
  return fail(failure(to, "be named", errno));
}

void give_way() {
  constexpr int lowest = 19, io_of_this_thread = 1, best_effort_last = 2 << 13 | 7;
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), lowest);
  (void)::syscall(SYS_ioprio_set, io_of_this_thread, 0, best_effort_last);
}

}  // namespace airperk::store::backup
