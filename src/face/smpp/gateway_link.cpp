#include "face/smpp/gateway_link.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/strand.hpp>
#include <utility>

#include "protocol/smpp/status.h"

namespace airperk::face::smpp {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// Networks give a subscriber's dialogue 90 to 180 s; a screen later than this meets nobody.
constexpr Duration screen_valid = Duration::seconds(60);

protocol::LinkSettings link_settings(const GatewayConfig& config) {
  protocol::LinkSettings settings;
  settings.name = config.name;
  settings.system_id = config.system_id;
  settings.password = config.password;
  settings.system_type = config.system_type;
  settings.window = std::max<std::size_t>(config.window, 1);
  settings.rate = config.rate;
  settings.seed = config.seed;
  return settings;
}

}  // namespace

Result<std::shared_ptr<GatewayLink>> GatewayLink::make(asio::any_io_executor executor,
                                                       GatewayConfig config, DialPorts ports) {
  const protocol::Profile* profile = protocol::find_profile(config.profile);
  if (profile == nullptr) {
    std::string known;
    for (const auto& each : protocol::profiles()) known += fmt::format(" \"{}\"", each.name);
    return fail(fmt::format("[[smpp]] name = \"{}\": there is no profile \"{}\"; write one of{}",
                            config.name, config.profile, known));
  }
  return std::shared_ptr<GatewayLink>(
      new GatewayLink(asio::make_strand(executor), std::move(config), *profile, std::move(ports)));
}

GatewayLink::GatewayLink(asio::any_io_executor executor, GatewayConfig config,
                         const protocol::Profile& profile, DialPorts ports)
    : executor_(executor),
      config_(std::move(config)),
      profile_(profile),
      origin_{config_.source, config_.ton, config_.npi},
      ports_(std::move(ports)),
      link_(link_settings(config_), net::steady_now()),
      deadline_(executor),
      resolver_(executor) {}

void GatewayLink::start() {
  inbox_ = std::make_shared<net::Inbox<Answered>>(executor_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->answers_came();
  });
  asio::dispatch(executor_,
                 [self = shared_from_this()] { self->happens(protocol::event::Tick{}); });
}

void GatewayLink::stop(std::function<void()> stopped) {
  asio::dispatch(executor_, [self = shared_from_this(), stopped = std::move(stopped)]() mutable {
    self->stopped_ = std::move(stopped);
    self->happens(protocol::event::Stop{});
  });
}

void GatewayLink::happens(protocol::LinkEvent event) {
  link_.step(std::move(event), net::steady_now(), effects_);
  act();
}

// --- what the link wants done ---

void GatewayLink::act() {
  for (const std::string& line : effects_.log) ports_.log(line);
  count(effects_.outcomes);
  if (connection_ && !effects_.bytes.empty()) {
    wire::put(connection_->outbox(), wire::Bytes(effects_.bytes));
    connection_->flush();
  }
  const bool close = effects_.close, connects = effects_.connect;
  effects_.log.clear();
  effects_.outcomes.clear();
  effects_.bytes.clear();
  effects_.close = effects_.connect = false;
  counters_.bound = link_.bound();
  if (close) {
    if (const auto connection = std::exchange(connection_, nullptr)) connection->finish();
    if (const auto socket = std::exchange(connecting_, nullptr)) socket->close();
    resolver_.cancel();
  }
  if (connects) connect();
  deadline_.set(link_.deadline(),
                [self = shared_from_this()] { self->happens(protocol::event::Tick{}); });
  if (link_.stopped())
    if (const auto stopped = std::exchange(stopped_, nullptr)) stopped();
}

void GatewayLink::connect() {
  const auto socket = std::make_shared<tcp::socket>(executor_);
  connecting_ = socket;
  const auto done = [self = shared_from_this(), socket](error_code error) {
    if (self->connecting_ != socket) return;  // given up meanwhile
    self->connecting_ = nullptr;
    const std::string to = fmt::format("{}:{}", self->config_.host, self->config_.port);
    if (error)
      return self->happens(
          protocol::event::ConnectFailed{fmt::format("{}: {}", to, error.message())});
    self->connected(std::move(*socket));
  };
  resolver_.async_resolve(
      config_.host, config_.port,
      [socket, done](error_code error, const tcp::resolver::results_type& found) {
        if (error || !socket) return done(error);
        asio::async_connect(*socket, found,
                            [done](error_code failed, const tcp::endpoint&) { done(failed); });
      });
}

void GatewayLink::connected(tcp::socket socket) {
  const std::weak_ptr<GatewayLink> weak = weak_from_this();
  connection_ = std::make_shared<net::Connection>(
      std::move(socket), net::Connection::Limits{.intake = 2 * protocol::pdu_octets_max});
  connection_->start({.received =
                          [weak](wire::Intake& intake) {
                            if (const auto self = weak.lock()) self->received(intake);
                          },
                      .ended =
                          [weak](const std::string& why) {
                            if (const auto self = weak.lock())
                              self->happens(protocol::event::Closed{why});
                          }});
  happens(protocol::event::Connected{});
}

// --- what the gateway sends ---

void GatewayLink::received(wire::Intake& intake) {
  while (!effects_.close) {
    const auto frame = protocol::next_frame(intake);
    if (frame && !*frame) break;
    const auto pdu = frame ? protocol::decode(**frame) : tl::make_unexpected(frame.error());
    if (!pdu) {
      link_.step(protocol::event::Broken{"sent what is not SMPP: " + pdu.error().to_string()},
                 net::steady_now(), effects_);
      break;
    }
    receive(*pdu);
  }
  act();
}

void GatewayLink::receive(const protocol::Pdu& pdu) {
  if (const auto* message = std::get_if<protocol::DeliverSm>(&pdu.body))
    return deliver(pdu, *message);
  link_.step(protocol::event::Received{&pdu, 0}, net::steady_now(), effects_);
}

void GatewayLink::deliver(const protocol::Pdu& pdu, const protocol::Message& message) {
  auto input = protocol::read_ussd(profile_, message);
  const auto msisdn = Msisdn::parse(message.source.digits);
  std::uint32_t status = protocol::status::ok;
  if (input && !msisdn) status = protocol::status::invalid_source_address;
  if (dialogues_ >= config_.dialogues_max) status = protocol::status::receiver_temporary_error;
  link_.step(protocol::event::Received{&pdu, status}, net::steady_now(), effects_);
  if (effects_.delivered) {
    if (input) hand_over(*msisdn, std::move(*input));
    return;
  }
  ++counters_.refused;
  if (status == protocol::status::invalid_source_address)
    complain(about_number,
             "refused a dial: its source_addr is not a telephone number in international form");
  if (status == protocol::status::receiver_temporary_error)
    complain(about_load,
             fmt::format("refused a dial: {} are waiting for their answer", dialogues_));
}

void GatewayLink::hand_over(Msisdn msisdn, protocol::UssdInput input) {
  std::string session = fmt::format("{}:{}", config_.name, input.session);
  switch (input.act) {
    case protocol::UssdAct::confirms:
      return;
    case protocol::UssdAct::aborts:
      ++counters_.aborts;
      return ports_.abort({msisdn, std::move(session), "ussd"});
    case protocol::UssdAct::begins:
    case protocol::UssdAct::continues:
      break;
  }
  ++counters_.dials;
  ++dialogues_;
  DialRequest request{msisdn, std::move(session), std::move(input.text),
                      input.act == protocol::UssdAct::begins, "ussd"};
  ports_.dial(std::move(request),
              [inbox = inbox_, address = std::move(input.address)](DialAnswer answer) mutable {
                inbox->push({std::move(address), std::move(answer)});
              });
}

// --- what goes back ---

void GatewayLink::answers_came() {
  inbox_->take(answers_);
  dialogues_ -= std::min(dialogues_, answers_.size());
  for (const Answered& answered : answers_) show(answered);
  act();
}

void GatewayLink::show(const Answered& answered) {
  protocol::Submission submission{
      .token = 0, .pdu = {}, .not_after = net::steady_now() + screen_valid};
  const auto& [screen, ended] = answered.answer;
  const bool whole =
      protocol::write_ussd(profile_, answered.address, origin_, screen, ended, submission.pdu);
  if (!whole) complain(about_screen, "cut a screen that is longer than a phone shows");
  ++counters_.screens;
  link_.step(protocol::event::Submit{std::move(submission)}, net::steady_now(), effects_);
}

void GatewayLink::count(const std::vector<protocol::Outcome>& outcomes) {
  using Fate = protocol::Outcome::Fate;
  for (const auto& outcome : outcomes) {
    if (outcome.fate == Fate::accepted) continue;
    ++counters_.screens_lost;
    if (outcome.fate == Fate::refused)
      complain(about_submit, fmt::format("the gateway refused a screen with {}",
                                         protocol::status_name(outcome.status)));
    if (outcome.fate == Fate::unsent) complain(about_submit, "a screen could not be sent in time");
  }
}

void GatewayLink::complain(ComplaintKind kind, std::string_view what) {
  if (const auto line = complaints_[kind].line(what, net::steady_now()))
    ports_.log(fmt::format("smpp {}: {}", config_.name, *line));
}

}  // namespace airperk::face::smpp
