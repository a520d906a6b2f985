#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "bench.h"

namespace airperk::bench {
namespace {

using Clock = std::chrono::steady_clock;

pid_t spawn(const std::vector<std::string>& arguments, const std::string& log) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(out, 1);
  ::dup2(out, 2);
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

/// Until the log says that the server is ready.
double seconds_to_ready(const std::string& log, Clock::time_point began) {
  for (;;) {
    std::ifstream file(log);
    for (std::string line; std::getline(file, line);) {
      if (line.find("ready:") != std::string::npos) return seconds_since(began);
    }
    if (seconds_since(began) > 120) return -1;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void write_csv(const std::string& path, unsigned rows) {
  std::ofstream csv(path);
  csv << "msisdn,imsi,brand,tariff,language,main\n";
  for (unsigned i = 0; i < rows; ++i) {
    csv << member_number(i).to_string() << fmt::format(",40102{:010}", i)
        << ",activ,Time to Talk,ru," << i % 5'000 << ".50\n";
  }
}

}  // namespace

void binary_bench(const Options& options) {
  const auto at = [&](const std::string& name) { return options.directory + "/" + name; };
  write_csv(at("members.csv"), options.members);
  std::ofstream(at("airperk.toml"))
      << "[store]\npath = \"" << at("store") << "\"\n"
      << "[http]\nlisten = \"127.0.0.1:18555\"\n[gy]\nlisten = \"127.0.0.1:13868\"\n";

  auto began = Clock::now();
  int status = 0;
  ::waitpid(spawn({options.binary, "import", "--config", at("airperk.toml"), at("members.csv")},
                  at("import.log")),
            &status, 0);
  const double import = seconds_since(began);
  fmt::print("import of {}: {:.0f} rows/s, {:.2f} of the aim's time (20 s a million){}\n",
             options.members, options.members / import,
             import / (20.0 * options.members / 1'000'000), status == 0 ? "" : "  FAILED");

  for (const char* how : {"a stop", "kill -9"}) {
    const auto log = at(fmt::format("serve-{}.log", how[0]));
    began = Clock::now();
    const pid_t pid = spawn({options.binary, "serve", "--config", at("airperk.toml")}, log);
    const double ready = seconds_to_ready(log, began);
    fmt::print("restart with {} after {}: {:.2f} of the aim's time (5 s a million)\n",
               options.members, how, ready / (5.0 * options.members / 1'000'000));
    // The next start follows a kill.
    ::kill(pid, SIGKILL);
    ::waitpid(pid, &status, 0);
  }
}

}  // namespace airperk::bench
