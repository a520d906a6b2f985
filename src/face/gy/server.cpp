#include "face/gy/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <random>
#include <utility>

#include "face/gy/session.h"
#include "steady/steady.h"

namespace airperk::face::gy {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

/// RFC 6733 §3: the low 12 bits of the time, and 20 that nobody can tell.
std::uint32_t first_end_to_end() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now).count();
  constexpr int random_bits = 20;
  constexpr std::uint32_t random_mask = (1u << random_bits) - 1;
  return static_cast<std::uint32_t>(seconds) << random_bits |
         (std::random_device()() & random_mask);
}

}  // namespace

Result<std::shared_ptr<Server>> Server::make(asio::any_io_executor executor, GyConfig config,
                                             GyPorts ports) {
  auto peers = Peers::parse(config.allow, config.peers);
  if (!peers) return fail(peers.error());
  const std::shared_ptr<Server> server(
      new Server(std::move(executor), std::move(config), *std::move(peers), std::move(ports)));
  if (const auto listening = server->listen(); !listening) return fail(listening.error());
  return server;
}

Server::Server(asio::any_io_executor executor, GyConfig config, Peers peers, GyPorts ports)
    : io_(std::move(executor)),
      executor_(asio::make_strand(io_)),
      config_(std::move(config)),
      peers_(std::make_shared<const Peers>(std::move(peers))),
      ports_(std::move(ports)),
      acceptor_(executor_),
      presence_(std::make_shared<net::Presence>(executor_)),
      pause_(executor_),
      end_to_end_(first_end_to_end()) {}

Result<void> Server::listen() {
  const auto cannot = [&](const error_code& error) {
    return fail(
        fmt::format("[gy] listen = \"{}:{}\": {}", config_.host, config_.port, error.message()));
  };
  error_code error;
  const auto found = tcp::resolver(io_).resolve(config_.host, std::to_string(config_.port),
                                                tcp::resolver::passive, error);
  if (error) return cannot(error);
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), error);
  if (error) return cannot(error);
  acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  acceptor_.bind(endpoint, error);
  if (error) return cannot(error);
  acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return cannot(error);
  port_ = acceptor_.local_endpoint(error).port();
  return {};
}

void Server::warn_of(const Peers& peers) const {
  for (const auto& name : peers.anybodys_names()) {
    ports_.log(
        fmt::format("gy: [[gy.peer]] origin_host = \"{}\" may more than others and has no address: "
                    "whoever [gy] allow admits can call itself so; write its address",
                    name));
  }
}

void Server::start() {
  warn_of(*peers_);
  presence_->start();
  asio::dispatch(executor_, [self = shared_from_this()] { self->accept(); });
}

void Server::accept() {
  acceptor_.async_accept(asio::make_strand(io_),
                         [self = shared_from_this()](error_code error, tcp::socket socket) {
                           if (self->stopping_) return;
                           if (!error) {
                             self->accepted(std::move(socket));
                             return self->accept();
                           }
                           self->turn_away_at_the_door();
                           // Without a pause this would spin.
                           self->pause_.expires_after(std::chrono::milliseconds(100));
                           self->pause_.async_wait([self](error_code cancelled) {
                             if (!cancelled && !self->stopping_) self->accept();
                           });
                         });
}

/// Out of descriptors, most likely. Who waits at the door shall try elsewhere, and soon.
void Server::turn_away_at_the_door() {
  const auto turned_away = spare_.turn_away(acceptor_.native_handle());
  counters_.peers_refused += turned_away;
  const auto line = out_of_descriptors_.line(
      "gy: refused connections: the process is out of file descriptors; raise its limit "
      "(LimitNOFILE=)",
      steady_now());
  if (line) ports_.log(*line);
}

void Server::accepted(tcp::socket socket) {
  error_code gone;
  const auto endpoint = socket.remote_endpoint(gone);
  if (gone) return;
  if (sessions_.size() >= config_.peers_max) {
    ++counters_.peers_refused;
    if (const auto line = crowded_.line(
            fmt::format("gy: closed a connection: {} are there already", sessions_.size()),
            steady_now()))
      ports_.log(*line);
    return;
  }
  const bool admitted = peers_->admits(endpoint.address());
  if (!admitted) {
    say_how_to_admit(endpoint.address());
    const auto strangers = std::count_if(sessions_.begin(), sessions_.end(),
                                         [](const auto& session) { return !session->admitted(); });
    if (static_cast<std::size_t>(strangers) >= config_.strangers_max) return;
  }
  const auto session =
      std::make_shared<Session>(std::move(socket), admitted, ++connections_, shared_from_this());
  sessions_.insert(session);
  session->start();
}

void Server::say_how_to_admit(const asio::ip::address& address) {
  ++counters_.peers_refused;
  constexpr std::size_t strangers_max = 1000;
  if (strangers_.size() >= strangers_max) strangers_.clear();
  const auto line = strangers_[address].line(
      fmt::format("gy {}: not admitted; to admit it, write {}", net::plain(address).to_string(),
                  peers_->line_admitting(address)),
      steady_now());
  if (line) ports_.log(*line);
}

/// Over the connection itself, or another one of that peer's, or one of the client's own; or over
/// the only one there is.
std::shared_ptr<Session> Server::way_to(const engine::SessionName& session) const {
  std::shared_ptr<Session> of_peer, of_client;
  const auto peer_of = [](std::uint64_t way) { return way >> 32; };
  const auto client = Session::hash_of(session.host);
  for (const auto& each : sessions_) {
    const auto way = each->way();
    if (way == 0) continue;  // no CER has come
    if (way == session.way) return each;
    if (peer_of(way) == peer_of(session.way)) of_peer = each;
    if (peer_of(way) == client) of_client = each;
  }
  if (of_peer) return of_peer;
  if (of_client) return of_client;
  return sessions_.size() == 1 ? *sessions_.begin() : nullptr;
}

void Server::ask_for_reports(std::vector<engine::SessionName> notices) {
  asio::dispatch(executor_, [self = shared_from_this(), notices = std::move(notices)] {
    for (const auto& notice : notices) {
      const auto session = self->way_to(notice);
      if (!session) continue;
      ++self->counters_.reports_asked;
      session->ask_for_report(notice);
    }
  });
}

void Server::ended(const std::shared_ptr<Session>& session) {
  sessions_.erase(session);
  if (stopping_ && sessions_.empty())
    if (const auto stopped = std::exchange(stopped_, nullptr)) stopped();
}

Result<void> Server::admit(std::vector<std::string> allow, const std::vector<PeerEntry>& peers) {
  auto parsed = Peers::parse(std::move(allow), peers);
  if (!parsed) return fail(parsed.error());
  auto known = std::make_shared<const Peers>(*std::move(parsed));
  asio::dispatch(executor_, [self = shared_from_this(), known = std::move(known)]() mutable {
    self->warn_of(*known);
    self->peers_ = std::move(known);
    self->strangers_.clear();  // the line to add is another one now
    for (const auto& session : self->sessions_) session->know(self->peers_);
  });
  return {};
}

void Server::stop(std::function<void()> stopped) {
  asio::dispatch(executor_, [self = shared_from_this(), stopped = std::move(stopped)]() mutable {
    self->stopping_ = true;
    self->stopped_ = std::move(stopped);
    error_code ignored;
    self->acceptor_.close(ignored);
    self->pause_.cancel();
    self->presence_->stop();
    for (const auto& session : self->sessions_) session->stop();
    self->ended(nullptr);
  });
}

}  // namespace airperk::face::gy
