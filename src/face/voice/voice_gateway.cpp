#include "face/voice/voice_gateway.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <nlohmann/json.hpp>
#include <utility>

#include "face/net/deadline.h"
#include "steady/steady.h"

namespace airperk::face::voice {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::redirect_error;
using asio::use_awaitable;
using asio::ip::tcp;
using boost::system::error_code;

/// One call that is being asked for.
struct VoiceGateway::Attempt {
  explicit Attempt(const asio::any_io_executor& executor) : resolver(executor), stream(executor) {}
  tcp::resolver resolver;
  beast::tcp_stream stream;
};

namespace {

std::string utc(Instant at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     fmt::gmtime(static_cast<std::time_t>(at.in_seconds())));
}

std::string host_and_port(const VoiceGatewayConfig& config) {
  const bool v6 = config.host.find(':') != std::string::npos;
  return v6 ? fmt::format("[{}]:{}", config.host, config.port)
            : fmt::format("{}:{}", config.host, config.port);
}

http::request<http::string_body> request_of(const VoiceGatewayConfig& config, const Call& call) {
  const nlohmann::json body = {{"id", call.id},
                               {"to", call.to.to_string()},
                               {"text", call.text},
                               {"language", call.language},
                               {"not_after", utc(call.not_after)},
                               {"keys", call.is_question}};
  http::request<http::string_body> request(http::verb::post, config.target, 11);
  request.set(http::field::host, host_and_port(config));
  request.set(http::field::user_agent, "airperk");
  request.set(http::field::content_type, "application/json");
  request.body() = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  request.keep_alive(false);
  request.prepare_payload();
  return request;
}

}  // namespace

std::shared_ptr<VoiceGateway> VoiceGateway::make(asio::any_io_executor executor,
                                                 VoiceGatewayConfig config, Log log) {
  return std::shared_ptr<VoiceGateway>(
      new VoiceGateway(asio::make_strand(executor), std::move(config), std::move(log)));
}

VoiceGateway::VoiceGateway(asio::any_io_executor executor, VoiceGatewayConfig config, Log log)
    : executor_(std::move(executor)), config_(std::move(config)), log_(std::move(log)) {}

void VoiceGateway::call(Call call, Done done) {
  asio::post(executor_,
             [self = shared_from_this(), call = std::move(call), done = std::move(done)]() mutable {
               self->begin(std::move(call), std::move(done));
             });
}

void VoiceGateway::stop(std::function<void()> stopped) {
  asio::post(executor_, [self = shared_from_this(), stopped = std::move(stopped)]() mutable {
    self->stopping_ = true;
    if (self->attempts_.empty()) return stopped();
    self->stopped_ = std::move(stopped);
    for (const auto& attempt : self->attempts_) {
      attempt->resolver.cancel();
      attempt->stream.close();
    }
  });
}

void VoiceGateway::begin(Call call, Done done) {
  if (stopping_) return done(Placed::unsent);
  if (attempts_.size() >= config_.calls_at_once) {
    complain(about_load,
             fmt::format("put off a call: {} are being asked for", config_.calls_at_once));
    return done(Placed::throttled);
  }
  const auto attempt = std::make_shared<Attempt>(executor_);
  attempts_.insert(attempt);
  asio::co_spawn(executor_, run(shared_from_this(), attempt, std::move(call), std::move(done)),
                 asio::detached);
}

/// `self` keeps this object while the coroutine lives.
asio::awaitable<void> VoiceGateway::run(std::shared_ptr<VoiceGateway> /*self*/,
                                        std::shared_ptr<Attempt> attempt, Call call, Done done) {
  const Placed placed = co_await place(*attempt, call);
  attempt->stream.close();
  attempts_.erase(attempt);
  done(placed);
  if (stopping_ && attempts_.empty())
    if (const auto stopped = std::exchange(stopped_, nullptr)) stopped();
}

asio::awaitable<Placed> VoiceGateway::place(Attempt& attempt, const Call& call) {
  const bool connected = co_await connect(attempt);
  if (stopping_ || call.recall.is_pulled()) co_return Placed::unsent;
  if (!connected) co_return Placed::throttled;

  const auto request = request_of(config_, call);
  error_code error;
  attempt.stream.expires_after(config_.answer_within);
  const std::size_t written =
      co_await http::async_write(attempt.stream, request, redirect_error(use_awaitable, error));
  if (error && written == 0) {
    complain(about_connection, "ended the connection before a call was written");
    co_return Placed::throttled;
  }
  if (!error) {
    // The status says all; what stands in the body is of no interest.
    beast::flat_buffer buffer(16 << 10);
    http::response_parser<http::empty_body> parser;
    parser.skip(true);
    co_await http::async_read_header(attempt.stream, buffer, parser,
                                     redirect_error(use_awaitable, error));
    if (!error) co_return judge(parser.get().result_int());
  }
  complain(about_silence,
           fmt::format("gave no answer ({}): whether a call is placed is not known",
                       error == beast::error::timeout ? "in time" : error.message()));
  co_return Placed::unknown;
}

asio::awaitable<bool> VoiceGateway::connect(Attempt& attempt) {
  error_code error;
  const auto found = co_await attempt.resolver.async_resolve(
      config_.host, std::to_string(config_.port), redirect_error(use_awaitable, error));
  if (!error && !stopping_) {
    attempt.stream.expires_after(config_.connect_within);
    co_await attempt.stream.async_connect(found, redirect_error(use_awaitable, error));
  }
  if (error) complain(about_connection, fmt::format("cannot be reached: {}", error.message()));
  co_return !error;
}

Placed VoiceGateway::judge(unsigned status) {
  if (status >= 200 && status < 300) return Placed::accepted;
  complain(about_answer, fmt::format("answered a call with {}", status));
  switch (status) {
    case 429:  // Too Many Requests
    case 503:  // Service Unavailable
      return Placed::throttled;
    case 502:  // Bad Gateway and Gateway Timeout are a proxy's words: what stands behind it may
    case 504:  // have the call.
      return Placed::unknown;
    default:
      return status < 300 ? Placed::unknown : Placed::refused;
  }
}

void VoiceGateway::complain(ComplaintKind kind, std::string_view what) {
  if (stopping_) return;
  if (const auto line = complaints_[kind].line(what, steady_now()))
    log_(fmt::format("voice {}: {}", host_and_port(config_), *line));
}

}  // namespace airperk::face::voice
