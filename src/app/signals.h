#pragma once

#include <signal.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace airperk::app {

/// What signals ask of a process that runs for long. Made first, before any thread, so that every
/// thread leaves them to this one.
///
///   SIGTERM, SIGINT   stop; the second of them ends the process at once, with status 128 and the
///                     signal's number. A server that still starts has answered nothing: it ends
///                     at the first
///   SIGHUP            a server reloads; a demo, whose terminal has gone, stops
///   SIGPIPE, SIGXFSZ, SIGUSR1, SIGUSR2   nothing: a write that fails says so itself
///   SIGQUIT, SIGABRT  as they are: the process ends at once, with a core
class Signals {
 public:
  enum class Asked { stop, reload };
  enum class Of { server, demo };

  explicit Signals(Of of);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// The start is over.
  void started();
  /// What is asked next.
  Asked wait();
  /// True if a stop was asked for, within that time or before.
  bool stop_within(std::chrono::milliseconds time);

 private:
  void run();
  void stop_asked(int signal);

  sigset_t set_{};
  std::mutex mutex_;
  std::condition_variable changed_;
  const Of of_;
  bool starting_ = true, stop_ = false, reload_ = false, closing_ = false;
  std::thread thread_;
};

}  // namespace airperk::app
