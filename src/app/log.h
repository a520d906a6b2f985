#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace spdlog {
class logger;
}

namespace airperk::app {

/// The log of a process that runs for long. Whoever says a line never waits: lines are kept in
/// memory, up to a bound, for a thread that writes them; what nobody reads in time is dropped, and
/// once there is a reader again a line says how many that were. Any thread.
class Log {
 public:
  /// To standard error.
  Log();
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void info(std::string_view line);
  void warn(std::string_view line);
  void error(std::string_view line);

  /// From now on into this file, which is made if it is not there; again under the same name, so
  /// that it can be moved away. Standard error leads there as well, so that last words do. The
  /// error says what is wrong with it; then lines go where they went.
  Result<void> into(const std::string& file);

  /// Whether `into` could open it just now; empty is standard error, and always there.
  static Result<void> can_write(const std::string& file);

  /// Lines that nobody could read, since the start.
  std::uint64_t dropped() const;

  /// Writes what is kept, for as long as there is a reader, but no longer than that.
  void stop(std::chrono::milliseconds within = std::chrono::seconds(1));

 private:
  class Writer;
  class Sink;
  std::shared_ptr<Writer> writer_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace airperk::app
