#include "face/rest/live.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "core/outreach/tally.h"
#include "face/rest/common.h"
#include "face/rest/handlers.h"
#include "face/rest/streamed.h"

namespace airperk::face::rest {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::redirect_error;
using net::use_awaitable;
using subscriber::ContactState;

constexpr std::chrono::seconds between{1};

json contacts_json(const engine::Engine& engine) {
  const auto tallies = engine.contact_tallies();
  const auto house = engine.house();
  outreach::Tally all;
  for (const auto& [id, campaign] : house->campaigns.all()) all += tallies->of(id);
  return {{"stopped", house->campaigns.stopped()},
          {"waiting", all.in(ContactState::taken)},
          {"handed_over", all.in(ContactState::handed_over)},
          {"delivered", all.in(ContactState::delivered)},
          {"failed", all.in(ContactState::failed)},
          {"unknown", all.in(ContactState::unknown)},
          {"returned", all.in(ContactState::returned)}};
}

json latency_json(const face::net::Latency::Counts& latency) {
  auto written = json::array();
  for (const auto& [within, count] : latency) {
    written.push_back({{"within", within}, {"count", count}});
  }
  return written;
}

json links_json(const Links& links) {
  auto written = json::array();
  if (!links) return written;
  for (const auto& link : links()) {
    auto counts = json::object();
    for (const auto& [name, count] : link.counts) counts[name] = count;
    written.push_back({{"name", link.name},
                       {"kind", link.kind},
                       {"up", link.up},
                       {"queued", link.queued},
                       {"counts", std::move(counts)},
                       {"latency", latency_json(link.latency)}});
  }
  return written;
}

/// Counts since the start: a rate is the difference of two events.
json figures_json(const engine::Engine& engine, Metrics& metrics, const Links& links) {
  const auto figures = engine.figures();
  const Spoken spoken(engine, engine.now());
  return {{"at", spoken.instant(engine.now())},
          {"requests", figures.requests},
          {"refused", figures.refused},
          {"repeated", figures.repeated},
          {"groups", figures.groups},
          {"dials", figures.dials},
          {"charges", figures.happened<subscriber::Charged>()},
          {"waiting", figures.waiting},
          {"sessions", figures.sessions},
          {"subscribers", figures.subscribers},
          {"http", latency_json(metrics.latency())},
          {"contacts", contacts_json(engine)},
          {"links", links_json(links)}};
}

/// Empty, where they cannot be had: a stream ends then, and nothing else does.
std::string event_of(const Live& live, const Logger& log) {
  try {
    return "data: " + live.next() + "\n\n";
  } catch (const std::exception& error) {
    log(std::string("http: figures could not be written: ") + error.what());
    return {};
  }
}

}  // namespace

net::awaitable<void> write_live(boost::beast::tcp_stream& stream, net::steady_timer& pause,
                                const ServerState& state, const Live& live) {
  auto head = streamed_head(200, "text/event-stream; charset=utf-8");
  head.chunked(true);
  auto error = co_await write_head(stream, state, head);
  for (int n = 0; n < live_events_max && !error && !state.stopping; ++n) {
    const auto event = event_of(live, state.log);
    if (event.empty()) break;
    stream.expires_after(state.config.write_within);
    co_await net::async_write(stream, http::make_chunk(net::buffer(event)),
                              redirect_error(use_awaitable, error));
    if (error) co_return;
    pause.expires_after(between);
    co_await pause.async_wait(redirect_error(use_awaitable, error));
  }
  if (error) co_return;
  co_await net::async_write(stream, http::make_chunk_last(), redirect_error(use_awaitable, error));
}

void add_live(Router& router, engine::Engine& engine, Metrics& metrics, Links links) {
  router.add({Method::get, "/v1/live", Right::read_metrics,
              [&engine, &metrics, links = std::move(links)](const Call&) -> Reaction {
                return Live{[&engine, &metrics, links] {
                  return figures_json(engine, metrics, links).dump();
                }};
              }});
}

}  // namespace airperk::face::rest
