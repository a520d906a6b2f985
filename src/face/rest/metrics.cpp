#include "face/rest/metrics.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <array>
#include <limits>

#include "face/rest/common.h"

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

void add_clock(std::vector<MetricFamily>& families, const engine::ClockState& clock) {
  families.push_back(family("airperk_clock_doubted",
                            "1 while the system's clock is doubted: closes, campaigns, reminders "
                            "and erasures wait",
                            MetricType::Gauge, clock.is_doubted() ? 1 : 0));
  families.push_back(family("airperk_clock_offset_seconds",
                            "The system's clock beyond business time; negative: behind it",
                            MetricType::Gauge,
                            static_cast<double>(clock.offset().in_microseconds()) / 1e6));
}

/// One counter with a label.
class Labelled {
 public:
  Labelled(std::string name, std::string help, std::string label)
      : family_{std::move(name), std::move(help), MetricType::Counter, {}},
        label_(std::move(label)) {}
  void add(std::string_view value, std::uint64_t count) {
    prometheus::ClientMetric metric;
    metric.label.push_back({label_, std::string(value)});
    metric.counter.value = static_cast<double>(count);
    family_.metric.push_back(std::move(metric));
  }
  MetricFamily take() { return std::move(family_); }

 private:
  MetricFamily family_;
  std::string label_;
};

void add_service_messages(std::vector<MetricFamily>& families, const engine::Figures& figures,
                          const SaidOfService& said_of_service) {
  Labelled taken("airperk_service_messages_total", "Service messages taken, each once (C7)",
                 "kind");
  for (std::size_t i = 0; i < figures.service_messages.size(); ++i) {
    taken.add(name_of(static_cast<subscriber::ServiceMessageKind>(i + 1)),
              figures.service_messages[i]);
  }
  families.push_back(taken.take());
  Labelled said("airperk_service_messages_handed_over_total",
                "Service messages, by what the network said of them", "network");
  for (const auto& [what, count] : said_of_service) said.add(what, count);
  families.push_back(said.take());
}

void add_admission(std::vector<MetricFamily>& families, const engine::Figures& figures) {
  constexpr std::array ways{"own", "gy", "http", "ussd"};  // in the order of engine::Way
  constexpr std::array whys{"late", "many", "full"};       // and of engine::Why
  static_assert(ways.size() == engine::ways && whys.size() == engine::whys);
  MetricFamily shed{"airperk_engine_shed_total",
                    "Commands refused before they were decided: nothing was charged",
                    MetricType::Counter,
                    {}};
  for (std::size_t way = 1; way < ways.size(); ++way) {
    for (std::size_t why = 0; why < whys.size(); ++why) {
      prometheus::ClientMetric metric;
      metric.label = {{"face", ways[way]}, {"why", whys[why]}};
      metric.counter.value = static_cast<double>(figures.shed[way][why]);
      shed.metric.push_back(std::move(metric));
    }
  }
  families.push_back(std::move(shed));

  MetricFamily ages{"airperk_engine_age_at_decision_seconds",
                    "How old commands were when they were decided",
                    MetricType::Histogram,
                    {}};
  prometheus::ClientMetric metric;
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < figures.ages.counts.size(); ++i) {
    so_far += figures.ages.counts[i];
    const auto within = i < engine::Ages::within_us.size()
                            ? static_cast<double>(engine::Ages::within_us[i]) / 1e6
                            : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({so_far, within});
  }
  metric.histogram.sample_count = so_far;
  metric.histogram.sample_sum = std::numeric_limits<double>::quiet_NaN();
  ages.metric.push_back(std::move(metric));
  families.push_back(std::move(ages));

  families.push_back(family("airperk_engine_group_max", "Commands that a group may have just now",
                            MetricType::Gauge, static_cast<double>(figures.group_max)));
  families.push_back(family("airperk_engine_commit_expected_seconds",
                            "Time that making a group durable is expected to take just now",
                            MetricType::Gauge,
                            static_cast<double>(figures.until_durable.in_microseconds()) / 1e6));
}

/// The first two by the names that such figures have everywhere.
void add_process(std::vector<MetricFamily>& families, const ProcessFigures& process) {
  families.push_back(family("process_open_fds", "File descriptors open", MetricType::Gauge,
                            static_cast<double>(process.descriptors_open)));
  families.push_back(family("process_max_fds", "File descriptors that may be open",
                            MetricType::Gauge, static_cast<double>(process.descriptors_max)));
  families.push_back(family("airperk_log_lines_dropped_total",
                            "Lines of the log that could not be written in time",
                            MetricType::Counter, static_cast<double>(process.log_lines_dropped)));
}

void add_link_events(std::vector<MetricFamily>& families, const Links& links) {
  if (!links) return;
  MetricFamily events{
      "airperk_link_events_total", "What happened on each link", MetricType::Counter, {}};
  for (const auto& link : links()) {
    for (const auto& [what, count] : link.counts) {
      prometheus::ClientMetric metric;
      metric.label = {{"link", link.name}, {"kind", link.kind}, {"what", what}};
      metric.counter.value = static_cast<double>(count);
      events.metric.push_back(std::move(metric));
    }
  }
  families.push_back(std::move(events));
}

/// Of the links that measure it. Their sum is not kept: it would cost the charging path more.
void add_latencies(std::vector<MetricFamily>& families, const Links& links) {
  if (!links) return;
  MetricFamily family{"airperk_link_answer_seconds",
                      "Time from a request of a link's peer to our answer",
                      MetricType::Histogram,
                      {}};
  for (const auto& link : links()) {
    if (link.latency.empty()) continue;
    prometheus::ClientMetric metric;
    metric.label.push_back({"link", link.name});
    std::uint64_t so_far = 0;
    for (const auto& [within, count] : link.latency) {
      so_far += count;
      metric.histogram.bucket.push_back({so_far, within});
    }
    metric.histogram.sample_count = so_far;
    metric.histogram.sample_sum = std::numeric_limits<double>::quiet_NaN();
    family.metric.push_back(std::move(metric));
  }
  if (!family.metric.empty()) families.push_back(std::move(family));
}

}  // namespace

Metrics::Metrics(std::function<SaidOfService()> said_of_service, Links links,
                 std::function<ProcessFigures()> process)
    : said_of_service_(std::move(said_of_service)),
      links_(std::move(links)),
      process_(std::move(process)),
      requests_(prometheus::BuildCounter()
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

namespace {

/// Labels are from closed lists: a stranger's words would be kept for as long as the process lives.
std::string label_of(const std::string& method) {
  for (const auto* known : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    if (method == known) return method;
  }
  return "other";
}

}  // namespace

void Metrics::answered(const std::string& method, const std::string& route, unsigned status,
                       std::chrono::steady_clock::duration took) {
  const auto time = std::chrono::duration_cast<std::chrono::microseconds>(took);
  took_.took(Duration::microseconds(time.count()));
  requests_
      .Add({{"method", label_of(method)}, {"route", route}, {"status", std::to_string(status)}})
      .Increment();
  durations_
      .Add({{"route", route}},
           prometheus::Histogram::BucketBoundaries(face::net::Latency::within.begin(),
                                                   face::net::Latency::within.end()))
      .Observe(std::chrono::duration<double>(took).count());
}

std::string Metrics::text(const engine::Figures& figures, const engine::ClockState& clock) {
  auto families = registry_.Collect();
  add_figures(families, figures);
  add_clock(families, clock);
  add_admission(families, figures);
  add_service_messages(families, figures, said_of_service_ ? said_of_service_() : SaidOfService());
  add_latencies(families, links_);
  add_link_events(families, links_);
  if (process_) add_process(families, process_());
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace airperk::face::rest
