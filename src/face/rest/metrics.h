#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "face/rest/server.h"

namespace airperk::face::rest {

/// What /metrics shows. Any thread.
class Metrics {
 public:
  explicit Metrics(std::function<SaidOfService()> said_of_service = {});

  /// `route` is the pattern, never the path: numbers of people stay out of it.
  void answered(const std::string& method, const std::string& route, unsigned status,
                std::chrono::steady_clock::duration took);
  void connections(std::size_t open) { connections_.Set(static_cast<double>(open)); }
  void turned_away() { turned_away_.Increment(); }

  /// How many requests took no longer than so many seconds and longer than those before; the last
  /// has no end.
  using Latency = std::vector<std::pair<double, std::uint64_t>>;
  Latency latency() const;

  /// The text exposition format.
  std::string text(const engine::Figures& figures);

 private:
  std::function<SaidOfService()> said_of_service_;
  static constexpr std::array within{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                     0.05,   0.1,   0.25,   0.5,   1.0,  2.5};

  std::array<std::atomic<std::uint64_t>, within.size() + 1> took_{};
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& durations_;
  prometheus::Gauge& connections_;
  prometheus::Counter& turned_away_;
};

}  // namespace airperk::face::rest
