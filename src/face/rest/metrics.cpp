#include "face/rest/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace airperk::face::rest {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

/// One figure that somebody else keeps.
MetricFamily family(std::string name, std::string help, MetricType type, double value) {
  prometheus::ClientMetric metric;
  metric.counter.value = value;
  metric.gauge.value = value;
  return {std::move(name), std::move(help), type, {std::move(metric)}};
}

void add_figures(std::vector<MetricFamily>& families, const engine::Figures& figures) {
  const auto counter = [&](std::string name, std::string help, std::uint64_t value) {
    families.push_back(
        family(std::move(name), std::move(help), MetricType::Counter, static_cast<double>(value)));
  };
  const auto gauge = [&](std::string name, std::string help, std::uint64_t value) {
    families.push_back(
        family(std::move(name), std::move(help), MetricType::Gauge, static_cast<double>(value)));
  };
  counter("airperk_engine_requests_total", "Commands given to the engine", figures.requests);
  counter("airperk_engine_groups_total", "Groups committed", figures.groups);
  counter("airperk_engine_batches_total", "Batches of events committed", figures.batches);
  counter("airperk_engine_refused_total", "Commands refused", figures.refused);
  counter("airperk_engine_repeated_total", "Commands answered again from what was committed",
          figures.repeated);
  gauge("airperk_engine_waiting", "Commands waiting to be decided", figures.waiting);
  gauge("airperk_subscribers", "Subscribers known", figures.subscribers);
}

}  // namespace

Metrics::Metrics()
    : requests_(prometheus::BuildCounter()
                    .Name("airperk_http_requests_total")
                    .Help("HTTP requests answered")
                    .Register(registry_)),
      durations_(prometheus::BuildHistogram()
                     .Name("airperk_http_request_seconds")
                     .Help("Time from a request read whole to its answer")
                     .Register(registry_)),
      connections_(prometheus::BuildGauge()
                       .Name("airperk_http_connections")
                       .Help("HTTP connections open")
                       .Register(registry_)
                       .Add({})),
      turned_away_(prometheus::BuildCounter()
                       .Name("airperk_http_connections_turned_away_total")
                       .Help("HTTP connections answered 503, or closed, for want of room")
                       .Register(registry_)
                       .Add({})) {}

void Metrics::answered(const std::string& method, const std::string& route, unsigned status,
                       std::chrono::steady_clock::duration took) {
  requests_.Add({{"method", method}, {"route", route}, {"status", std::to_string(status)}})
      .Increment();
  durations_
      .Add({{"route", route}},
           prometheus::Histogram::BucketBoundaries{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                   0.1, 0.25, 0.5, 1, 2.5})
      .Observe(std::chrono::duration<double>(took).count());
}

std::string Metrics::text(const engine::Figures& figures) {
  auto families = registry_.Collect();
  add_figures(families, figures);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace airperk::face::rest
