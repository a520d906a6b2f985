// airperk-gyload: charging over Diameter Gy on loopback, checked answer by answer.
//
// With --connect it keeps a server busy: as fast as answers come, or with --rate on a schedule.
// With --answerer it is such a server itself, which stores nothing: what the rates are compared
// with.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdio>
#include <optional>

#include "gy_answerer.h"
#include "gy_load.h"

namespace {

using namespace airperk;
namespace asio = boost::asio;

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return {};
  return port;
}

/// "127.0.0.1:3868", "localhost:3868", "[::1]:3868"; other machines are nobody's to load.
Result<asio::ip::tcp::endpoint> loopback(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto port = colon == text.npos ? std::nullopt : port_of(text.substr(colon + 1));
  if (!port) return fail(fmt::format("\"{}\" is not host:port, as 127.0.0.1:3868 is", text));
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code error;
  const auto address =
      asio::ip::make_address(host == "localhost" ? "127.0.0.1" : std::string(host), error);
  if (error || !address.is_loopback())
    return fail(
        fmt::format("\"{}\" is not a loopback address (127.0.0.1, ::1, localhost); only those are "
                    "loaded",
                    host));
  return asio::ip::tcp::endpoint(address, *port);
}

int answer(std::uint16_t port) {
  asio::io_context context(1);
  bench::GyAnswerer answerer(context, port);
  fmt::print("answering on 127.0.0.1:{}\n", answerer.port());
  std::fflush(stdout);
  context.run();
  return 0;
}

void print(const bench::GyFigures& figures) {
  const double seconds = figures.seconds > 0 ? figures.seconds : 1;
  fmt::print("Gy: {:.0f} answers/s, p50 {:.3f} ms, p99 {:.3f} ms, p99.9 {:.3f} ms\n",
             static_cast<double>(figures.in_time) / seconds, figures.times.quantile_ms(0.5),
             figures.times.quantile_ms(0.99), figures.times.quantile_ms(0.999));
  fmt::print("sent {}, answered {}, refused {}, wrong {}, missing {}\n", figures.sent,
             figures.answered, figures.refused, figures.wrong, figures.missing);
  fmt::print("this generator: {:.2f} us of CPU a request\n", figures.cpu_us);
  if (figures.late > 0)
    fmt::print("{} more were due and never sent: every window was full (their waits count)\n",
               figures.late);
  for (std::size_t i = 1; i < figures.faults.size(); ++i)
    if (figures.faults[i] > 0)
      fmt::print("wrong: {}: {}\n", bench::gy_faults[i], figures.faults[i]);
  for (const auto& [code, count] : figures.codes)
    fmt::print("wrong: Result-Code {}: {}\n", code, count);
}

/// What became of what was sent, and when the timely answers came.
void print_overload(const bench::GyFigures& figures) {
  fmt::print("timely {}, shed {}, late {}, never {}\n", figures.timely, figures.shed,
             figures.too_late, figures.sent - figures.answered);
  fmt::print("by tenths of a second:");
  for (const auto count : figures.timely_by_step) fmt::print(" {}", count);
  fmt::print("\n");
}

int load(bench::GyLoad load) {
  const bool overloads = load.patience > 0;
  asio::io_context context(1);
  bench::GyRun run(context, std::move(load));
  run.start();
  context.run();
  print(run.figures());
  if (overloads) print_overload(run.figures());
  if (!run.failure().empty()) fmt::print(stderr, "airperk-gyload: {}\n", run.failure());
  const auto& figures = run.figures();
  const bool well = figures.answered > 0 && figures.wrong == 0 && figures.missing == 0;
  return well && run.failure().empty() ? 0 : 1;
}

/// All numbers have as many digits, so that they fit into one template.
bool same_digits(std::uint64_t first, unsigned count) {
  return std::to_string(first).size() == std::to_string(first + count - 1).size();
}

}  // namespace

int main(int argc, char** argv) {
  bench::GyLoad wanted;
  bench::GyPlan& plan = wanted.plan;
  std::string connect = "127.0.0.1:3868";
  std::vector<unsigned> mix = {1, 1, 1};
  const std::map<std::string, bench::GyMode> modes = {{"event", bench::GyMode::event},
                                                      {"session", bench::GyMode::session}};
  std::optional<std::uint16_t> answerer;
  CLI::App app("Charging over Diameter Gy on loopback, checked answer by answer", "airperk-gyload");
  app.add_option("--connect", connect, "the server's host:port, on loopback")
      ->capture_default_str();
  app.add_option("--connections", wanted.connections)
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000));
  app.add_option("--window", wanted.window, "requests under way on one connection")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  app.add_option("--sessions", wanted.sessions, "open on one connection; at least the window")
      ->check(CLI::Range(0, 1'000'000));
  app.add_option("--rate", wanted.rate, "requests a second on a schedule; 0: as answers come")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1e7));
  app.add_option("--seconds", wanted.seconds)->capture_default_str()->check(CLI::Range(1, 86'400));
  app.add_option("--patience", wanted.patience,
                 "seconds that a client waits; 3004 is then no fault (event mode)")
      ->capture_default_str()
      ->check(CLI::Range(0, 60));
  app.add_option("--mode", plan.mode, "event (an SMS each) or session")
      ->transform(CLI::CheckedTransformer(modes))
      ->default_str("event");
  app.add_option("--subscribers", plan.subscribers, "drawn at random")
      ->capture_default_str()
      ->check(CLI::Range(1u, 1'000'000'000u));
  app.add_option("--first-number", wanted.first_number, "the first subscriber's MSISDN")
      ->capture_default_str();
  app.add_option("--first-imsi", wanted.first_imsi, "and IMSI")->capture_default_str();
  app.add_option("--mix", mix, "weights of voice, SMS and data in sessions")
      ->delimiter(',')
      ->expected(3)
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  app.add_option("--updates", plan.updates, "CCR-Us in a session")->capture_default_str();
  app.add_option("--duplicates", plan.duplicates, "percent of requests that are sent twice")
      ->capture_default_str()
      ->check(CLI::Range(0, 100));
  app.add_option("--seed", plan.seed)->capture_default_str();
  app.add_option("--answerer", answerer, "listen there and answer; 0: any free port");
  CLI11_PARSE(app, argc, argv);

  const auto server = loopback(connect);
  std::string error;
  if (!server) error = server.error();
  if (mix[0] + mix[1] + mix[2] == 0) error = "--mix: a weight must be above 0";
  if (!same_digits(wanted.first_number, plan.subscribers) ||
      !same_digits(wanted.first_imsi, plan.subscribers))
    error = "--subscribers: their numbers must all have as many digits as the first one's";
  if (!error.empty()) {
    fmt::print(stderr, "airperk-gyload: {}\n", error);
    return 2;
  }
  wanted.server = *server;
  std::copy(mix.begin(), mix.end(), plan.mix.begin());
  try {
    return answerer ? answer(*answerer) : load(std::move(wanted));
  } catch (const boost::system::system_error& failed) {
    fmt::print(stderr, "airperk-gyload: {}: {}\n",
               answerer ? fmt::format("port {}", *answerer) : connect, failed.code().message());
    return 1;
  }
}
