#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <optional>

#include "bench.h"

namespace airperk::bench {
namespace {

void write_csv(const std::string& path, unsigned rows) {
  std::ofstream csv(path);
  csv << "msisdn,imsi,brand,tariff,language,main\n";
  for (unsigned i = 0; i < rows; ++i) {
    csv << member_number(i).to_string() << fmt::format(",40102{:010}", i)
        << ",activ,Time to Talk,ru," << 1'000'000 + i % 5'000 << ".50\n";
  }
}

/// Dialogues a second through a running airperk, or through a link of the load's own that answers
/// at once; nothing for a load that failed.
std::optional<double> dialogues_per_second(const Options& options, std::vector<std::string> how) {
  const auto log = options.directory + "/ussdload.log";
  std::ofstream(log, std::ios::trunc);
  how.insert(how.begin(), {options.ussdload, "--seconds", std::to_string(options.seconds),
                           "--numbers", std::to_string(options.members)});
  int status = 0;
  ::waitpid(spawn(how, log), &status, 0);
  std::ifstream file(log);
  double rate = 0;
  for (std::string line; std::getline(file, line);) {
    if (std::sscanf(line.c_str(), "USSD over SMPP: %lf", &rate) == 1) return rate;
  }
  return {};
}

/// With a server that is ready, whose link connects to `port`.
void ussd_bench(const Options& options, std::uint16_t port) {
  struct Kind {
    const char* name;
    std::vector<std::string> options;
  };
  const Kind kinds[] = {
      {"balances (*111*3#)", {"--code", "*111*3#"}},
      {"joins (*555*1#), each durable", {"--code", "*555*1#"}},
      {"menus of 3 screens, each durable", {"--code", "*555#", "--enter", "4", "--enter", "3"}},
  };
  const auto alone = dialogues_per_second(options, {});
  fmt::print("USSD over one SMPP link; alone, with nothing behind it: {:.0f} dialogues/s\n",
             alone.value_or(0));
  for (const auto& kind : kinds) {
    auto arguments = kind.options;
    arguments.insert(arguments.end(), {"--port", std::to_string(port)});
    const auto rate = dialogues_per_second(options, arguments);
    fmt::print("  {}: {:.0f} dialogues/s, {:.2f} of that{}\n", kind.name, rate.value_or(0),
               rate.value_or(0) / alone.value_or(1), rate ? "" : "  FAILED");
  }
}

}  // namespace

Server serve_members(const Options& options, const std::string& name, unsigned members,
                     std::vector<std::string> environment) {
  const auto at = [&](const std::string& what) { return options.directory + "/" + name + what; };
  Server server;
  server.members = members;
  server.environment = std::move(environment);
  server.gateway = free_port();
  server.gy = free_port();
  server.configuration = at(".toml");
  server.store = at(".store");
  std::ofstream(server.configuration)
      << fmt::format("[store]\npath = \"{}\"\n", server.store)
      << fmt::format("[http]\nlisten = \"127.0.0.1:{}\"\n", free_port())
      << fmt::format("[gy]\nlisten = \"127.0.0.1:{}\"\n", server.gy)
      << fmt::format("[[smpp]]\nname = \"bench\"\nconnect = \"127.0.0.1:{}\"\n", server.gateway)
      << "system_id = \"airperk\"\npassword = \"secret\"\nserves = [\"ussd\"]\n"
      << "profile = \"user-reference\"\nwindow = 100\n";
  write_csv(at(".csv"), members);
  const auto began = Clock::now();
  int status = 0;
  ::waitpid(spawn({options.binary, "import", "--config", server.configuration, at(".csv")},
                  at(".import.log")),
            &status, 0);
  server.import_seconds = status == 0 ? seconds_since(began) : -1;
  start(options, server);
  return server;
}

void start(const Options& options, Server& server) {
  const auto log = server.configuration + ".log";
  std::ofstream(log, std::ios::trunc);
  const auto began = Clock::now();
  server.pid =
      spawn({options.binary, "serve", "--config", server.configuration}, log, server.environment);
  server.ready_seconds = seconds_until(log, "ready:", began);
}

void stop(Server& server) {
  int status = 0;
  ::kill(server.pid, SIGKILL);
  ::waitpid(server.pid, &status, 0);
}

void binary_bench(const Options& options) {
  auto server = serve_members(options, "members", options.members);
  fmt::print("import of {}: {:.0f} rows/s, {:.2f} of the aim's time (20 s a million){}\n",
             options.members, options.members / server.import_seconds,
             server.import_seconds / (20.0 * options.members / 1'000'000),
             server.import_seconds > 0 ? "" : "  FAILED");
  const auto print_restart = [&](const char* after) {
    fmt::print("restart with {} after {}: {:.2f} of the aim's time (5 s a million)\n",
               options.members, after, server.ready_seconds / (5.0 * options.members / 1'000'000));
  };
  print_restart("a stop");
  ussd_bench(options, server.gateway);
  stop(server);
  start(options, server);
  print_restart("kill -9 under that load");
  gy_bench(options, server);
  gy_open_sessions_bench(options, server, 1'000'000);
  stop(server);
}

}  // namespace airperk::bench
