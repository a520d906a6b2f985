#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/recover.h"
#include "store/embedded/embedded_store.h"

/// What the benchmarks share. They print figures as ratios of things measured side by side in one
/// run: these are no tests, and nothing fails by being slow.
namespace airperk::bench {

struct Options {
  unsigned members = 1'000'000;
  unsigned seconds = 5;                                  ///< of each measured load
  std::vector<unsigned> outstanding = {64, 256, 1'024};  ///< requests under way at once
  int runs = 3;
  std::string programme = "programme/smart.toml";
  std::string binary = "build/release/airperk";
  std::string ussdload = "build/release/airperk-ussdload";
  std::string gyload = "build/release/airperk-gyload";
  std::string slow_disk = "build/release/libairperk-slow-disk.so";
  std::string directory;  ///< for the stores; emptied at the end
};

/// A store of this benchmark's own, with an engine on it.
struct Bed {
  std::unique_ptr<store::embedded::EmbeddedStore> store;
  engine::Running running;
  engine::Engine& engine() { return *running.engine; }
};
Bed make_bed(const Options& options, const std::string& name);

Msisdn member_number(unsigned index);

/// A process's resident memory in bytes; this one's.
std::uint64_t resident_bytes(pid_t pid = 0);
/// The processor's time that it has taken.
double cpu_seconds(pid_t pid);

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point began);

double median(std::vector<double> values);

/// The journal alone: entries of the same bytes, each synced, as fast as the disk and RocksDB go.
double raw_entries_per_second(const Options& options, std::size_t bytes);

/// What the newest groups of a running server's journal are like, on average.
struct Groups {
  std::size_t bytes = 1;
  double batches = 1;
};
Groups newest_groups(const std::string& store);
/// While the server stands still: after a load it goes on writing checkpoints for a while.
double raw_batches_per_second(const Options& options, const Groups& groups, pid_t server);

/// A process whose output goes to the end of `log`.
/// `environment`: "NAME=value", more than this process has.
pid_t spawn(const std::vector<std::string>& arguments, const std::string& log,
            const std::vector<std::string>& environment = {});
/// Until a line of the log has this in it; -1 if none has within two minutes.
double seconds_until(const std::string& log, const char* line_part, Clock::time_point began);
std::uint16_t free_port();

/// An airperk that serves so many subscribers.
struct Server {
  pid_t pid = -1;
  unsigned members = 0;
  std::uint16_t gateway = 0;  ///< the port its USSD link connects to
  std::uint16_t gy = 0;       ///< and the one it listens on
  std::string configuration, store;
  std::vector<std::string> environment;  ///< of the server, with what spawn() takes
  double import_seconds = 0;             ///< -1: failed
  double ready_seconds = 0;              ///< from its start on
};
/// Imports them into a store of their own, and starts the server.
Server serve_members(const Options& options, const std::string& name, unsigned members,
                     std::vector<std::string> environment = {});
void start(const Options& options, Server& server);
void stop(Server& server);

void engine_bench(const Options& options);
void binary_bench(const Options& options);
void gy_bench(const Options& options, const Server& server);
void gy_open_sessions_bench(const Options& options, const Server& server, unsigned open);
void gy_scale_bench(const Options& options);
void campaign_bench(const Options& options);
void overload_bench(const Options& options);

}  // namespace airperk::bench
