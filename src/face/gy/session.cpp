#include "face/gy/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <utility>

namespace airperk::face::gy {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// RFC 6733 §4.3.1: the address family, 1 or 2, and the octets.
diameter::Buffer address_octets(const tcp::socket& socket) {
  boost::system::error_code error;
  const asio::ip::address address = plain(socket.local_endpoint(error).address());
  diameter::Buffer octets;
  wire::put_u16(octets, address.is_v4() ? 1 : 2);
  if (address.is_v4()) {
    const auto bytes = address.to_v4().to_bytes();
    wire::put(octets, wire::Bytes(bytes));
  } else {
    const auto bytes = address.to_v6().to_bytes();
    wire::put(octets, wire::Bytes(bytes));
  }
  return octets;
}

std::string remote_address(const tcp::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? "a peer that has gone" : plain(endpoint.address()).to_string();
}

diameter::PeerSettings peer_settings(const GyConfig& config, bool admitted, wire::Bytes address) {
  diameter::PeerSettings settings;
  settings.origin_host = config.origin_host;
  settings.origin_realm = config.origin_realm;
  settings.host_address = address;
  settings.admitted = admitted;
  return settings;
}

}  // namespace

Session::Session(tcp::socket socket, bool admitted, std::shared_ptr<Server> server)
    : executor_(socket.get_executor()),
      server_(std::move(server)),
      address_(remote_address(socket)),
      host_address_(address_octets(socket)),
      peer_(peer_settings(server_->config_, admitted, host_address_), net::steady_now()),
      deadline_(executor_),
      connection_(std::make_shared<net::Connection>(
          std::move(socket), net::Connection::Limits{.intake = 2 * diameter::message_octets_max,
                                                     .outbox_max = 4 * 1024 * 1024})) {}

void Session::start() {
  asio::dispatch(executor_, [self = shared_from_this()] { self->begin(); });
}

void Session::begin() {
  const std::weak_ptr<Session> weak = weak_from_this();
  inbox_ = std::make_shared<net::Inbox<Answered>>(executor_, [weak] {
    if (const auto self = weak.lock()) self->answers_came();
  });
  connection_->start({.received =
                          [weak](wire::Intake& intake) {
                            if (const auto self = weak.lock()) self->received(intake);
                          },
                      .ended =
                          [weak](const std::string& why) {
                            const auto self = weak.lock();
                            if (!self) return;
                            self->log(why);
                            self->end();
                          }});
  act();
}

void Session::stop() {
  asio::dispatch(executor_,
                 [self = shared_from_this()] { self->happens(diameter::event::Stop{}); });
}

void Session::ask_for_report(const engine::SessionName& notice) {
  asio::dispatch(executor_, [self = shared_from_this(), notice] {
    self->happens(diameter::event::AskReport{notice.id, notice.host, notice.realm});
  });
}

void Session::happens(diameter::PeerEvent event) {
  if (ended_) return;
  peer_.step(event, net::steady_now(), effects_);
  act();
}

void Session::act() {
  for (const std::string& line : effects_.log) log(line);
  if (!effects_.bytes.empty()) wire::put(connection_->outbox(), wire::Bytes(effects_.bytes));
  const bool close = effects_.close;
  effects_.log.clear();
  effects_.bytes.clear();
  effects_.close = false;
  if (peer_.open() && !counted_open_) {
    counted_open_ = true;
    ++server_->counters_.peers_open;
    asio::post(server_->executor_, [server = server_, self = shared_from_this(),
                                    host = peer_.host()] { server->opened(host, self); });
  }
  connection_->flush();
  if (close) return end();
  deadline_.set(peer_.deadline(),
                [self = shared_from_this()] { self->happens(diameter::event::Tick{}); });
}

void Session::end() {
  if (std::exchange(ended_, true)) return;
  connection_->finish();
  deadline_.set(Instant::never(), {});
  if (counted_open_) --server_->counters_.peers_open;
  asio::post(server_->executor_,
             [server = server_, self = shared_from_this()] { server->ended(self); });
}

void Session::received(wire::Intake& intake) {
  while (!effects_.close) {
    const auto message = diameter::next_message(intake);
    if (!message) {
      effects_.log.push_back("sent what is not Diameter: " + message.error());
      effects_.close = true;
      break;
    }
    if (!*message) break;
    peer_.step(diameter::event::Received{&**message}, net::steady_now(), effects_);
    if (effects_.credit_control) charge(**message);
  }
  if (!ended_) act();
}

void Session::charge(const diameter::Message& message) {
  ++server_->counters_.requests;
  auto charged = std::make_shared<ChargeRequest>();
  charged->received_at = net::steady_now();
  charged->octets.assign(message.frame.begin(), message.frame.end());
  const diameter::Message owned{message.header, charged->octets};
  if (const auto refusal = diameter::parse(owned, charged->request)) {
    ++server_->counters_.refused;
    complain(about_requests_,
             fmt::format("CCR refused with {}: {}", refusal->result_code, refusal->what));
    return write(charged->request, {.result_code = refusal->result_code, .refusal = refusal},
                 effects_.bytes);
  }
  if (in_flight_ >= server_->config_.in_flight_max) {
    ++server_->counters_.refused;
    complain(about_load_,
             fmt::format("CCR refused with 3004: {} are waiting for their answer", in_flight_));
    return write(charged->request, {.result_code = diameter::result::too_busy}, effects_.bytes);
  }
  ++in_flight_;
  server_->ports_.charge(charged, [inbox = inbox_, charged](diameter::CreditControlAnswer answer) {
    inbox->push({charged, std::move(answer)});
  });
}

void Session::answers_came() {
  inbox_->take(answers_);
  in_flight_ -= std::min(in_flight_, answers_.size());
  if (!ended_) {
    const auto now = net::steady_now();
    const auto too_old = now - server_->config_.answer_within;
    for (const Answered& answered : answers_) {
      server_->latency_.took(now - answered.request->received_at);
      // Its client has given up, and may have asked again: the repetition gets this answer.
      if (answered.request->received_at < too_old) {
        ++server_->counters_.late;
        continue;
      }
      write(answered.request->request, answered.answer, connection_->outbox());
      ++server_->counters_.answers;
    }
    connection_->flush();
  }
  answers_.clear();
}

void Session::write(const diameter::CreditControlRequest& request,
                    const diameter::CreditControlAnswer& answer, diameter::Buffer& out) {
  const auto& config = server_->config_;
  diameter::write(request, answer, {config.origin_host, config.origin_realm}, out);
}

void Session::log(std::string_view what) {
  server_->ports_.log(fmt::format("gy {}: {}", address_, what));
}

void Session::complain(net::Complaint& complaint, std::string_view what) {
  if (const auto line = complaint.line(what, net::steady_now())) log(*line);
}

}  // namespace airperk::face::gy
