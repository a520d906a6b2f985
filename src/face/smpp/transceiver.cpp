#include "face/smpp/transceiver.h"

#include <fmt/format.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "protocol/smpp/status.h"
#include "steady/steady.h"

namespace airperk::face::smpp {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr Duration leave_within = Duration::seconds(1);

}  // namespace

Transceiver::Transceiver(asio::any_io_executor executor, std::string host, std::string port,
                         protocol::LinkSettings settings, Log log)
    : executor_(executor),
      name_(settings.name),
      host_(std::move(host)),
      port_(std::move(port)),
      log_(std::move(log)),
      link_(std::move(settings), steady_now()),
      deadline_(executor),
      resolver_(executor),
      leave_deadline_(executor) {}

void Transceiver::begin() {
  asio::dispatch(executor_,
                 [self = shared_from_this()] { self->happens(protocol::event::Tick{}); });
}

void Transceiver::stop(std::function<void()> stopped) {
  // Posted: the caller may be one whom this link is calling.
  asio::post(executor_, [self = shared_from_this(), stopped = std::move(stopped)]() mutable {
    self->stopped_ = std::move(stopped);
    self->leaving_ = true;
    self->leave_by_ = steady_now() + leave_within;
    self->leave_deadline_.set(self->leave_by_, [self] { self->unbind_once_all_is_answered(); });
    self->unbind_once_all_is_answered();
  });
}

void Transceiver::unbind_once_all_is_answered() {
  if (leave_by_ == Instant::never()) return;
  if (link_.bound() && !all_answered() && steady_now() < leave_by_) return;
  leave_by_ = Instant::never();
  leave_deadline_.set(Instant::never(), {});
  happens(protocol::event::Stop{});
}

std::function<void()> Transceiver::waker() {
  return [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    self->woken();
    self->act();
  };
}

bool Transceiver::answer(const protocol::Pdu& pdu, std::uint32_t status) {
  link_.step(protocol::event::Received{&pdu, status}, steady_now(), effects_);
  return effects_.delivered;
}

bool Transceiver::take(const protocol::Pdu& pdu, protocol::event::Answer& later) {
  const bool data = std::holds_alternative<protocol::DataSm>(pdu.body);
  later = {.bind = link_.binds(), .data = data, .sequence = pdu.sequence, .status = 0};
  link_.step(protocol::event::Received{&pdu, 0, true}, steady_now(), effects_);
  return effects_.delivered;
}

void Transceiver::answer(const protocol::event::Answer& later) {
  link_.step(later, steady_now(), effects_);
}

void Transceiver::submit(protocol::Submission submission) {
  link_.step(protocol::event::Submit{std::move(submission)}, steady_now(), effects_);
}

void Transceiver::complain(net::Complaint& complaint, std::string_view what) {
  if (const auto line = complaint.line(what, steady_now()))
    log_(fmt::format("smpp {}: {}", name_, *line));
}

void Transceiver::happens(protocol::LinkEvent event) {
  link_.step(std::move(event), steady_now(), effects_);
  act();
}

// --- what the link wants done ---

void Transceiver::act() {
  throttled_until_ = link_.throttled_until();  // before anybody hears of it
  settle();
  acted(link_);
  for (const std::string& line : effects_.log) log_(line);
  if (connection_ && !effects_.bytes.empty()) {
    wire::put(connection_->outbox(), wire::Bytes(effects_.bytes));
    connection_->flush();
  }
  const bool close = effects_.close, connects = effects_.connect;
  effects_.log.clear();
  effects_.bytes.clear();
  effects_.close = effects_.connect = false;
  if (close) {
    if (const auto connection = std::exchange(connection_, nullptr)) connection->finish();
    if (const auto socket = std::exchange(connecting_, nullptr)) socket->close();
    resolver_.cancel();
  }
  if (connects) connect();
  deadline_.set(link_.deadline(),
                [self = shared_from_this()] { self->happens(protocol::event::Tick{}); });
  if (link_.stopped())
    if (const auto stopped = std::exchange(stopped_, nullptr)) return stopped();
  unbind_once_all_is_answered();
}

/// One outcome may lead to the next submit_sm, and that to another outcome.
void Transceiver::settle() {
  while (!effects_.outcomes.empty()) settled(std::exchange(effects_.outcomes, {}));
  if (std::exchange(effects_.strays, 0) > 0)
    complain(about_strays_, "a response came late, or twice, or to nothing that was sent");
}

void Transceiver::connect() {
  const auto socket = std::make_shared<tcp::socket>(executor_);
  connecting_ = socket;
  const auto done = [self = shared_from_this(), socket](error_code error) {
    if (self->connecting_ != socket) return;  // given up meanwhile
    self->connecting_ = nullptr;
    const std::string to = fmt::format("{}:{}", self->host_, self->port_);
    if (error)
      return self->happens(
          protocol::event::ConnectFailed{fmt::format("{}: {}", to, error.message())});
    self->connected(std::move(*socket));
  };
  resolver_.async_resolve(
      host_, port_, [socket, done](error_code error, const tcp::resolver::results_type& found) {
        if (error || !socket) return done(error);
        asio::async_connect(*socket, found,
                            [done](error_code failed, const tcp::endpoint&) { done(failed); });
      });
}

void Transceiver::connected(tcp::socket socket) {
  const std::weak_ptr<Transceiver> weak = weak_from_this();
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

// --- what the peer sends ---

void Transceiver::received(wire::Intake& intake) {
  while (!effects_.close) {
    const auto frame = protocol::next_frame(intake);
    if (frame && !*frame) break;
    if (!frame) {
      link_.step(protocol::event::Broken{"sent what is not SMPP: " + frame.error().to_string()},
                 steady_now(), effects_);
      break;
    }
    const auto pdu = protocol::decode(**frame);
    pdu ? receive(*pdu) : refuse(pdu.error());
  }
  act();
}

/// It is framed, so what follows it can be read: it alone is refused, for good, or it would come
/// again after each bind.
void Transceiver::refuse(const protocol::Fault& fault) {
  ++odd_;
  complain(about_odd_, "refused a PDU that cannot be read: " + fault.to_string());
  protocol::Pdu odd{
      .status = 0, .sequence = fault.sequence, .body = protocol::OtherCommand{fault.command}};
  if (fault.command == protocol::Command::deliver_sm) odd.body = protocol::DeliverSm{};
  if (fault.command == protocol::Command::data_sm) odd.body = protocol::DataSm{};
  answer(odd, protocol::status::receiver_permanent_error);
}

void Transceiver::receive(const protocol::Pdu& pdu) {
  if (const auto* message = protocol::message_in(pdu.body)) return deliver(pdu, *message);
  link_.step(protocol::event::Received{&pdu, 0}, steady_now(), effects_);
}

}  // namespace airperk::face::smpp
