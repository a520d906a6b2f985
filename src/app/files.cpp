#include "app/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "store/backup/disk.h"

namespace airperk::app {
namespace {

constexpr int pipe_within_ms = 5'000;

}  // namespace

Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return fail(fmt::format("{}: is a folder; name a file in it", path));
  }
  // A stream would end where reading fails, and half a configuration is another one.
  const auto failed = [&path] {
    return fail(fmt::format("{}: {}; name a file that can be read", path, std::strerror(errno)));
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return failed();
  // A pipe may be what is named; nobody waits for ever for one that nobody writes into.
  pollfd readable{file, POLLIN, 0};
  if (::poll(&readable, 1, pipe_within_ms) == 0) {
    ::close(file);
    return fail(fmt::format("{}: nothing comes out of this pipe; name a file", path));
  }
  std::string text;
  char part[1 << 16];
  ssize_t count = 0;
  while ((count = ::read(file, part, sizeof part)) != 0) {
    if (count > 0) text.append(part, static_cast<std::size_t>(count));
    if (count >= 0 || errno == EINTR) continue;
    if (errno != EAGAIN || ::poll(&readable, 1, pipe_within_ms) <= 0) break;
  }
  const int why = errno;
  ::close(file);
  errno = why;
  if (count < 0) return failed();
  return text;
}

Result<std::string> read_or_make_private(const std::string& path, std::string (*make)()) {
  const auto failed = [&](const char* doing, int error) {
    return fail(fmt::format("{}: cannot {}: {}; make its folder writable", path, doing,
                            std::strerror(error)));
  };
  const auto parent = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!parent.empty() && !std::filesystem::is_directory(parent, error)) {
    std::filesystem::create_directories(parent, error);
    if (error) return failed("be made", error.value());
  }
  if (!std::filesystem::exists(path, error)) {
    // Written beside and linked into place: nobody ever sees half a secret.
    const auto part = fmt::format("{}.{}", path, ::getpid());
    const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return failed("be made", errno);
    const auto text = make();
    const bool written =
        ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(fd) == 0;
    const int write_error = errno;
    ::close(fd);
    const bool placed = written && (::link(part.c_str(), path.c_str()) == 0 || errno == EEXIST);
    const int link_error = errno;
    ::unlink(part.c_str());
    // What is sealed or signed with it may be on the disk at once: so must its name be.
    const auto named = store::backup::sync_directory(parent.empty() ? "." : parent.string());
    if (!written) return failed("be written", write_error);
    if (!placed) return failed("be put in place", link_error);
    if (!named) return fail(named.error());
  }
  if (!std::filesystem::is_regular_file(path, error)) {
    return fail(fmt::format("{}: is no file; put the file back", path));
  }
  return read_file(path);
}

std::string random_secret() {
  std::string bytes(secret_octets, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_token() {
  std::string hex;
  for (const unsigned char byte : random_secret()) hex += fmt::format("{:02x}", byte);
  return hex;
}

}  // namespace airperk::app
