#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "bench.h"

namespace airperk::bench {
namespace {

template <typename T>
T must(Result<T> result) {
  if (result) return std::move(*result);
  fmt::print(stderr, "airperk-bench: {}\n", result.error());
  std::exit(1);
}

Result<std::string> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail("cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

Bed make_bed(const Options& options, const std::string& name) {
  Bed bed;
  bed.store = must(store::embedded::EmbeddedStore::open(options.directory + "/" + name));
  auto loaded = programme::load(options.programme, read);
  if (!loaded) {
    fmt::print(stderr, "airperk-bench: {}\n", loaded.error().front().to_string());
    std::exit(1);
  }
  engine::Settings settings;
  settings.manual_start = Instant::parse("2016-03-05T10:00:00+06:00");
  bed.running = must(
      engine::recover(*bed.store, std::move(*loaded), std::string(32, 's'), std::move(settings)));
  return bed;
}

Msisdn member_number(unsigned index) {
  return Msisdn::from_packed(77'010'000'000ull + index);
}

std::uint64_t resident_bytes(pid_t pid) {
  std::ifstream statm(pid == 0 ? "/proc/self/statm" : fmt::format("/proc/{}/statm", pid));
  std::uint64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double cpu_seconds(pid_t pid) {
  std::ifstream stat(fmt::format("/proc/{}/stat", pid));
  std::string text;
  std::getline(stat, text);
  // proc(5): utime and stime are the 14th and 15th; the name, in parentheses, may have spaces.
  std::istringstream after_name(text.substr(text.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) after_name >> skipped;
  std::uint64_t user = 0, system = 0;
  after_name >> user >> system;
  return static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double raw_entries_per_second(const Options& options, std::size_t bytes) {
  const auto path = options.directory + "/raw";
  auto database =
      store::embedded::Database::open(path, store::embedded::Database::Mode::read_write);
  const std::string entry(bytes, 'x');
  std::uint64_t number = 0;
  const auto began = Clock::now();
  while (seconds_since(began) < options.seconds / 2.0) {
    rocksdb::WriteBatch batch;
    batch.Put((*database)->family(store::embedded::Family::journal),
              store::embedded::big_endian_8(++number), entry);
    const auto tail = (*database)->append(batch);
    (*database)->show(batch, tail, number, {});
  }
  const double seconds = seconds_since(began);
  database->reset();
  std::filesystem::remove_all(path);
  return static_cast<double>(number) / seconds;
}

Groups newest_groups(const std::string& store) {
  using store::embedded::Database;
  auto database = Database::open(store, Database::Mode::follow);
  if (!database) return {};
  constexpr std::uint64_t looked_at = 200;
  const auto newest = (*database)->scan(store::embedded::Family::journal);
  newest->SeekToLast();
  if (!newest->Valid()) return {};
  const auto last = store::embedded::read_8(newest->key().ToStringView());
  std::size_t groups = 0, bytes = 0, batches = 0;
  for (; newest->Valid() && groups < looked_at; newest->Prev(), ++groups)
    bytes += newest->value().size();
  std::size_t read = 0;
  (void)store::embedded::for_each_group(**database, last - std::min(last, looked_at),
                                        [&](const store::Group& group) -> Result<void> {
                                          ++read;
                                          batches += group.batches.size();
                                          return {};
                                        });
  if (read == 0) return {};
  return {bytes / groups, static_cast<double>(batches) / static_cast<double>(read)};
}

double raw_batches_per_second(const Options& options, const Groups& groups, pid_t server) {
  ::kill(server, SIGSTOP);
  const double entries = raw_entries_per_second(options, groups.bytes);
  ::kill(server, SIGCONT);
  return entries * groups.batches;
}

pid_t spawn(const std::vector<std::string>& arguments, const std::string& log,
            const std::vector<std::string>& environment) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(out, 1);
  ::dup2(out, 2);
  for (const auto& one : environment) ::putenv(const_cast<char*>(one.c_str()));
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

double seconds_until(const std::string& log, const char* line_part, Clock::time_point began) {
  for (;;) {
    std::ifstream file(log);
    for (std::string line; std::getline(file, line);) {
      if (line.find(line_part) != std::string::npos) return seconds_since(began);
    }
    if (seconds_since(began) > 120) return -1;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

std::uint16_t free_port() {
  const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  ::bind(probe, any, size);
  ::getsockname(probe, any, &size);
  ::close(probe);
  return ntohs(address.sin_port);
}

}  // namespace airperk::bench
