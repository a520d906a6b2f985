#include <fmt/format.h>

#include <time.h>

#include <filesystem>
#include <random>

#include "bench.h"
#include "core/subscriber/roll_forward.h"
#include "engine_load.h"

namespace airperk::bench {
namespace {

engine::Request sms(unsigned index) {
  charging::ChargeEvent event;
  event.asked.called = "77011234567";
  event.asked.visited = "40102";
  return {member_number(index), std::move(event)};
}

double cpu_us() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
}

struct Measured {
  double per_second = 0, p50_ms = 0, p99_ms = 0, group_size = 0;
  double cpu_us = 0;  ///< of all threads, the load's too, a command
};

Measured measure(Bed& bed, const Options& options, unsigned outstanding, std::uint64_t seed) {
  std::mt19937 random(static_cast<std::uint32_t>(seed));
  EngineLoad load(bed.engine(), outstanding);
  const double cpu_before = cpu_us();
  const auto before = bed.engine().figures();
  const auto began = Clock::now();
  while (seconds_since(began) < options.seconds) {
    for (int i = 0; i < 64; ++i) load.submit(sms(random() % options.members));
  }
  load.finish(outstanding);
  const double seconds = seconds_since(began);
  const auto after = bed.engine().figures();
  Measured measured;
  measured.per_second = static_cast<double>(load.submitted()) / seconds;
  measured.p50_ms = load.percentile_ms(0.5);
  measured.p99_ms = load.percentile_ms(0.99);
  measured.group_size = static_cast<double>(after.batches - before.batches) /
                        static_cast<double>(after.groups - before.groups);
  measured.cpu_us = (cpu_us() - cpu_before) / static_cast<double>(load.submitted());
  if (load.refused() != 0) fmt::print("  ({} refused)\n", load.refused());
  return measured;
}

std::size_t mean_entry_bytes(Bed& bed) {
  // The newest groups are those of the load.
  const auto sizes = bed.store->newest_group_sizes(200);
  std::size_t sum = 0;
  for (const auto size : sizes) sum += size;
  return sizes.empty() ? 0 : sum / sizes.size();
}

}  // namespace

void engine_bench(const Options& options) {
  auto bed = make_bed(options, "engine");
  const auto empty = resident_bytes();
  {
    const auto began = Clock::now();
    EngineLoad load(bed.engine(), 4'096);
    for (unsigned i = 0; i < options.members; ++i) load.submit(provision(i));
    for (unsigned i = 0; i < options.members; ++i) load.submit(dial(i, "*555*1#"));
    for (unsigned i = 0; i < options.members; ++i) load.submit(dial(i, "*555*00#"));
    load.finish(4'096);
    fmt::print("{} members provisioned, joined and activated: {:.0f} commands/s\n", options.members,
               3.0 * options.members / seconds_since(began));
  }
  const auto full = resident_bytes();
  fmt::print(
      "memory: at most {} bytes a subscriber, RocksDB's own buffers included (aim 400: {:.2f})\n",
      (full - empty) / options.members, static_cast<double>(full - empty) / options.members / 400);

  fmt::print(
      "durable SMS charges of {} members, beside the raw journal (same bytes, same groups):\n",
      options.members);
  for (const unsigned outstanding : options.outstanding) {
    std::vector<double> rates, p50s, p99s, groups, raws, cpus;
    std::size_t bytes = 0;
    for (int run = 0; run < options.runs; ++run) {
      const auto seed = static_cast<std::uint64_t>(run) + 1;
      const auto measured = measure(bed, options, outstanding, seed);
      bytes = mean_entry_bytes(bed);
      rates.push_back(measured.per_second);
      p50s.push_back(measured.p50_ms);
      p99s.push_back(measured.p99_ms);
      groups.push_back(measured.group_size);
      cpus.push_back(measured.cpu_us);
      raws.push_back(raw_entries_per_second(options, bytes) * measured.group_size);
    }
    fmt::print(
        "  {:5} outstanding: {:.2f} of the raw journal's rate (aim 0.5): {:.0f}/s beside {:.0f}/s, "
        "{:.0f} a group of {} bytes; p50 {:.1f} ms, p99 {:.1f} ms; {:.1f} us of CPU a command\n",
        outstanding, median(rates) / median(raws), median(rates), median(raws), median(groups),
        bytes, median(p50s), median(p99s), median(cpus));
  }
  bed.engine().stop();
}

}  // namespace airperk::bench
