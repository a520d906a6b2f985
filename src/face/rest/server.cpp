#include "face/rest/server.h"

#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "face/net/complaint.h"
#include "face/net/deadline.h"
#include "face/net/spare_descriptor.h"
#include "face/rest/books.h"
#include "face/rest/handlers.h"
#include "face/rest/server_state.h"
#include "face/rest/site.h"
#include "steady/steady.h"

namespace airperk::face::rest {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

net::awaitable<void> wait_a_moment() {
  net::steady_timer timer(co_await net::this_coro::executor);
  timer.expires_after(std::chrono::milliseconds(100));
  error_code error;
  co_await timer.async_wait(net::redirect_error(net::use_awaitable, error));
}

void take_in(const std::shared_ptr<ServerState>& state, tcp::socket socket) {
  std::size_t open = 0;
  {
    std::lock_guard lock(state->mutex);
    open = state->sessions.size() - state->given_up;
  }
  const bool busy = open >= state->config.connections_max && !give_up_one(*state);
  if (busy) state->metrics.turned_away();
  if (open >= state->config.connections_max + state->config.turned_away_max) return;
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  serve(state, std::move(socket), busy);
}

net::awaitable<void> accept(std::shared_ptr<ServerState> state) {
  face::net::SpareDescriptor spare;
  face::net::Complaint complaint(Duration::seconds(60));
  while (!state->leaving) {
    error_code error;
    auto strand = net::make_strand(state->io);
    tcp::socket socket = co_await state->acceptor.async_accept(
        strand, net::redirect_error(net::use_awaitable, error));
    if (error == net::error::operation_aborted || state->leaving) co_return;
    if (error) {
      // Out of file descriptors, most likely. Who waits at the door shall learn of it now.
      const auto turned_away = spare.turn_away(state->acceptor.native_handle());
      for (std::size_t i = 0; i < turned_away; ++i) state->metrics.turned_away();
      const auto line = complaint.line(
          fmt::format("http: refused connections: {}; raise the limit of file descriptors "
                      "(LimitNOFILE=)",
                      error.message()),
          steady_now());
      if (line) state->log(*line);
      co_await wait_a_moment();
      continue;
    }
    take_in(state, std::move(socket));
  }
}

Result<tcp::endpoint> endpoint_of(net::io_context& io, const Config& config) {
  error_code error;
  const auto address = net::ip::make_address(config.host, error);
  if (!error) return tcp::endpoint(address, config.port);
  tcp::resolver resolver(io);
  const auto found = resolver.resolve(config.host, std::to_string(config.port), error);
  if (error || found.empty()) {
    return fail(
        fmt::format("http: \"{}\" is no address of this machine; set http.listen to "
                    "\"127.0.0.1:{}\", say",
                    config.host, config.port));
  }
  return found.begin()->endpoint();
}

}  // namespace

Server::Server(net::io_context& io, Config config, engine::Engine& engine, Tokens tokens,
               Logger log, std::optional<DemoPort> demo)
    : state_(std::make_shared<ServerState>(io, std::move(config), engine, std::move(tokens),
                                           std::move(log))) {
  const auto& kept = state_->config;
  Sources sources{.tests = kept.tests,
                  .links = kept.links,
                  .books = kept.journal ? std::make_shared<Books>(kept.journal) : nullptr,
                  .exports = kept.exports,
                  .backups = kept.backups};
  if (!sources.tests.log) sources.tests.log = state_->log;
  add_all(state_->router, engine, state_->metrics, state_->people, std::move(sources));
  add_console(state_->router);
  site_ = add_site(state_->router, engine, state_->config.site_words);
  if (demo) add_demo(state_->router, engine, state_->people, std::move(*demo));
}

Server::~Server() {
  stop();
}

Result<void> Server::start() {
  if (const auto& directory = state_->config.access_directory; !directory.empty()) {
    auto accesses = store::access::AccessLog::open(directory, state_->config.access_key);
    if (!accesses) return fail(accesses.error());
    state_->people.accesses = std::move(*accesses);
  }
  auto endpoint = endpoint_of(state_->io, state_->config);
  if (!endpoint) return fail(endpoint.error());
  auto& acceptor = state_->acceptor;
  error_code error;
  acceptor.open(endpoint->protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(*endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error) {
    return fail(
        fmt::format("http: cannot listen on {}:{}: {}; stop what listens there, or set "
                    "http.listen to another port",
                    state_->config.host, state_->config.port, error.message()));
  }
  net::co_spawn(acceptor.get_executor(), accept(state_), net::detached);
  return {};
}

void Server::leave() {
  if (state_->leaving.exchange(true)) return;
  {
    std::lock_guard lock(state_->mutex);
    state_->leave_by = std::chrono::steady_clock::now() + state_->config.leave_within;
  }
  net::post(state_->acceptor.get_executor(), [state = state_] {
    error_code ignored;
    state->acceptor.close(ignored);
  });
}

void Server::stop() {
  leave();
  if (state_->stopping) return;
  {
    std::unique_lock lock(state_->mutex);
    state_->all_answered.wait_until(lock, state_->leave_by,
                                    [this] { return state_->under_way == 0; });
    if (state_->under_way > 0) {
      state_->log(
          fmt::format("http: cut {} requests off: not answered, or not read to the end, in "
                      "time",
                      state_->under_way));
    }
  }
  state_->stopping = true;
  close_all(*state_);
  state_->bulk.stop();
  state_->readers.stop();
  state_->clerks.stop();
  state_->porter.stop();
  state_->strangers_porter.stop();
  state_->printer.stop();
  state_->bulk.join();
  state_->readers.join();
  state_->clerks.join();
  state_->porter.join();
  state_->strangers_porter.join();
  state_->printer.join();
}

void Server::say(site::Book site_words) {
  site_->say(std::move(site_words));
}

std::uint16_t Server::port() const {
  error_code error;
  const auto endpoint = state_->acceptor.local_endpoint(error);
  return error ? state_->config.port : endpoint.port();
}

}  // namespace airperk::face::rest
