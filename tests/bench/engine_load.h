#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <semaphore>

#include "bench.h"

/// Commands to an engine in this process.
namespace airperk::bench {

/// Keeps so many requests under way, and remembers how long each took.
class EngineLoad {
 public:
  EngineLoad(engine::Engine& engine, unsigned outstanding) : engine_(engine), free_(outstanding) {}

  void submit(engine::Request request) {
    free_.acquire();
    const auto began = Clock::now();
    engine_.submit(std::move(request), [this, began](const engine::Answer& answer) {
      // Answers come on one thread, in order.
      refused_ += answer.refusal.has_value();
      latencies_us_.push_back(static_cast<std::uint32_t>(
          std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count()));
      free_.release();
    });
    ++submitted_;
  }
  void finish(unsigned outstanding) {
    for (unsigned i = 0; i < outstanding; ++i) free_.acquire();
    free_.release(outstanding);
  }
  std::uint64_t submitted() const { return submitted_; }
  std::uint64_t refused() const { return refused_; }
  double percentile_ms(double p) {
    auto& all = latencies_us_;
    const auto at = static_cast<std::size_t>(p * static_cast<double>(all.size() - 1));
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(at), all.end());
    return all[at] / 1000.0;
  }

 private:
  engine::Engine& engine_;
  std::counting_semaphore<> free_;
  std::uint64_t submitted_ = 0, refused_ = 0;
  std::vector<std::uint32_t> latencies_us_;
};

inline engine::Request provision(unsigned index) {
  engine::Provision provision;
  provision.imsi = Imsi::parse(fmt::format("40102{:010}", index));
  provision.brand = "activ";
  provision.tariff = "Time to Talk";
  provision.main = Amount::units(1'000'000);
  return {member_number(index), std::move(provision)};
}

inline engine::Request dial(unsigned index, const char* code) {
  dialogue::Dial dial;
  dial.session = index;
  dial.begins = true;
  dial.text = code;
  return {member_number(index), std::move(dial)};
}

}  // namespace airperk::bench
