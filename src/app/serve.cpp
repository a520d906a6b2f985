#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "app/commands.h"
#include "app/faces.h"
#include "app/files.h"
#include "app/stop_signal.h"
#include "jobs/dispatcher.h"
#include "jobs/exporter.h"
#include "jobs/survey_desk.h"
#include "jobs/sweeper.h"

namespace airperk::app {

int serve(const std::string& config) {
  const StopSignal stop_signal;
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  auto house = open_house(*configuration);
  if (!house) return complain(house.error(), 2);
  const auto admin_token = read_or_make_private(configuration->token_path(), random_token);
  if (!admin_token) return complain(admin_token.error(), 2);

  const auto logger = spdlog::stderr_color_mt("airperk");
  Faces faces(*house, *configuration, *admin_token,
              [logger](const std::string& line) { logger->info(line); });
  std::unique_ptr<jobs::Exporter> exporter;
  jobs::Dispatcher dispatcher(house->engine(), faces.network());
  jobs::SurveyDesk surveys(house->engine(),
                           [logger](const std::string& line) { logger->error(line); });
  jobs::Sweeper sweeper(house->engine(), faces.network());
  house->engine().on_left([&dispatcher, &sweeper](SubscriberId id) {
    dispatcher.recall(id);
    sweeper.recall(id);
  });
  const auto stop = [&] {
    dispatcher.drain();
    sweeper.drain();
    faces.stop();
    dispatcher.stop();
    sweeper.stop();
    surveys.stop();
    exporter.reset();
    house->engine().stop();
  };
  if (!configuration->exports.directory.empty()) {
    auto started = jobs::Exporter::start(
        *house->store, [&engine = house->engine()] { return engine.house(); },
        configuration->exports, [logger](const std::string& line) { logger->error(line); });
    if (!started) {
      stop();
      return complain(started.error(), 2);
    }
    exporter = std::move(*started);
  }
  if (const auto started = faces.start(); !started) {
    stop();
    return complain(started.error(), 2);
  }
  dispatcher.start();
  surveys.start();
  sweeper.start();
  logger->info("ready: {} subscribers, {} groups replayed; HTTP {}, Diameter {}; admin token in {}",
               house->store->subscribers(), house->running.recovered.groups_replayed,
               configuration->http.to_string(), configuration->gy.to_string(),
               configuration->token_path());
  stop_signal.wait();
  logger->info("stopping");
  stop();
  return 0;
}

}  // namespace airperk::app
