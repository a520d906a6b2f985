#include "app/faces.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <future>

#include "app/link_figures.h"
#include "app/test_send.h"
#include "base/assert.h"
#include "jobs/export_files.h"

namespace airperk::app {
namespace {

/// Whoever dials and sees nothing for so long dials again.
constexpr Duration dial_patience = Duration::seconds(10);

face::smpp::GatewayConfig gateway_config(const SmppLink& link, std::uint64_t seed) {
  face::smpp::GatewayConfig config;
  config.name = link.name;
  config.host = link.connect.host;
  config.port = std::to_string(link.connect.port);
  config.system_id = link.system_id;
  config.password = link.password;
  config.system_type = link.system_type;
  config.profile = link.profile;
  config.source = link.source;
  config.ton = static_cast<std::uint8_t>(link.ton);
  config.npi = static_cast<std::uint8_t>(link.npi);
  config.window = static_cast<std::size_t>(link.window);
  config.rate = static_cast<std::uint32_t>(link.rate);
  config.seed = seed;
  config.notices_max = config.window;  // dialled screens wait behind them
  return config;
}

face::smpp::SmsConfig sms_config(const SmppLink& link, std::uint64_t seed) {
  face::smpp::SmsConfig config;
  config.name = link.name;
  config.host = link.connect.host;
  config.port = std::to_string(link.connect.port);
  config.system_id = link.system_id;
  config.password = link.password;
  config.system_type = link.system_type;
  config.source = link.source;
  config.ton = static_cast<std::uint8_t>(link.ton);
  config.npi = static_cast<std::uint8_t>(link.npi);
  config.long_messages = *smpp::find_long_messages(link.long_messages);
  if (link.receipts_by == "reference") {
    config.receipts_by = face::smpp::ReceiptsBy::reference;
  }
  config.window = static_cast<std::size_t>(link.window);
  config.rate = static_cast<std::uint32_t>(link.rate);
  config.seed = seed;
  // Consent is of the moment at which the slot was taken: nothing waits long after it (C4).
  config.queue_max = 2 * config.window + service_places;
  return config;
}

bool serves(const SmppLink& link, const char* what) {
  return std::find(link.serves.begin(), link.serves.end(), what) != link.serves.end();
}

/// The files of charges, to be fetched over HTTP.
face::rest::Exports exports_in(const std::string& directory) {
  face::rest::Exports exports;
  exports.list = [directory]() -> Result<std::vector<face::rest::ExportFile>> {
    auto files = jobs::finished_files(directory);
    if (!files) return fail(files.error());
    std::vector<face::rest::ExportFile> listed;
    for (auto& file : *files) listed.push_back({std::move(file.name), file.bytes, file.finished});
    return listed;
  };
  exports.open = [directory](const std::string& name) -> std::optional<face::rest::Download> {
    auto opened = jobs::FinishedReader::open(directory, name);
    if (!opened) return {};
    const auto reader = std::make_shared<jobs::FinishedReader>(*std::move(opened));
    return face::rest::Download{reader->bytes(), [reader] { return reader->next(); },
                                "text/csv; charset=utf-8", name};
  };
  return exports;
}

/// Begins to stop something that tells its end on its own thread.
template <typename Stop>
std::future<void> begin(Stop stop) {
  auto done = std::make_shared<std::promise<void>>();
  auto ended = done->get_future();
  stop([done] { done->set_value(); });
  return ended;
}

}  // namespace

std::uint64_t session_hash(std::string_view link, Msisdn msisdn, std::string_view session) {
  std::uint64_t hash = 14'695'981'039'346'656'037u;  // FNV-1a
  const auto add = [&hash](std::string_view part) {
    for (const unsigned char c : part) hash = (hash ^ c) * 1'099'511'628'211u;
    hash = (hash ^ 0xFF) * 1'099'511'628'211u;
  };
  add(link);
  add(msisdn.to_string());
  add(session);
  return hash;
}

Faces::Faces(OpenHouse& house, const Configuration& configuration, std::string admin_token, Log log,
             std::optional<face::rest::DemoPort> demo, FaceShares shares,
             std::function<face::rest::ProcessFigures()> process)
    : house_(house),
      configuration_(configuration),
      shares_(shares),
      log_(std::move(log)),
      demo_links_(demo ? demo->links : face::rest::Links()),
      charging_(house.engine(), log_),
      work_(io_.get_executor()),
      people_work_(people_.get_executor()),
      rest_(people_, rest_config(std::move(process)), house.engine(),
            face::rest::Tokens(house.token_secret, std::move(admin_token)), log_, std::move(demo)),
      network_([&engine = house.engine()] { return engine.now(); }, log_),
      thread_([this] { io_.run(); }),
      people_thread_([this] { people_.run(); }) {}

Faces::~Faces() {
  stop();
}

face::rest::Config Faces::rest_config(std::function<face::rest::ProcessFigures()> process) {
  face::rest::Config config;
  config.connections_max = shares_.http_connections;
  config.turned_away_max = shares_.http_turned_away;
  config.process = std::move(process);
  config.host = configuration_.http.host;
  config.port = configuration_.http.port;
  // Looked at when the configuration was read.
  config.trusted_proxies =
      *face::net::Addresses::parse(configuration_.trusted_proxies, "[http] trusted_proxies");
  config.access_directory = configuration_.access_path();
  config.access_key = house_.access_key;
  config.site_words = configuration_.site_words;
  config.journal = [&store = *house_.store](std::uint64_t after, std::size_t limit) {
    return store.journal(after, limit);
  };
  if (const auto& directory = configuration_.exports.directory; !directory.empty()) {
    config.exports = exports_in(directory);
  }
  config.backups = configuration_.backups.directory;
  // Nothing asks before HTTP listens, and that is last.
  config.links = [this] { return link_figures(); };
  config.tests.handsets = configuration_.test_handsets;
  config.tests.send = [this](face::rest::TestMessage message) {
    return send_test(network_, std::move(message), house_.engine().now());
  };
  config.said_of_service = [this] {
    const auto counts = network_.said_of_service();
    return face::rest::SaidOfService{{"accepted", counts[0]},  // in the order of jobs::HandOver
                                     {"refused", counts[1]},
                                     {"unsent", counts[2]},
                                     {"throttled", counts[3]},
                                     {"unknown", counts[4]}};
  };
  return config;
}

std::vector<face::rest::LinkFigures> Faces::link_figures() const {
  auto figures = demo_links_ ? demo_links_() : std::vector<face::rest::LinkFigures>();
  if (gy_) {
    figures.push_back(figures_of("charging", *gy_));
    figures.back().counts.emplace_back("unread", charging_.unread());
  }
  std::size_t gateway = 0, sms = 0;
  for (const auto& link : configuration_.smpp) {
    if (serves(link, "ussd") && gateway < gateways_.size()) {
      figures.push_back(figures_of(link.name, *gateways_[gateway++]));
    }
    if (serves(link, "sms") && sms < messages_.size()) {
      figures.push_back(figures_of(link.name, *messages_[sms++]));
      figures.back().counts.emplace_back("not understood", network_.not_understood(link.name));
    }
  }
  return figures;
}

Result<void> Faces::start_http() {
  return rest_.start();
}

Result<void> Faces::start() {
  if (auto gy = start_gy(); !gy) return gy;
  if (auto gateways = start_gateways(); !gateways) return gateways;
  start_messages();
  start_voice();
  // Last: where HTTP says that it is ready, everything is.
  return start_http();
}

Result<void> Faces::start_gy() {
  face::gy::GyConfig config;
  config.host = configuration_.gy.host;
  config.port = configuration_.gy.port;
  config.origin_host = configuration_.origin_host;
  config.origin_realm = configuration_.origin_realm;
  config.allow = configuration_.gy_allow;
  config.peers = configuration_.gy_peers;
  config.peers_max = shares_.gy_peers;
  auto server = face::gy::Server::make(io_.get_executor(), std::move(config), charging_.ports());
  if (!server) return fail(server.error());
  gy_ = std::move(*server);
  house_.engine().on_session_notice(
      [weak = std::weak_ptr(gy_)](const std::vector<engine::SessionName>& notices) {
        if (const auto gy = weak.lock()) gy->ask_for_reports(notices);
      });
  gy_->start();
  return {};
}

Result<void> Faces::start_gateways() {
  std::uint64_t seed = 1;
  for (const auto& link : configuration_.smpp) {
    if (!serves(link, "ussd")) continue;
    auto gateway = face::smpp::GatewayLink::make(io_.get_executor(), gateway_config(link, seed++),
                                                 dial_ports(link.name));
    if (!gateway) return fail(gateway.error());
    (*gateway)->start();
    network_.add(*gateway);
    gateways_.push_back(std::move(*gateway));
  }
  return {};
}

void Faces::start_messages() {
  std::uint64_t seed = 101;
  for (const auto& link : configuration_.smpp) {
    if (!serves(link, "sms")) continue;
    face::smpp::SmsPorts ports;
    ports.log = log_;
    ports.now = [&engine = house_.engine()] { return engine.now(); };
    using face::smpp::SmsPorts;
    ports.number = [&engine = house_.engine()](std::string_view digits) -> std::optional<Msisdn> {
      const auto called = engine.house()->programmes.latest().programme->numbers.called(digits);
      if (called.kind != programme::Called::Kind::number) return {};
      return Msisdn::parse(called.digits);
    };
    ports.receipt = [&engine = house_.engine()](const face::smpp::SmsReceipt& receipt,
                                                SmsPorts::Acknowledge acknowledge) {
      settle_receipt(engine, receipt, std::move(acknowledge));
    };
    ports.received = [this, name = link.name](const face::smpp::SmsReceived& received,
                                              SmsPorts::Acknowledge acknowledge) {
      read_message(house_.engine(), network_, name, received, std::move(acknowledge));
    };
    auto sms = face::smpp::SmsLink::make(contacts_.get_executor(), sms_config(link, seed++),
                                         std::move(ports));
    sms->start();
    network_.add(sms);
    messages_.push_back(std::move(sms));
  }
}

void Faces::start_voice() {
  if (!configuration_.voice) return;
  face::voice::VoiceGatewayConfig config;
  config.host = configuration_.voice->connect.host;
  config.port = configuration_.voice->connect.port;
  config.target = configuration_.voice->target;
  config.calls_at_once = static_cast<std::size_t>(configuration_.voice->calls_at_once);
  voice_ = face::voice::VoiceGateway::make(contacts_.get_executor(), std::move(config), log_);
  network_.add(voice_, static_cast<std::size_t>(configuration_.voice->calls_at_once));
}

face::smpp::DialPorts Faces::dial_ports(const std::string& link_name) {
  face::smpp::DialPorts ports;
  ports.log = log_;
  // A menu that was broken off waits for nothing: the next code begins anew.
  ports.abort = [](face::smpp::DialAbort) {};
  ports.shown = [&engine = house_.engine()](Msisdn to, std::uint32_t campaign) {
    engine.submit({to, engine::SettleContact{campaign, subscriber::ContactState::delivered, 0}},
                  [](const engine::Answer&) {});
  };
  const auto source = static_cast<std::uint32_t>(std::hash<std::string>{}(link_name));
  ports.dial = [&engine = house_.engine(), &log = log_, link_name, source](
                   face::smpp::DialRequest dialled,
                   std::function<void(face::smpp::DialAnswer)> answer) {
    dialogue::Dial dial;
    dial.session = session_hash(link_name, dialled.msisdn, dialled.session);
    dial.begins = dialled.begins;
    dial.asked_by = dialled.asked_by;
    dial.text = std::move(dialled.text);
    engine::Request request;
    request.target = dialled.msisdn;
    request.command = std::move(dial);
    const auto now = engine.steady();
    request.admission = {.arrived = now,
                         .useful_until = now + dial_patience,
                         .source = source,
                         .way = engine::Way::ussd};
    engine.submit(std::move(request),
                  [&log, who = dialled.msisdn, answer = std::move(answer)](engine::Answer decided) {
                    if (decided.fault == engine::Fault::broken) {
                      log(fmt::format("a dial of {} cannot be decided, and has changed nothing: {}",
                                      who.to_string(), decided.detail));
                    }
                    const auto* screen = std::get_if<dialogue::Screen>(&decided.body);
                    AIRPERK_ASSERT(screen != nullptr);
                    answer({screen->text, screen->ended});
                  });
  };
  return ports;
}

Result<void> Faces::change(const Configuration& read, face::site::Book site_words) {
  if (gy_) {
    if (auto admitted = gy_->admit(read.gy_allow, read.gy_peers); !admitted) return admitted;
  }
  rest_.say(std::move(site_words));
  return {};
}

void Faces::leave() {
  if (gy_left_.valid()) return;
  rest_.leave();
  for (const auto& gateway : gateways_) gateway->leave();
  for (const auto& link : messages_) link->leave();
  gy_left_ = begin([this](auto done) { gy_ ? gy_->stop(done) : done(); });
}

void Faces::stop() {
  if (!thread_.joinable()) return;
  leave();
  std::vector<std::future<void>> ends;
  ends.push_back(std::move(gy_left_));
  for (const auto& gateway : gateways_) {
    ends.push_back(begin([&gateway](auto done) { gateway->stop(done); }));
  }
  for (const auto& link : messages_) {
    ends.push_back(begin([&link](auto done) { link->stop(done); }));
  }
  if (voice_) ends.push_back(begin([this](auto done) { voice_->stop(done); }));
  for (auto& end : ends) end.wait();
  // Last: bulk work that goes on holds up nobody else.
  rest_.stop();
  contacts_.stop();
  contacts_.join();
  charging_.stop();
  work_.reset();
  people_work_.reset();
  io_.stop();
  people_.stop();
  thread_.join();
  people_thread_.join();
}

}  // namespace airperk::app
