#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <optional>

#include "bench.h"
#include "gy_measure.h"

namespace airperk::bench {
namespace {

constexpr unsigned connections = 4, window = 256;
constexpr unsigned scheduled_window = 4'096;  // a schedule waits for no window

}  // namespace

GyMeasured gy_load(const Options& options, const GyAsked& load) {
  const auto log = options.directory + "/gyload.log";
  std::ofstream(log, std::ios::trunc);
  int status = 0;
  const auto in_flight = load.rate > 0 ? scheduled_window : window;
  ::waitpid(spawn({options.gyload,
                   "--connect",
                   fmt::format("127.0.0.1:{}", load.port),
                   "--mode",
                   load.mode,
                   "--connections",
                   std::to_string(connections),
                   "--window",
                   std::to_string(in_flight),
                   "--sessions",
                   std::to_string(load.sessions > 0 ? load.sessions : in_flight),
                   "--rate",
                   fmt::format("{:.0f}", load.rate),
                   "--seconds",
                   std::to_string(options.seconds),
                   "--subscribers",
                   std::to_string(load.members),
                   "--first-number",
                   member_number(0).to_string(),
                   "--seed",
                   std::to_string(load.run + 1)},
                  log),
            &status, 0);
  GyMeasured measured;
  unsigned long long sent = 0, answered = 0, refused = 0;
  std::ifstream file(log);
  for (std::string line; std::getline(file, line);) {
    std::sscanf(line.c_str(), "Gy: %lf answers/s, p50 %lf ms, p99 %lf ms", &measured.per_second,
                &measured.p50_ms, &measured.p99_ms);
    std::sscanf(line.c_str(), "sent %llu, answered %llu, refused %llu", &sent, &answered, &refused);
  }
  measured.well = status == 0 && answered > 0;
  measured.answered = static_cast<double>(answered);
  measured.refused = static_cast<double>(refused) / static_cast<double>(std::max(answered, 1ull));
  return measured;
}

namespace {

/// With nothing behind it: what the generator and a connection can do.
GyMeasured answerer_load(const Options& options, GyAsked load) {
  const auto log = options.directory + "/answerer.log";
  std::ofstream(log, std::ios::trunc);
  load.port = free_port();
  const pid_t pid = spawn({options.gyload, "--answerer", std::to_string(load.port)}, log);
  seconds_until(log, "answering on", Clock::now());
  const auto measured = gy_load(options, load);
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
  return measured;
}

void mode_bench(const Options& options, const Server& server, const char* mode) {
  std::vector<double> rates, answerers, raws, p99s;
  double refused = 0;
  bool well = true;
  Groups groups;
  GyAsked load{.mode = mode, .port = server.gy, .members = server.members};
  for (load.run = 0; load.run < options.runs; ++load.run) {
    const auto alone = answerer_load(options, load);
    const auto served = gy_load(options, load);
    groups = newest_groups(server.store);
    raws.push_back(raw_batches_per_second(options, groups, server.pid));
    answerers.push_back(alone.per_second);
    rates.push_back(served.per_second);
    p99s.push_back(served.p99_ms);
    refused = std::max(refused, served.refused);
    well = well && alone.well && served.well;
  }
  const double rate = median(rates);
  fmt::print(
      "Gy, {} mode, each answer durable, {} subscribers, {} connections of {}: {:.0f}/s; {:.2f} of "
      "the raw journal's rate ({:.0f}/s, {:.0f} a group of {} bytes), {:.2f} of an answerer's that "
      "stores nothing ({:.0f}/s); p99 {:.1f} ms{}\n",
      mode, server.members, connections, window, rate, rate / median(raws), median(raws),
      groups.batches, groups.bytes, rate / median(answerers), median(answerers), median(p99s),
      well ? "" : "  FAILED");
  if (refused > 0.001) fmt::print("  ({:.1f} % refused)\n", refused * 100);

  std::vector<double> reached, p50s_half, p99s_half;
  load.rate = rate / 2;
  for (int run = 0; run < options.runs; ++run, ++load.run) {
    const auto half = gy_load(options, load);
    reached.push_back(half.per_second);
    p50s_half.push_back(half.p50_ms);
    p99s_half.push_back(half.p99_ms);
    well = well && half.well;
  }
  fmt::print(
      "  on a schedule of half that rate ({:.2f} of it reached): p50 {:.1f} ms, p99 {:.1f} ms "
      "from the instant at which each was due{}\n",
      median(reached) / (rate / 2), median(p50s_half), median(p99s_half), well ? "" : "  FAILED");
}

/// The processor's time that the server took for each answer, in seconds.
double cpu_per_answer(const Options& options, const Server& server, int run) {
  const auto before = cpu_seconds(server.pid);
  const auto measured = gy_load(
      options, {.mode = "session", .port = server.gy, .members = server.members, .run = run});
  return (cpu_seconds(server.pid) - before) / std::max(measured.answered, 1.0);
}

}  // namespace

void gy_bench(const Options& options, const Server& server) {
  for (const char* mode : {"event", "session"}) mode_bench(options, server, mode);
}

void gy_open_sessions_bench(const Options& options, const Server& server, unsigned open) {
  GyAsked load{.mode = "session", .port = server.gy, .members = server.members};
  const auto few = gy_load(options, load);
  const auto before = resident_bytes(server.pid);
  load.sessions = open / connections;
  load.run = 1;
  const auto many = gy_load(options, load);
  const auto grown = static_cast<double>(resident_bytes(server.pid)) - static_cast<double>(before);
  fmt::print(
      "Gy with up to {} open sessions: {:.2f} of the rate with {} of them, {:.0f} MB more in "
      "memory{}\n",
      open, many.per_second / few.per_second, connections * window, grown / 1'000'000,
      many.well && few.well ? "" : "  FAILED");
}

void gy_scale_bench(const Options& options) {
  std::vector<Server> servers;
  for (const unsigned members : {10'000u, 1'000'000u, 5'000'000u}) {
    servers.push_back(serve_members(options, fmt::format("scale-{}", members), members));
  }
  // In turn, so that what else happens on the machine meets all of them.
  std::vector<std::vector<double>> costs(servers.size());
  for (int run = 0; run < options.runs; ++run) {
    for (std::size_t i = 0; i < servers.size(); ++i) {
      costs[i].push_back(cpu_per_answer(options, servers[i], run));
    }
  }
  for (std::size_t i = 0; i < servers.size(); ++i) {
    fmt::print(
        "Gy, session mode, {} subscribers: {:.2f} of the processor's time an answer with {}\n",
        servers[i].members, median(costs[i]) / median(costs[0]), servers[0].members);
    stop(servers[i]);
  }
}

}  // namespace airperk::bench
