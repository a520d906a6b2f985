// A disk as slow as somebody says, for a process that has this before the C library (LD_PRELOAD):
// every sync takes longer by the microseconds that stand in the file that SLOW_DISK names, eight
// octets in this machine's order. They are read anew each time.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>

namespace {

using Delay = std::atomic<std::int64_t>;

const Delay* delay() {
  static const Delay* const shared = []() -> const Delay* {
    const char* const path = std::getenv("SLOW_DISK");
    if (path == nullptr) return nullptr;
    const int file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return nullptr;
    void* const mapped = ::mmap(nullptr, sizeof(Delay), PROT_READ, MAP_SHARED, file, 0);
    ::close(file);
    return mapped == MAP_FAILED ? nullptr : static_cast<const Delay*>(mapped);
  }();
  return shared;
}

void wait() {
  const auto* const shared = delay();
  const std::int64_t us = shared == nullptr ? 0 : shared->load();
  if (us <= 0) return;
  timespec left{us / 1'000'000, us % 1'000'000 * 1'000};
  while (::nanosleep(&left, &left) != 0) continue;
}

}  // namespace

extern "C" int fdatasync(int file) {
  wait();
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}

extern "C" int fsync(int file) {
  wait();
  return static_cast<int>(::syscall(SYS_fsync, file));
}
