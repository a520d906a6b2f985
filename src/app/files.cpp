#include "app/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace airperk::app {

Result<std::string> read_file(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    return fail(fmt::format("{}: is a folder; name a file in it", path));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return fail(fmt::format("{}: {}; name a file that can be read", path, std::strerror(errno)));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
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
    if (!written) return failed("be written", write_error);
    if (!placed) return failed("be put in place", link_error);
  }
  return read_file(path);
}

std::string random_secret() {
  std::string bytes(32, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string random_token() {
  std::string hex;
  for (const unsigned char byte : random_secret()) hex += fmt::format("{:02x}", byte);
  return hex + "\n";
}

}  // namespace airperk::app
