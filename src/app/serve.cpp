#include <fmt/format.h>
#include <unistd.h>

#include <future>

#include "app/commands.h"
#include "app/descriptors.h"
#include "app/faces.h"
#include "app/files.h"
#include "app/log.h"
#include "app/reload.h"
#include "app/secrets.h"
#include "app/signals.h"
#include "app/stop_limit.h"
#include "jobs/clock_watch.h"
#include "jobs/dispatcher.h"
#include "jobs/exporter.h"
#include "jobs/journal_shipper.h"
#include "jobs/scrubber.h"
#include "jobs/survey_desk.h"
#include "jobs/sweeper.h"

namespace airperk::app {
namespace {

jobs::Shippable shippable(store::embedded::EmbeddedStore& store) {
  auto& rows = store.shipped_rows();
  return {store.name(),
          [&rows](std::uint64_t after, std::size_t octets) { return rows.read(after, octets); },
          [&rows](std::uint64_t group) { return rows.hash_of_row(group); },
          [&rows] { return rows.through(); },
          [&rows](std::uint64_t through) { rows.shipped(through); }};
}

}  // namespace

int serve(const std::string& config) {
  Signals signals(Signals::Of::server);
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  const auto shares = share_out(*configuration);
  if (!shares) return complain(shares.error(), 2);
  if (const auto there = Log::can_write(configuration->log_file); !there) {
    return complain(there.error(), 2);
  }
  Log log;
  auto house = open_house(*configuration);
  if (!house) return complain(house.error(), 2);
  const auto own_token = admin_token(*configuration);
  if (!own_token) return complain(own_token.error(), 2);

  const auto limit = raise_descriptor_limit();
  const auto info = [&log](const std::string& line) { log.info(line); };
  const auto error = [&log](const std::string& line) { log.error(line); };
  Faces faces(*house, *configuration, *own_token, info, {}, *shares, [&log, limit] {
    return face::rest::ProcessFigures{descriptors_open(), limit, log.dropped()};
  });
  const auto warn = [&log](const std::string& line) { log.warn(line); };
  house->store->on_damage(error);
  std::unique_ptr<jobs::Exporter> exporter;
  jobs::ClockWatch clock(house->engine(), warn);
  std::unique_ptr<jobs::JournalShipper> shipper;
  jobs::Dispatcher dispatcher(house->engine(), faces.network());
  jobs::SurveyDesk surveys(house->engine(), error);
  jobs::Sweeper sweeper(house->engine(), faces.network());
  jobs::Scrubber scrubber(
      *house->store, [&engine = house->engine()] { return engine.now(); }, error);
  house->engine().on_left([&dispatcher, &sweeper](SubscriberId id) {
    dispatcher.recall(id);
    sweeper.recall(id);
  });
  StopLimit stop_limit([&log](const std::string& step) {
    log.error(
        fmt::format("ended while {}: it took too long; everything that was answered is on "
                    "the disk",
                    step));
    log.stop();
    ::_exit(1);
  });
  const auto stop = [&] {
    house->store->give_up_backups();
    stop_limit.step("requests under way were being answered", std::chrono::seconds(15));
    // What is new is refused at once; contacts that have their slots still go out meanwhile.
    faces.leave();
    auto contacts = std::async(std::launch::async, [&dispatcher] { dispatcher.drain(); });
    sweeper.drain();
    contacts.wait();
    faces.stop();
    stop_limit.step("the store was being closed", std::chrono::seconds(60));
    dispatcher.stop();
    sweeper.stop();
    surveys.stop();
    clock.stop();
    scrubber.stop();
    exporter.reset();
    shipper.reset();
    house->engine().stop();
  };
  if (!configuration->exports.directory.empty()) {
    auto started = jobs::Exporter::start(
        *house->store, [&engine = house->engine()] { return engine.house(); },
        configuration->exports, error);
    if (!started) {
      stop();
      return complain(started.error(), 2);
    }
    exporter = std::move(*started);
  }
  if (const auto& ship = configuration->backups.ship; !ship.directory.empty()) {
    shipper = std::make_unique<jobs::JournalShipper>(shippable(*house->store), ship, warn);
  }
  if (!configuration->log_file.empty()) {
    if (const auto opened = log.into(configuration->log_file); !opened) error(opened.error());
  }
  const auto& zone = house->engine().house()->programmes.latest().programme->zone;
  log.info(fmt::format("time zone {}: {}", zone.name(), zone.said_at(house->engine().now())));
  // Whoever finds it ready may stop it.
  signals.started();
  if (const auto started = faces.start(); !started) {
    stop();
    return complain(started.error(), 2);
  }
  clock.start();
  dispatcher.start();
  surveys.start();
  sweeper.start();
  if (const auto line = said_of(*shares, limit); !line.empty()) log.info(line);
  scrubber.start();
  for (const auto& line : readable_by_others(*configuration, config)) warn(line);
  for (const auto& note : house->notes) warn(note);
  for (const auto& note : house->running.recovered.notes) warn(note);
  log.info(fmt::format(
      "ready: {} subscribers, {} groups replayed; HTTP {}, Diameter {}; admin token in {}",
      house->store->subscribers(), house->running.recovered.groups_replayed,
      configuration->http.to_string(), configuration->gy.to_string(), configuration->token_path()));
  Reload reload(config, *configuration, house->source, house->engine(), faces, log);
  while (signals.wait() == Signals::Asked::reload) reload.run();
  log.info("stopping: what is under way is answered first; a second signal ends it at once");
  stop();
  log.info("stopped");
  return 0;
}

}  // namespace airperk::app
