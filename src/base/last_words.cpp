#include "base/last_words.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace airperk {
namespace {

constexpr int last_words_within = 1'000;

long milliseconds_now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000 + now.tv_nsec / 1'000'000;
}

bool would_wait() noexcept {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

long told(ssize_t written) noexcept {
  if (written >= 0) return written;
  return would_wait() ? 0 : -1;
}

}  // namespace

long write_now(int descriptor, std::string_view text) noexcept {
  if (text.empty()) return 0;
  struct stat what {};
  if (::fstat(descriptor, &what) != 0) return -1;
  if (S_ISREG(what.st_mode)) return told(::write(descriptor, text.data(), text.size()));
  if (S_ISSOCK(what.st_mode)) {
    return told(::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
  }
  pollfd room{descriptor, POLLOUT, 0};
  if (::poll(&room, 1, 0) <= 0) return 0;
  if ((room.revents & (POLLERR | POLLNVAL)) != 0) return -1;  // writing would raise SIGPIPE
  if ((room.revents & POLLOUT) == 0) return -1;
  // A pipe with room has room for this much.
  const auto size = std::min<std::size_t>(text.size(), PIPE_BUF);
  return told(::write(descriptor, text.data(), size));
}

bool write_within(int descriptor, std::string_view text, int milliseconds) noexcept {
  const long until = milliseconds_now() + milliseconds;
  const int own = opened_anew(descriptor);
  const int to = own >= 0 ? own : descriptor;
  while (!text.empty()) {
    const long written = write_now(to, text);
    if (written < 0) break;
    text.remove_prefix(static_cast<std::size_t>(written));
    if (written > 0) continue;
    const long left = until - milliseconds_now();
    if (left <= 0) break;
    pollfd room{to, POLLOUT, 0};
    ::poll(&room, 1, static_cast<int>(left));
  }
  if (own >= 0) ::close(own);
  return text.empty();
}

int opened_anew(int descriptor) noexcept {
  struct stat what {};
  if (::fstat(descriptor, &what) != 0) return -1;
  if (!S_ISFIFO(what.st_mode) && !S_ISCHR(what.st_mode)) return -1;
  char path[32];
  std::snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  return ::open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void last_words(std::string_view text) noexcept {
  const int error = errno;
  write_within(STDERR_FILENO, text, last_words_within);
  errno = error;
}

}  // namespace airperk
