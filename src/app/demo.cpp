#include <fmt/format.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>

#include "app/commands.h"
#include "app/crowd.h"
#include "app/faces.h"
#include "app/files.h"
#include "app/log.h"
#include "app/signals.h"
#include "base/ascii.h"
#include "engine/clock.h"
#include "jobs/dispatcher.h"
#include "jobs/survey_desk.h"
#include "jobs/sweeper.h"

namespace airperk::app {
namespace {

/// A store that is gone when the demo is, with all that stands beside it.
class PassingStore {
 public:
  PassingStore() {
    auto pattern = (std::filesystem::temp_directory_path() / "airperk-demo-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~PassingStore() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  PassingStore(const PassingStore&) = delete;
  PassingStore& operator=(const PassingStore&) = delete;
  bool is_there() const { return !path_.empty(); }
  std::string path() const { return path_ + "/store"; }

 private:
  std::string path_;
};

/// "8555", "127.0.0.1:8555": loopback alone, for the page hands its token to whoever reads it.
Result<Endpoint> loopback(const std::string& listen) {
  Endpoint endpoint{"127.0.0.1", 0};
  const auto colon = listen.rfind(':');
  const auto host = colon == std::string::npos ? "127.0.0.1" : listen.substr(0, colon);
  const auto port = colon == std::string::npos ? listen : listen.substr(colon + 1);
  if (!ascii::are_digits(port, 1, 5) || std::stoi(port) > 65'535 ||
      !(host.starts_with("127.") || host == "localhost")) {
    return fail(
        fmt::format("--listen is \"{}\"; write a loopback address such as 127.0.0.1:8555", listen));
  }
  endpoint.port = static_cast<std::uint16_t>(std::stoi(port));
  return endpoint;
}

/// When the made-up month is over: as asked, or now.
Result<Instant> beginning(const std::string& now) {
  if (now.empty()) return engine::system_clocks().read().system;
  const auto asked = Instant::parse(now);
  if (!asked || *asked < Configuration{}.clock_start || *asked >= engine::clock_max) {
    return fail(
        fmt::format("--now is \"{}\"; write a moment between the years 2000 and 2120 such as "
                    "2026-03-20T15:00:00+05:00",
                    now));
  }
  return *asked;
}

}  // namespace

int demo(const std::string& listen, unsigned subscribers, const std::string& now) {
  Signals signals(Signals::Of::demo);
  const auto endpoint = loopback(listen);
  if (!endpoint) return complain(endpoint.error(), 2);
  const auto begins = beginning(now);
  if (!begins) return complain(begins.error(), 2);
  Log log;
  const auto say = [&log](const std::string& line) { log.error(line); };
  const PassingStore store;
  if (!store.is_there()) return complain("no temporary directory can be made", 1);

  Configuration configuration;
  configuration.store_path = store.path();
  configuration.http = *endpoint;
  configuration.manual_clock = true;
  configuration.clock_start = *begins - Duration::days(Crowd::days_before);
  auto house = open_house(configuration);
  if (!house) return complain(house.error(), 1);
  MadeUpNetwork network(house->engine());
  jobs::Dispatcher dispatcher(house->engine(), network);
  jobs::SurveyDesk surveys(house->engine(), say);
  house->engine().on_left([&dispatcher](SubscriberId id) { dispatcher.recall(id); });
  jobs::Sweeper sweeper(house->engine(), network);
  Partners partners(house->engine(), network);
  Crowd crowd(*house, partners, subscribers);
  const auto stop = [&] {
    dispatcher.drain();
    dispatcher.stop();
    sweeper.stop();
    surveys.stop();
    house->engine().stop();
  };
  dispatcher.start();
  surveys.start();
  if (const auto history = crowd.make_history(); !history) {
    stop();
    return complain(history.error(), 1);
  }
  sweeper.start();

  const auto token = random_token();
  Faces faces(*house, configuration, token, say, crowd.port(token));
  if (const auto started = faces.start_http(); !started) {
    stop();
    return complain(started.error(), 1);
  }
  fmt::print(
      "airperk demo: http://127.0.0.1:{}/demo  ({} made-up subscribers; the public site is at /; "
      "Ctrl-C ends it)\n",
      faces.http_port(), subscribers);
  std::fflush(stdout);
  signals.started();
  while (!signals.stop_within(std::chrono::seconds(1))) crowd.live_one_second();
  dispatcher.drain();
  faces.stop();
  stop();
  return 0;
}

}  // namespace airperk::app
