#include "face/gy/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/ascii.h"
#include "steady/steady.h"

namespace airperk::face::gy {

namespace asio = boost::asio;
using asio::ip::tcp;
namespace result = diameter::result;

namespace {

/// A client may have 20,000 requests waiting and get all their answers at once: that is no sign
/// that it does not read.
constexpr std::size_t outbox_max = 16 * 1024 * 1024;

/// RFC 6733 §4.3.1: the address family, 1 or 2, and the octets.
diameter::Buffer address_octets(const tcp::socket& socket) {
  boost::system::error_code error;
  const asio::ip::address address = net::plain(socket.local_endpoint(error).address());
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

/// Unspecified for a peer that has gone.
asio::ip::address remote_address(const tcp::socket& socket) {
  boost::system::error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? asio::ip::address() : net::plain(endpoint.address());
}

diameter::PeerSettings peer_settings(const GyConfig& config, bool admitted, wire::Bytes address,
                                     std::function<const char*(std::string_view)> stranger,
                                     std::function<std::uint32_t()> next_end_to_end) {
  diameter::PeerSettings settings;
  settings.origin_host = config.origin_host;
  settings.origin_realm = config.origin_realm;
  settings.host_address = address;
  settings.admitted = admitted;
  settings.stranger = std::move(stranger);
  settings.next_end_to_end = std::move(next_end_to_end);
  return settings;
}

}  // namespace

Session::Session(tcp::socket socket, bool admitted, std::uint32_t number,
                 std::shared_ptr<Server> server)
    : executor_(socket.get_executor()),
      server_(std::move(server)),
      admitted_(admitted),
      from_(remote_address(socket)),
      address_(from_.is_unspecified() ? "a peer that has gone" : from_.to_string()),
      host_address_(address_octets(socket)),
      peers_(server_->peers_),
      peer_(peer_settings(
                server_->config_, admitted, host_address_,
                [this](std::string_view host) { return stranger(host); },
                [server = server_.get()] { return ++server->end_to_end_; }),
            steady_now()),
      deadline_(executor_),
      connection_(std::make_shared<net::Connection>(
          std::move(socket), net::Connection::Limits{.intake = 2 * diameter::message_octets_max,
                                                     .outbox_max = outbox_max})),
      number_(number),
      leave_by_(executor_) {}

std::uint32_t Session::hash_of(const std::string& host) {
  // DiameterIdentities are the same in any case (RFC 6733 §4.3.1).
  return static_cast<std::uint32_t>(std::hash<std::string>{}(ascii::small(host)));
}

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
  asio::dispatch(executor_, [self = shared_from_this()] {
    if (self->ended_ || std::exchange(self->leaving_, true)) return;
    self->leave_by_.set(steady_now() + self->server_->config_.leave_within, [self] {
      if (self->ended_ || std::exchange(self->said_goodbye_, true)) return;
      self->log(fmt::format("leaving while {} requests wait for their answer; a repetition gets it",
                            self->in_flight_));
      self->happens(diameter::event::Stop{});
    });
    self->leave_if_all_is_answered();
  });
}

const char* Session::stranger(std::string_view host) {
  if (counted_open_ && !ascii::is_same(host, came_)) return "it was another host before";
  const auto known = peers_->who_is(from_, host);
  if (!known) return known.error();
  known_ = *known;
  return nullptr;
}

void Session::know(std::shared_ptr<const Peers> peers) {
  asio::dispatch(executor_, [self = shared_from_this(), peers = std::move(peers)]() mutable {
    self->peers_ = std::move(peers);
    if (!self->admitted_) return;
    const bool is_admitted = self->peers_->admits(self->from_);
    if (!is_admitted || (self->peer_.open() && self->stranger(self->known_.host))) self->stop();
  });
}

void Session::leave_if_all_is_answered() {
  if (!leaving_ || ended_ || in_flight_ > 0 || std::exchange(said_goodbye_, true)) return;
  happens(diameter::event::Stop{});
}

void Session::ask_for_report(const engine::SessionName& notice) {
  asio::dispatch(executor_, [self = shared_from_this(), notice] {
    self->happens(diameter::event::AskReport{notice.id, notice.host, notice.realm});
  });
}

/// A stop that could not wait for the disk says DPR too early: what is answered before its time is
/// over still goes to the peer.
bool Session::owes_answers() const {
  return said_goodbye_ && !closing_ && in_flight_ > 0 && steady_now() < goodbye_until_;
}

void Session::happens(diameter::PeerEvent event) {
  if (ended_) return;
  peer_.step(event, steady_now(), effects_);
  if (std::holds_alternative<diameter::event::Stop>(event)) goodbye_until_ = peer_.deadline();
  act();
}

void Session::act() {
  for (const std::string& line : effects_.log) log(line);
  if (!effects_.bytes.empty()) wire::put(connection_->outbox(), wire::Bytes(effects_.bytes));
  const bool close = effects_.close;
  effects_.log.clear();
  effects_.bytes.clear();
  effects_.close = false;
  note_open();
  connection_->flush();
  if (close && owes_answers()) {
    closing_ = true;
    return leave_by_.set(goodbye_until_, [self = shared_from_this()] { self->end(); });
  }
  if (close) return end();
  deadline_.set(peer_.deadline(),
                [self = shared_from_this()] { self->happens(diameter::event::Tick{}); });
}

/// Before the first request of its, which may come along with its CER.
void Session::note_open() {
  if (!peer_.open() || std::exchange(counted_open_, true)) return;
  way_ = std::uint64_t{hash_of(peer_.host())} << 32 | number_;
  came_ = known_.host;
  if (const auto elsewhere = server_->here_.came(came_, address_)) {
    log(
        fmt::format("is {}, as a peer from {} is too: if only one of them is, give that name its "
                    "address in [[gy.peer]]",
                    came_, *elsewhere));
  }
  ++server_->counters_.peers_open;
}

void Session::end() {
  if (std::exchange(ended_, true)) return;
  connection_->finish();
  deadline_.set(Instant::never(), {});
  leave_by_.set(Instant::never(), {});
  if (counted_open_) {
    --server_->counters_.peers_open;
    server_->here_.went(came_, address_);
  }
  asio::post(server_->executor_,
             [server = server_, self = shared_from_this()] { server->ended(self); });
}

void Session::received(wire::Intake& intake) {
  const auto programme = server_->ports_.in_force();
  const auto now = steady_now(), arrived = server_->presence_->arrived();
  while (!effects_.close) {
    const auto message = diameter::next_message(intake);
    if (!message) {
      effects_.log.push_back("sent what is not Diameter: " + message.error());
      effects_.close = true;
      break;
    }
    if (!*message) break;
    peer_.step(diameter::event::Received{&**message}, now, effects_);
    note_open();
    if (effects_.credit_control) charge(**message, *programme, arrived);
  }
  if (!ended_ && !closing_) act();
}

void Session::charge(const diameter::Message& message, const programme::Programme& programme,
                     Instant arrived) {
  ++server_->counters_.requests;
  auto charged = std::make_shared<ChargeRequest>();
  charged->received_at = arrived;
  charged->useful_until = charged->received_at + server_->config_.answer_within;
  charged->way = way_;
  charged->peer = static_cast<std::uint32_t>(charged->way >> 32);
  charged->octets.assign(message.frame.begin(), message.frame.end());
  const diameter::Message owned{message.header, charged->octets};
  charged->may_refund_any = known_.may.refund;
  if (const auto refusal = diameter::parse(owned, charged->request)) {
    return refuse(*charged, *refusal);
  }
  // RFC 6733 §6.1.6: nobody here would pass it on.
  const auto& host = charged->request.destination_host;
  if (!host.empty() && !ascii::is_same(host, server_->config_.origin_host)) {
    ++server_->counters_.refused;
    complain(about_requests_, fmt::format("CCR refused with 3002: its Destination-Host is not {}",
                                          server_->config_.origin_host));
    return write(charged->request, {.result_code = diameter::result::unable_to_deliver},
                 effects_.bytes);
  }
  if (!speaks_for(charged->request.origin_host)) {
    return refuse(*charged, {result::authorization_rejected, 0, 0,
                             "its Origin-Host is another peer's: [[gy.peer]] agent = true"});
  }
  if (server_->ports_.at_once) {
    if (const auto answer = server_->ports_.at_once(charged->request, programme)) {
      ++server_->counters_.answers;
      ++server_->counters_.at_once;
      return write(charged->request, *answer, effects_.bytes);
    }
  }
  if (const auto* why = why_not(known_.may, charged->request)) {
    return refuse(*charged, {result::authorization_rejected, 0, 0, why});
  }
  if (leaving_) {
    ++server_->counters_.refused;
    return write(charged->request, {.result_code = diameter::result::too_busy}, effects_.bytes);
  }
  ++in_flight_;
  server_->ports_.charge(charged, programme,
                         [inbox = inbox_, charged](diameter::CreditControlAnswer answer) {
                           inbox->push({charged, std::move(answer)});
                         });
}

bool Session::speaks_for(std::string_view client) const {
  return client == known_.host || ascii::is_same(client, known_.host) ||
         peers_->speaks_for(known_, client, [&] { return server_->here_.has(client); });
}

void Session::refuse(const ChargeRequest& charged, diameter::Refusal refusal) {
  ++server_->counters_.refused;
  complain(about_requests_,
           fmt::format("CCR refused with {}: {}", refusal.result_code, refusal.what));
  write(charged.request, {.result_code = refusal.result_code, .refusal = refusal}, effects_.bytes);
}

void Session::answers_came() {
  inbox_->take(answers_);
  in_flight_ -= std::min(in_flight_, answers_.size());
  if (!ended_) {
    const auto now = steady_now();
    for (const Answered& answered : answers_) {
      server_->latency_.took(now - answered.request->received_at);
      write(answered.request->request, answered.answer, connection_->outbox());
      ++server_->counters_.answers;
      if (answered.answer.result_code == diameter::result::too_busy) refused_for_load();
      if (now > answered.request->useful_until) ++server_->counters_.late;
    }
    connection_->flush();
  }
  answers_.clear();
  if (closing_ && in_flight_ == 0) return end();
  leave_if_all_is_answered();
}

void Session::refused_for_load() {
  ++server_->counters_.refused;
  complain(
      about_load_,
      "CCR refused with 3004: more is asked than can be answered in time, or the disk is slow; "
      "nothing was charged (/metrics: airperk_engine_shed_total)");
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
  if (const auto line = complaint.line(what, steady_now())) log(*line);
}

}  // namespace airperk::face::gy
