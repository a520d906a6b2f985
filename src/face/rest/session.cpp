#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "base/ascii.h"
#include "face/rest/download.h"
#include "face/rest/live.h"
#include "face/rest/parts.h"
#include "face/rest/problem.h"
#include "face/rest/reaction.h"
#include "face/rest/server_state.h"
#include "face/rest/streamed.h"
#include "steady/steady.h"

namespace airperk::face::rest {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using net::redirect_error;
using net::use_awaitable;
using net::ip::tcp;
using Parser = http::request_parser<http::string_body>;
/// What is written bit by bit.
using Streamed = std::variant<std::monostate, Live, Download>;

constexpr std::uint32_t head_bytes_max = 16 << 10;
constexpr std::size_t buffer_bytes_max = 64 << 10;
constexpr std::size_t path_logged_max = 200;
/// Of a body that nobody wants, so much is still read, so that the answer is not lost to a reset.
constexpr std::size_t unwanted_bytes_max = 256 << 10;

std::string_view view(boost::string_view text) {
  return {text.data(), text.size()};
}

std::string http_date() {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(std::time(nullptr)));
}

http::response<http::string_body> to_message(Response response, unsigned version, bool keep_alive) {
  http::response<http::string_body> message(static_cast<http::status>(response.status), version);
  message.set(http::field::server, "airperk");
  message.set(http::field::date, http_date());
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_alive);
  if (response.status == 204 || response.status == 304) return message;
  message.set(http::field::content_type, response.media_type);
  message.body() = std::move(response.body);
  message.prepare_payload();
  return message;
}

Problem problem_of(error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {.status = 431,
            .type = "/problems/header-too-large",
            .title = "The request's header is too large",
            .detail = fmt::format("at most {} bytes of header are read", head_bytes_max)};
  }
  return problems::bad_request("the request is not HTTP/1.1: " + error.message());
}

std::string address_of(const tcp::socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? "somewhere" : face::net::plain(endpoint.address()).to_string();
}

/// Chunks came with HTTP/1.1, and HEAD has none.
bool can_follow(const Parser& parser) {
  return parser.get().version() >= 11 && parser.get().method() == http::verb::get;
}

bool is_http_error(error_code error) {
  return error.category() == http::make_error_code(http::error::end_of_stream).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

}  // namespace

/// One connection: requests one after the other, read from top to bottom in `run`.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<ServerState> state, tcp::socket socket, bool busy)
      : state_(std::move(state)),
        peer_(address_of(socket)),
        stream_(std::move(socket)),
        busy_(busy) {}
  ~Session() {
    std::lock_guard lock(state_->mutex);
    state_->sessions.erase(this);
    if (given_up_) --state_->given_up;
    if (const auto places = state_->places.find(peer_); --places->second == 0) {
      state_->places.erase(places);
    }
    state_->metrics.connections(state_->sessions.size());
  }

  void start() {
    {
      std::lock_guard lock(state_->mutex);
      state_->sessions.emplace(this, weak_from_this());
      ++state_->places[peer_];
      state_->metrics.connections(state_->sessions.size());
    }
    net::co_spawn(stream_.get_executor(), run(shared_from_this()), net::detached);
  }

  /// Steady time since which it has waited for a request; nothing while one is under way. Any
  /// thread.
  std::optional<Instant> waits_since() const {
    const Instant since = waits_since_;
    return since == Instant::never() ? std::nullopt : std::optional(since);
  }
  const std::string& peer() const { return peer_; }
  bool is_given_up() const { return given_up_; }
  /// Makes room for somebody else. With the state's mutex.
  void give_up() {
    given_up_ = true;
    ++state_->given_up;
    net::post(stream_.get_executor(), [self = shared_from_this()] { self->stream_.close(); });
  }

  void cut() {
    net::post(stream_.get_executor(), [self = shared_from_this(), since = waits_since()] {
      if (self->waits_since() == since) return self->stream_.close();
      // Something has come meanwhile: it is answered, and another one goes next time.
      const std::lock_guard lock(self->state_->mutex);
      self->given_up_ = false;
      --self->state_->given_up;
      self->pause_.cancel();
    });
  }

 private:
  /// The argument keeps the session while it runs.
  net::awaitable<void> run(std::shared_ptr<Session>) {
    bool go_on = true;
    while (go_on && !state_->stopping) go_on = co_await exchange();
    error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
  }

  /// One request and its answer. False: the connection ends here.
  net::awaitable<bool> exchange() {
    Parser parser;
    parser.header_limit(head_bytes_max);
    parser.body_limit(boost::none);  // checked once the route is known
    error_code error;
    stream_.expires_after(state_->config.head_within);
    waits_since_ = steady_now();
    co_await http::async_read_header(stream_, buffer_, parser,
                                     redirect_error(use_awaitable, error));
    waits_since_ = Instant::never();
    if (error) {
      if (is_http_error(error)) co_await turn_down(parser, to_response(problem_of(error)));
      co_return false;
    }
    std::optional<Response> refusal;
    std::optional<UnderWay> under_way(std::in_place, *state_);
    const auto found = find(parser, refusal);
    if (refusal) {
      const bool go_on = co_await turn_down(parser, std::move(*refusal));
      co_return go_on;
    }
    const bool whole = co_await read_body(parser, *found.route);
    if (!whole) co_return false;
    const auto began = std::chrono::steady_clock::now();
    Streamed streamed;
    Response response = co_await react(parser, found, streamed);
    state_->metrics.answered(std::string(view(parser.get().method_string())), found.route->pattern,
                             response.status, std::chrono::steady_clock::now() - began);
    // A partner cannot tell another's from what is not there; whoever reads the log can.
    const auto& caller = found.call.caller;
    if (response.status == 404 && caller.role == Role::partner && !caller.name.empty()) {
      state_->log(fmt::format("http: refused, from {}: nothing of {} is at {}", peer_, caller.name,
                              found.call.path.substr(0, path_logged_max)));
    }
    if (response.status == 200 && !std::holds_alternative<std::monostate>(streamed)) {
      if (std::holds_alternative<Live>(streamed)) under_way.reset();  // it has no end of its own
      co_await stream(streamed, parser.get().method() == http::verb::head);
      co_return false;
    }
    if (response.more && can_follow(parser)) {
      co_await write_parts(stream_, *state_, std::move(response));
      co_return false;
    }
    while (response.more && parser.get().method() == http::verb::get) {
      auto part = co_await on_readers(*state_, response.more);
      if (part.empty()) break;
      response.body += part;
    }
    const bool go_on = co_await write(parser, std::move(response), parser.keep_alive());
    co_return go_on;
  }

  net::awaitable<void> stream(const Streamed& streamed, bool head_alone) {
    if (const auto* download = std::get_if<Download>(&streamed)) {
      co_await write_download(stream_, *state_, *download, head_alone);
    } else {
      const LivePlace place(state_->live);
      co_await write_live(stream_, pause_, *state_, std::get<Live>(streamed));
    }
  }

  Router::Found find(const Parser& parser, std::optional<Response>& refusal) {
    const auto& head = parser.get();
    try {
      if (busy_) throw problems::busy();
      if (state_->leaving) throw problems::leaving();
      auto found = state_->router.find(
          {.method = view(head.method_string()),
           .target = view(head.target()),
           .authorization = view(head[http::field::authorization]),
           .content_type = view(head[http::field::content_type]),
           .cookie = view(head[http::field::cookie]),
           .csrf = view(head["X-CSRF-Token"]),
           .origin = view(head[http::field::origin]),
           .host = view(head[http::field::host]),
           .fetch_site = view(head["Sec-Fetch-Site"]),
           .has_body = parser.chunked() || parser.content_length().value_or(0) > 0},
          state_->people.entrance);
      if (parser.content_length().value_or(0) > found.route->bytes_max) {
        throw problems::too_large(found.route->bytes_max);
      }
      found.call.host = view(head[http::field::host]);
      found.call.peer = client_of(head);
      for (const auto* name : read_headers) {
        if (const auto header = head.find(name); header != head.end()) {
          found.call.headers.emplace(name, view(header->value()));
        }
      }
      if (head.count("Idempotency-Key") > 1) {
        throw problems::bad_request("there is more than one Idempotency-Key; send one");
      }
      if (const auto key = head.find("Idempotency-Key"); key != head.end()) {
        found.call.idempotency_key = std::string(view(key->value()));
      }
      return found;
    } catch (const Problem& problem) {
      // Who sends no credentials at all has just not logged in yet.
      const bool forged = problem.status == 401 && (!head[http::field::authorization].empty() ||
                                                    !head[http::field::cookie].empty());
      if (forged || problem.status == 403 || problem.status == 413) tell_of(problem);
      refusal = to_response(problem);
      return {};
    }
  }

  /// Who asks, as trusted proxies say: each has added the address that it was asked from.
  std::string client_of(const Parser::value_type& head) const {
    const auto& trusted = state_->config.trusted_proxies;
    const auto is_trusted = [&](const std::string& address) {
      const auto parsed = face::net::forwarded_address(address);
      return parsed && trusted.hold(*parsed);
    };
    if (!is_trusted(peer_)) return peer_;
    std::vector<std::string> way;
    for (auto [at, end] = head.equal_range("X-Forwarded-For"); at != end; ++at) {
      std::string listed(view(at->value()));
      for (std::size_t from = 0; from <= listed.size();) {
        const auto until = std::min(listed.find(',', from), listed.size());
        way.emplace_back(ascii::trimmed(std::string_view(listed).substr(from, until - from)));
        from = until + 1;
      }
    }
    std::string client = peer_;
    while (!way.empty() && is_trusted(client)) {
      const auto address = face::net::forwarded_address(way.back());
      if (!address) break;  // whoever wrote that, it is no address
      client = address->to_string();
      way.pop_back();
    }
    return client;
  }

  void tell_of(const Problem& problem) {
    state_->log("http: refused, from " + peer_ + ": " + problem.detail);
  }

  /// False: it did not come, and the connection has been told why where that helps.
  net::awaitable<bool> read_body(Parser& parser, const Route& route) {
    if (parser.is_done()) co_return true;
    const auto bytes_max = route.bytes_max;
    error_code error;
    parser.body_limit(bytes_max);
    stream_.expires_after(state_->config.body_within);
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      http::response<http::empty_body> proceed(http::status::continue_, parser.get().version());
      co_await http::async_write(stream_, proceed, redirect_error(use_awaitable, error));
      if (error) co_return false;
    }
    // Of strangers a place is taken no longer by half a body than by half a head.
    if (route.right == Right::anybody) waits_since_ = steady_now();
    co_await http::async_read(stream_, buffer_, parser, redirect_error(use_awaitable, error));
    waits_since_ = Instant::never();
    if (!error) co_return true;
    if (error == http::error::body_limit) {
      const auto problem = problems::too_large(bytes_max);
      tell_of(problem);
      co_await turn_down(parser, to_response(problem));
    } else if (is_http_error(error)) {
      co_await turn_down(parser, to_response(problem_of(error)));
    }
    co_return false;
  }

  /// `streamed`: what the answer goes on with, where it is 200.
  net::awaitable<Response> react(Parser& parser, Router::Found found, Streamed& streamed) {
    found.call.body = std::move(parser.get().body());
    stream_.expires_never();
    std::optional<Response> refusal;
    if (auto noting = noting_of(*found.route, found.call, refusal)) {
      Response noted = co_await carried_out(*std::move(noting));
      if (noted.status != 204) refusal = std::move(noted);
    }
    if (refusal) co_return *std::move(refusal);
    Reaction reaction = first_reaction(*found.route, found.call, state_->log);
    if (auto* response = std::get_if<Response>(&reaction)) co_return std::move(*response);
    if (auto* wanted = std::get_if<Live>(&reaction); wanted && can_follow(parser)) {
      if (state_->live >= live_streams_max) co_return to_response(problems::busy());
      streamed = std::move(*wanted);
      co_return Response{};
    }
    if (auto* wanted = std::get_if<Download>(&reaction)) {
      streamed = std::move(*wanted);
      co_return Response{};
    }
    Response response = co_await carried_out(std::move(reaction));
    co_return response;
  }

  /// What must be noted before a person is shown anything: answered 204 once it is.
  std::optional<Clerical> noting_of(const Route& route, const Call& call,
                                    std::optional<Response>& refusal) {
    try {
      auto access = access_of(route, call);
      if (!access) return {};
      return Clerical{[&people = state_->people, access = *std::move(access), call] {
        note(people, access, call);
        return Response{.status = 204};
      }};
    } catch (const Problem& problem) {
      refusal = to_response(problem);
      return {};
    }
  }

  net::awaitable<Response> carried_out(Reaction reaction) {
    return net::async_initiate<const net::use_awaitable_t<>, void(Response)>(
        [this](auto handler, Reaction wanted) {
          using Handler = decltype(handler);
          auto kept = std::make_shared<Handler>(std::move(handler));
          carry_out(*state_, stream_.get_executor(), std::move(wanted),
                    [kept](Response response) { std::move (*kept)(std::move(response)); });
        },
        use_awaitable, std::move(reaction));
  }

  net::awaitable<bool> write(Parser& parser, Response response, bool keep_alive) {
    keep_alive = keep_alive && !state_->leaving;
    auto message = to_message(std::move(response), parser.get().version(), keep_alive);
    http::response_serializer<http::string_body> serializer(message);
    error_code error;
    stream_.expires_after(state_->config.write_within);
    if (parser.get().method() == http::verb::head) {
      co_await http::async_write_header(stream_, serializer, redirect_error(use_awaitable, error));
    } else {
      co_await http::async_write(stream_, serializer, redirect_error(use_awaitable, error));
    }
    co_return !error && keep_alive;
  }

  /// Answers before the body has been read, and so mostly ends the connection.
  net::awaitable<bool> turn_down(Parser& parser, Response response) {
    state_->metrics.answered(std::string(view(parser.get().method_string())), "none",
                             response.status, {});
    const bool body_pending = !parser.is_done();
    const bool keep_alive = !body_pending && !busy_ && parser.keep_alive();
    const bool go_on = co_await write(parser, std::move(response), keep_alive);
    if (body_pending) co_await swallow();
    co_return go_on;
  }

  net::awaitable<void> swallow() {
    error_code error;
    stream_.socket().shutdown(tcp::socket::shutdown_send, error);
    stream_.expires_after(std::chrono::seconds(2));
    std::size_t swallowed = 0;
    while (!error && swallowed < unwanted_bytes_max) {
      buffer_.clear();
      auto room = buffer_.prepare(buffer_bytes_max);
      swallowed += co_await stream_.async_read_some(room, redirect_error(use_awaitable, error));
    }
  }

  std::shared_ptr<ServerState> state_;
  const std::string peer_;
  beast::tcp_stream stream_;
  net::steady_timer pause_{stream_.get_executor()};  ///< between the events of a stream
  beast::flat_buffer buffer_{buffer_bytes_max};
  const bool busy_;
  std::atomic<Instant> waits_since_ = Instant::never();
  bool given_up_ = false;  ///< under the state's mutex
};

bool give_up_one(ServerState& state) {
  // Whoever of them ends meanwhile is gone once the mutex is free again: a last one locks it.
  std::vector<std::shared_ptr<Session>> open;
  const std::lock_guard lock(state.mutex);
  Session* chosen = nullptr;
  std::size_t most = 0;
  Instant longest;
  open.reserve(state.sessions.size());
  for (const auto& [raw, session] : state.sessions) {
    auto alive = session.lock();
    if (!alive) continue;
    open.push_back(std::move(alive));
    const auto since = raw->waits_since();
    if (!since || raw->is_given_up()) continue;
    const auto held = state.places.at(raw->peer());
    if (chosen && (held < most || (held == most && *since >= longest))) continue;
    chosen = raw;
    most = held;
    longest = *since;
  }
  if (chosen) chosen->give_up();
  return chosen != nullptr;
}

void serve(std::shared_ptr<ServerState> state, tcp::socket socket, bool busy) {
  std::make_shared<Session>(std::move(state), std::move(socket), busy)->start();
}

void close_all(ServerState& state) {
  std::vector<std::shared_ptr<Session>> open;
  {
    std::lock_guard lock(state.mutex);
    for (const auto& [raw, session] : state.sessions) {
      if (auto alive = session.lock()) open.push_back(std::move(alive));
    }
  }
  for (const auto& session : open) session->cut();
}

}  // namespace airperk::face::rest
