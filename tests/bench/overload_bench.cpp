#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

#include "bench.h"

/// What a server answers in time when more is asked than it can do, and after its disk has hung.
namespace airperk::bench {
namespace {

constexpr unsigned subscribers = 10'000;
constexpr unsigned patience = 5;  ///< seconds
constexpr double stall_seconds = 10, stall_load = 0.5;
constexpr std::int64_t slow_us = 100'000;

/// How long a sync of the server's takes longer.
class SlowDisk {
 public:
  explicit SlowDisk(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || ::ftruncate(file, sizeof(Delay)) != 0) std::exit(1);
    void* const mapped =
        ::mmap(nullptr, sizeof(Delay), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) std::exit(1);
    delay_ = static_cast<Delay*>(mapped);
    ::close(file);
  }
  void set(std::int64_t us) { *delay_ = us; }

 private:
  using Delay = std::atomic<std::int64_t>;
  Delay* delay_ = nullptr;
};

struct Outcome {
  bool well = false;
  double seconds = 0;
  unsigned long long sent = 0, timely = 0, shed = 0, late = 0, never = 0;
  std::vector<double> by_tenths;
  double of_sent(unsigned long long count) const {
    return static_cast<double>(count) / static_cast<double>(std::max(sent, 1ull));
  }
};

struct Load {
  unsigned connections = 8;
  double rate = 0;  ///< 0: as answers come
  unsigned seconds = 0;
};

pid_t begin(const Options& options, const Server& server, const Load& load,
            const std::string& log) {
  std::ofstream(log, std::ios::trunc);
  // On a schedule, so many are under way that no window is ever full.
  const double window =
      load.rate > 0 ? load.rate * (2 * stall_seconds) / load.connections + 1'000 : 1'024;
  return spawn(
      {options.gyload, "--connect", fmt::format("127.0.0.1:{}", server.gy), "--connections",
       std::to_string(load.connections), "--window", fmt::format("{:.0f}", std::min(window, 1e6)),
       "--rate", fmt::format("{:.0f}", load.rate), "--seconds", std::to_string(load.seconds),
       "--subscribers", std::to_string(server.members), "--first-number",
       member_number(0).to_string(), "--patience", std::to_string(patience)},
      log);
}

Outcome end(pid_t generator, const Load& load, const std::string& log) {
  int status = 0;
  ::waitpid(generator, &status, 0);
  Outcome outcome;
  outcome.seconds = load.seconds;
  unsigned long long wrong = 0, answered = 0, refused = 0;
  std::ifstream file(log);
  for (std::string line; std::getline(file, line);) {
    std::sscanf(line.c_str(), "sent %llu, answered %llu, refused %llu, wrong %llu", &outcome.sent,
                &answered, &refused, &wrong);
    std::sscanf(line.c_str(), "timely %llu, shed %llu, late %llu, never %llu", &outcome.timely,
                &outcome.shed, &outcome.late, &outcome.never);
    constexpr std::string_view head = "by tenths of a second:";
    if (!line.starts_with(head)) continue;
    std::istringstream counts(line.substr(head.size()));
    for (double count = 0; counts >> count;) outcome.by_tenths.push_back(count);
  }
  outcome.well = answered > 0 && wrong == 0;
  return outcome;
}

void print(const Outcome& outcome) {
  fmt::print("timely {:.3f} of what was sent, shed {:.3f}, late {:.4f}, never {:.4f}{}\n",
             outcome.of_sent(outcome.timely), outcome.of_sent(outcome.shed),
             outcome.of_sent(outcome.late), outcome.of_sent(outcome.never),
             outcome.well ? "" : "  FAILED");
}

double capacity(const Options& options, const Server& server, const std::string& log) {
  std::vector<double> rates;
  const Load load{.connections = 8, .seconds = options.seconds};
  for (int run = 0; run < options.runs; ++run) {
    const auto outcome = end(begin(options, server, load, log), load, log);
    rates.push_back(static_cast<double>(outcome.timely) / load.seconds);
  }
  return median(rates);
}

void curve(const Options& options, const Server& server, const char* disk, double most,
           const std::string& log) {
  for (const unsigned connections : {8u, 40u}) {
    for (const double times : {0.5, 1.0, 2.0, 4.0}) {
      const Load load{.connections = connections, .rate = times * most, .seconds = options.seconds};
      const auto outcome = end(begin(options, server, load, log), load, log);
      fmt::print(
          "  {} disk, {:2} peers, {} times what it can ({:.2f} of that sent): {:.2f} of it in "
          "time; ",
          disk, connections, times, static_cast<double>(outcome.sent) / (load.rate * load.seconds),
          static_cast<double>(outcome.timely) / load.seconds / most);
      print(outcome);
    }
  }
}

/// From the instant at which the disk goes on, until a second's load is answered in a second.
void stall(const Options& options, const Server& server, const char* disk, SlowDisk& slow,
           std::int64_t usual_us, double rate, const std::string& log) {
  using std::chrono::duration;
  constexpr double before = 4, after = 8, moment = 0.3;
  const Load load{.connections = 8,
                  .rate = rate,
                  .seconds = static_cast<unsigned>(before + stall_seconds + after)};
  const auto generator = begin(options, server, load, log);
  std::this_thread::sleep_for(duration<double>(before));
  slow.set(static_cast<std::int64_t>(stall_seconds * 1e6));
  std::this_thread::sleep_for(duration<double>(moment));
  slow.set(usual_us);
  const auto outcome = end(generator, load, log);
  const auto& tenths = outcome.by_tenths;
  std::size_t last_silent = 0;
  for (std::size_t i = static_cast<std::size_t>(before * 10); i < tenths.size(); ++i) {
    const bool is_within = static_cast<double>(i) < (before + stall_seconds + moment) * 10 + 20;
    if (is_within && tenths[i] == 0) last_silent = i;
  }
  double answered = 0;
  std::size_t at = last_silent + 1;
  const double wanted = rate * 0.9;
  while (at < tenths.size() && answered < wanted) answered += tenths[at++];
  fmt::print(
      "  {} disk, hung for {:.0f} s at {} of what it can: a second's load was answered in time "
      "within {:.1f} s of its end; ",
      disk, stall_seconds, stall_load, static_cast<double>(at - last_silent - 1) / 10);
  print(outcome);
}

}  // namespace

void overload_bench(const Options& options) {
  SlowDisk slow(options.directory + "/slow-disk");
  auto server = serve_members(
      options, "overload", subscribers,
      {"LD_PRELOAD=" + options.slow_disk, "SLOW_DISK=" + options.directory + "/slow-disk"});
  const auto log = options.directory + "/overload.log";
  fmt::print("overload, SMS events over Gy, clients wait {} s:\n", patience);
  for (const auto& [disk, us] : {std::pair<const char*, std::int64_t>("fast", 0),
                                 std::pair<const char*, std::int64_t>("slow", slow_us)}) {
    slow.set(us);
    const double most = capacity(options, server, log);
    fmt::print("  {} disk (+{} ms a sync): {:.0f}/s as answers come\n", disk, us / 1'000, most);
    curve(options, server, disk, most, log);
    stall(options, server, disk, slow, us, stall_load * most, log);
  }
  stop(server);
}

}  // namespace airperk::bench
