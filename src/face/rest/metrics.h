#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "face/net/latency.h"
#include "face/rest/links.h"
#include "face/rest/server.h"

namespace airperk::face::rest {

/// What /metrics shows. Any thread.
class Metrics {
 public:
  explicit Metrics(std::function<SaidOfService()> said_of_service = {}, Links links = {},
                   std::function<ProcessFigures()> process = {});

  /// `route` is the pattern, never the path: numbers of people stay out of it.
  void answered(const std::string& method, const std::string& route, unsigned status,
                std::chrono::steady_clock::duration took);
  void connections(std::size_t open) { connections_.Set(static_cast<double>(open)); }
  void turned_away() { turned_away_.Increment(); }

  face::net::Latency::Counts latency() const { return took_.counts(); }

  /// The text exposition format.
  std::string text(const engine::Figures& figures, const engine::ClockState& clock);

 private:
  std::function<SaidOfService()> said_of_service_;
  Links links_;
  std::function<ProcessFigures()> process_;
  face::net::Latency took_;
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_;
  prometheus::Family<prometheus::Histogram>& durations_;
  prometheus::Gauge& connections_;
  prometheus::Counter& turned_away_;
};

}  // namespace airperk::face::rest
