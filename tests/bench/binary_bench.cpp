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

void binary_bench(const Options& options) {
  const auto at = [&](const std::string& name) { return options.directory + "/" + name; };
  write_csv(at("members.csv"), options.members);
  const auto gateway = free_port(), gy = free_port();
  std::ofstream(at("airperk.toml"))
      << fmt::format("[store]\npath = \"{}\"\n", at("store"))
      << fmt::format("[http]\nlisten = \"127.0.0.1:{}\"\n", free_port())
      << fmt::format("[gy]\nlisten = \"127.0.0.1:{}\"\n", gy)
      << fmt::format("[[smpp]]\nname = \"bench\"\nconnect = \"127.0.0.1:{}\"\n", gateway)
      << "system_id = \"airperk\"\npassword = \"secret\"\nserves = [\"ussd\"]\n"
      << "profile = \"user-reference\"\nwindow = 100\n";

  auto began = Clock::now();
  int status = 0;
  ::waitpid(spawn({options.binary, "import", "--config", at("airperk.toml"), at("members.csv")},
                  at("import.log")),
            &status, 0);
  const double import = seconds_since(began);
  fmt::print("import of {}: {:.0f} rows/s, {:.2f} of the aim's time (20 s a million){}\n",
             options.members, options.members / import,
             import / (20.0 * options.members / 1'000'000), status == 0 ? "" : "  FAILED");

  for (const char* after : {"a stop", "kill -9 under that load"}) {
    const auto log = at(fmt::format("serve-{}.log", after[0]));
    began = Clock::now();
    const pid_t pid = spawn({options.binary, "serve", "--config", at("airperk.toml")}, log);
    const double ready = seconds_until(log, "ready:", began);
    fmt::print("restart with {} after {}: {:.2f} of the aim's time (5 s a million)\n",
               options.members, after, ready / (5.0 * options.members / 1'000'000));
    after[0] == 'a' ? ussd_bench(options, gateway) : gy_bench(options, pid, gy, at("store"));
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
  }
}

}  // namespace airperk::bench
