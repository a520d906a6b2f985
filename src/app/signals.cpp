#include "app/signals.h"

#include <fmt/format.h>
#include <pthread.h>
#include <unistd.h>

#include "base/last_words.h"

namespace airperk::app {

Signals::Signals(Of of) : of_(of) {
  sigemptyset(&set_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set_, signal);
  // Whatever a parent blocked, for a signal that never comes ends nothing.
  ::pthread_sigmask(SIG_SETMASK, &set_, nullptr);
  // What is ignored is never waited for either: nohup ignores SIGHUP. SIGINT is left as a shell has
  // it for what runs in its background.
  for (const int signal : {SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2}) ::signal(signal, SIG_IGN);
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "signals");
}

Signals::~Signals() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  ::pthread_kill(thread_.native_handle(), SIGHUP);
  thread_.join();
}

void Signals::started() {
  const std::lock_guard lock(mutex_);
  starting_ = false;
}

Signals::Asked Signals::wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return stop_ || reload_; });
  if (stop_) return Asked::stop;
  reload_ = false;
  return Asked::reload;
}

bool Signals::stop_within(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return stop_; });
}

void Signals::run() {
  for (;;) {
    int signal = 0;
    if (::sigwait(&set_, &signal) != 0) continue;
    const std::lock_guard lock(mutex_);
    if (closing_) return;
    if (signal == SIGHUP) {
      (of_ == Of::server ? reload_ : stop_) = true;
    } else {
      stop_asked(signal);
    }
    changed_.notify_all();
  }
}

void Signals::stop_asked(int signal) {
  const auto name = signal == SIGINT ? "SIGINT" : "SIGTERM";
  if (stop_) {
    last_words(
        fmt::format("airperk: ended at once by a second signal, {}; everything that was "
                    "answered is on the disk\n",
                    name));
    ::_exit(128 + signal);
  }
  if (starting_ && of_ == Of::server) {
    last_words(
        fmt::format("airperk: ended by {} while it was starting; nothing was answered\n", name));
    ::_exit(128 + signal);
  }
  stop_ = true;
}

}  // namespace airperk::app
