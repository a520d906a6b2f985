#pragma once

#include <csignal>

namespace airperk::app {

/// SIGINT and SIGTERM as something to wait for. Made first, before any thread, so that every thread
/// leaves them to it.
class StopSignal {
 public:
  StopSignal() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  void wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
  }
  /// The same, at most that long: true if it came.
  bool wait_for(long milliseconds) const {
    const timespec limit{milliseconds / 1000, milliseconds % 1000 * 1'000'000};
    return sigtimedwait(&set_, nullptr, &limit) > 0;
  }

 private:
  sigset_t set_{};
};

}  // namespace airperk::app
