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

/// The process's resident memory in bytes.
std::uint64_t resident_bytes();

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point began);

double median(std::vector<double> values);

/// The journal alone: entries of the same bytes, each synced, as fast as the disk and RocksDB go.
double raw_entries_per_second(const Options& options, std::size_t bytes);

/// A process whose output goes to the end of `log`.
pid_t spawn(const std::vector<std::string>& arguments, const std::string& log);
/// Until a line of the log has this in it; -1 if none has within two minutes.
double seconds_until(const std::string& log, const char* line_part, Clock::time_point began);
std::uint16_t free_port();

void engine_bench(const Options& options);
void binary_bench(const Options& options);
/// With a server that is ready, which listens on `port` and stores in `store`.
void gy_bench(const Options& options, pid_t server, std::uint16_t port, const std::string& store);

}  // namespace airperk::bench
