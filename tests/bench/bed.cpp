#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

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
  bed.running = must(engine::recover(*bed.store, std::move(*loaded), std::string(32, 's'),
                                     Instant::parse("2016-03-05T10:00:00+06:00")));
  return bed;
}

Msisdn member_number(unsigned index) {
  return Msisdn::from_packed(77'010'000'000ull + index);
}

std::uint64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

double seconds_since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace airperk::bench
