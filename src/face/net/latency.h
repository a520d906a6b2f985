#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "base/instant.h"

namespace airperk::face::net {

/// How long something took, counted in steps of 1, 2 and 5. From any thread; what it costs is one
/// addition to a counter.
class Latency {
 public:
  /// Seconds: took no longer than this, and longer than the one before.
  static constexpr std::array within{0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02,
                                     0.05,   0.1,    0.2,    0.5,   1.0,   2.0,   5.0};
  /// The last has no end.
  using Counts = std::vector<std::pair<double, std::uint64_t>>;

  void took(Duration time) {
    const auto seconds = static_cast<double>(time.in_microseconds()) / 1e6;
    const auto bucket = std::lower_bound(within.begin(), within.end(), seconds) - within.begin();
    counts_[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  }

  Counts counts() const {
    Counts counts;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const auto end = i < within.size() ? within[i] : std::numeric_limits<double>::infinity();
      counts.emplace_back(end, counts_[i].load(std::memory_order_relaxed));
    }
    return counts;
  }

 private:
  std::array<std::atomic<std::uint64_t>, within.size() + 1> counts_{};
};

}  // namespace airperk::face::net
