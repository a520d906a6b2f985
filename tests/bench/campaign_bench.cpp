#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "engine_load.h"
#include "face/smpp/sms_link.h"
#include "gy_measure.h"
#include "operator.h"
#include "smsc.h"

namespace airperk::bench {
namespace {

constexpr std::size_t submit_window = 100;
constexpr unsigned aim_per_second = 5'000;
constexpr const char* text = "Кофе жеңілдікпен";              // UCS-2, one part
constexpr const char* morning = "2016-03-05T10:00:00+06:00";  // not in quiet hours (C8)

/// A store whose members have all joined.
void fill(const Options& options, const std::string& store) {
  auto bed = make_bed(options, store);
  constexpr unsigned outstanding = 4'096;
  EngineLoad load(bed.engine(), outstanding);
  for (unsigned i = 0; i < options.members; ++i) load.submit(provision(i));
  for (unsigned i = 0; i < options.members; ++i) load.submit(dial(i, "*555*1#"));
  load.finish(outstanding);
  bed.engine().stop();
}

/// A server with a link to the SMSC; rate 0: no limit.
struct Sender {
  Server server;
  std::string token_file;
  std::uint16_t http = 0;

  Operator operators() const {
    std::string token;
    std::ifstream(token_file) >> token;
    return {http, token};
  }
};

void configure(Sender& sender, std::uint16_t smsc, unsigned rate) {
  std::ofstream(sender.server.configuration)
      << fmt::format("[store]\npath = \"{}\"\n", sender.server.store)
      << fmt::format("[clock]\nsource = \"manual\"\nstart = \"{}\"\n", morning)
      << fmt::format("[http]\nlisten = \"127.0.0.1:{}\"\n", sender.http)
      << fmt::format("[gy]\nlisten = \"127.0.0.1:{}\"\n", sender.server.gy)
      << fmt::format("[[smpp]]\nname = \"smsc\"\nconnect = \"127.0.0.1:{}\"\n", smsc)
      << "system_id = \"airperk\"\npassword = \"secret\"\nserves = [\"sms\"]\nsource = \"555\"\n"
      << fmt::format("window = {}\nrate = {}\n", submit_window, rate);
}

Sender make_sender(const Options& options) {
  Sender sender;
  auto& server = sender.server;
  server.members = options.members;
  server.store = options.directory + "/campaigns";
  server.configuration = options.directory + "/campaigns.toml";
  server.gy = free_port();
  sender.http = free_port();
  sender.token_file = server.store + "/admin.token";
  fill(options, "campaigns");
  return sender;
}

void plan(const Operator& operators, const std::string& name) {
  const auto planned = operators.post("/v1/campaigns", {{"partner", "Coffee"},
                                                        {"name", name},
                                                        {"kind", "message"},
                                                        {"channel", "sms"},
                                                        {"texts", {{"kk", text}}},
                                                        {"audience", nlohmann::json::object()},
                                                        {"by", "bench"}});
  operators.post(fmt::format("/v1/campaigns/{}/approval", planned["id"].get<unsigned>()),
                 {{"by", "somebody else"}});
}

/// Once it has taken so many; false if it takes none for ten seconds.
bool wait_for(const Smsc& smsc, std::uint64_t count) {
  auto taken = smsc.taken();
  for (auto moved = Clock::now(); smsc.taken() < count;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (smsc.taken() != taken) moved = Clock::now();
    taken = smsc.taken();
    if (seconds_since(moved) > 10) return false;
  }
  return true;
}

/// What is under way when all is stopped comes to its end.
void wait_until_still(const Smsc& smsc) {
  for (auto taken = ~smsc.taken(); taken != smsc.taken();) {
    taken = smsc.taken();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
  }
}

/// The same link with nothing behind it: as many messages as it has room for, again and again.
double storeless_per_second(const Options& options, const Smsc& smsc) {
  boost::asio::io_context context(1);
  face::smpp::SmsConfig config;
  config.name = "alone";
  config.host = "127.0.0.1";
  config.port = std::to_string(smsc.port());
  config.source = "555";
  config.window = submit_window;
  face::smpp::SmsPorts ports;
  ports.log = [](const std::string&) {};
  ports.now = [] { return Instant::beginning(); };
  const auto link = face::smpp::SmsLink::make(context.get_executor(), config, ports);
  unsigned next = 0;
  std::function<void()> submit = [&] {
    link->submit({member_number(next++ % options.members), text, Instant::never()},
                 [&](face::smpp::Submitted, const std::string&) { submit(); });
  };
  link->start();
  std::thread thread([&] { context.run(); });
  while (link->room() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  for (auto room = link->room(); room > 0; --room) boost::asio::post(context, submit);
  wait_for(smsc, smsc.taken() + 1);
  const auto before = smsc.taken();
  const auto began = Clock::now();
  std::this_thread::sleep_for(std::chrono::seconds(options.seconds));
  const double rate = static_cast<double>(smsc.taken() - before) / seconds_since(began);
  context.stop();
  thread.join();
  return rate;
}

void throughput_bench(const Options& options, const Sender& sender, const Smsc& smsc) {
  const auto operators = sender.operators();
  std::vector<double> rates, alone, raws;
  bool well = true;
  // Each member has ten slots a month, and others are to come.
  const int runs = std::min(options.runs, 5);
  for (int run = 0; run < runs; ++run) {
    alone.push_back(storeless_per_second(options, smsc));
    const auto before = smsc.taken();
    plan(operators, fmt::format("Throughput {}", run));
    well = wait_for(smsc, before + 1) && well;
    const auto began = Clock::now();
    well = wait_for(smsc, before + options.members) && well;
    rates.push_back(static_cast<double>(smsc.taken() - before) / seconds_since(began));
    const auto groups = newest_groups(sender.server.store);
    raws.push_back(raw_batches_per_second(options, groups, sender.server.pid));
  }
  const double rate = median(rates);
  // A message takes two batches: its slot, and what became of it.
  fmt::print(
      "a campaign of {} by SMS, each slot durable before its message: {:.0f}/s, {:.1f} of the aim "
      "({}/s); {:.2f} of the same link's that stores nothing ({:.0f}/s), {:.2f} of the raw "
      "journal's ({:.0f}/s){}\n",
      options.members, rate, rate / aim_per_second, aim_per_second, rate / median(alone),
      median(alone), rate / (median(raws) / 2), median(raws) / 2, well ? "" : "  FAILED");
}

void reach_bench(const Options& options, const Operator& operators) {
  const nlohmann::json asked{{"kind", "message"}, {"audience", {{"languages", {"kk", "ru"}}}}};
  std::vector<double> times;
  std::uint64_t reachable = 0;
  for (int run = 0; run < 2 * options.runs + 1; ++run) {
    const auto began = Clock::now();
    reachable = operators.post("/v1/campaigns/reach", asked)["reachable"].get<std::uint64_t>();
    times.push_back(seconds_since(began));
  }
  fmt::print(
      "reach of {} under this month's slots: {:.3f} s, {:.2f} of the aim (1 s a million){}\n",
      options.members, median(times), median(times) / (1.0 * options.members / 1'000'000),
      reachable == options.members ? "" : "  FAILED");
}

/// What a second load did to a first, side by side, time and again.
struct Turns {
  std::vector<double> with, without, ratios;
  void add(double one_with, double one_without) {
    with.push_back(one_with);
    without.push_back(one_without);
    ratios.push_back(one_with / one_without);
  }
  /// The median of the turns' ratios, and the middle half of them.
  std::string ratio() const {
    auto sorted = ratios;
    std::sort(sorted.begin(), sorted.end());
    const auto quarter = sorted.size() / 4;
    return fmt::format("{:.2f} [{:.2f}, {:.2f}]", median(ratios), sorted[quarter],
                       sorted[sorted.size() - 1 - quarter]);
  }
};

/// Charging beside a campaign and without, in turn, with the one button that stops everything;
/// gives its rate without. Schedule 0: as answers come.
double charging_bench(const Options& options, const Sender& sender, const Smsc& smsc,
                      double schedule) {
  const auto operators = sender.operators();
  GyAsked asked{.port = sender.server.gy, .members = options.members, .rate = schedule};
  Turns rates, p50s, p99s;
  std::vector<double> messages;
  bool well = true;
  const auto load = [&] {
    // Whichever comes next, what the one before has left to be written is out of its way.
    std::this_thread::sleep_for(std::chrono::seconds(2));
    const auto measured = gy_load(options, asked);
    ++asked.run;
    well = well && measured.well;
    return measured;
  };
  const auto load_without = [&] {
    operators.post("/v1/contacts/stop", {{"by", "bench"}});
    wait_until_still(smsc);
    return load();
  };
  const auto load_with = [&] {
    operators.post("/v1/contacts/resume", {{"by", "bench"}});
    well = wait_for(smsc, smsc.taken() + 1'000) && well;
    const auto before = smsc.taken();
    const auto began = Clock::now();
    const auto measured = load();
    messages.push_back(static_cast<double>(smsc.taken() - before) / seconds_since(began));
    return measured;
  };
  // One turn differs from the next by more than the campaign costs: each ratio is of neighbours,
  // and neither is always the first.
  for (int turn = 0; turn < 3 * options.runs; ++turn) {
    const bool without_first = turn % 2 == 0;
    GyMeasured with, without;
    if (without_first) without = load_without();
    with = load_with();
    if (!without_first) without = load_without();
    rates.add(with.per_second, without.per_second);
    p50s.add(with.p50_ms, without.p50_ms);
    p99s.add(with.p99_ms, without.p99_ms);
  }
  fmt::print(
      "  {}: {} of its rate ({:.0f}/s beside {:.0f} messages/s, {:.0f}/s without); of its times "
      "without, p50 {} ({:.1f} ms, {:.1f} ms) and p99 {} ({:.1f} ms, {:.1f} ms){}\n",
      schedule > 0 ? "on a schedule" : "as answers come", rates.ratio(), median(rates.with),
      median(messages), median(rates.without), p50s.ratio(), median(p50s.with),
      median(p50s.without), p99s.ratio(), median(p99s.with), median(p99s.without),
      well && median(messages) > 0 ? "" : "  FAILED");
  return median(rates.without);
}

}  // namespace

void campaign_bench(const Options& options) {
  const Smsc smsc;
  auto sender = make_sender(options);
  configure(sender, smsc.port(), 0);
  start(options, sender.server);
  reach_bench(options, sender.operators());
  throughput_bench(options, sender, smsc);
  stop(sender.server);

  configure(sender, smsc.port(), aim_per_second);
  start(options, sender.server);
  for (const char* name : {"Beside 1", "Beside 2"}) plan(sender.operators(), name);
  fmt::print(
      "Gy events beside a campaign of {} at {} messages/s, in turn with none; the middle half of "
      "the turns in brackets:\n",
      options.members, aim_per_second);
  const double rate = charging_bench(options, sender, smsc, 0);
  charging_bench(options, sender, smsc, rate / 2);
  stop(sender.server);
}

}  // namespace airperk::bench
