#include "face/rest/parts.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

namespace airperk::face::rest {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using net::redirect_error;
using net::use_awaitable;

http::response<http::empty_body> head_of(const Response& response) {
  http::response<http::empty_body> message(static_cast<http::status>(response.status), 11);
  message.set(http::field::server, "airperk");
  message.set(http::field::content_type, response.media_type);
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.chunked(true);
  message.keep_alive(false);
  return message;
}

}  // namespace

net::awaitable<std::string> part_of(const Response& response, ServerState& state) {
  const auto make = [&response]() -> net::awaitable<std::string> { co_return response.more(); };
  co_return co_await net::co_spawn(state.readers.get_executor(), make, use_awaitable);
}

net::awaitable<void> write_parts(boost::beast::tcp_stream& stream, ServerState& state,
                                 Response response) {
  error_code error;
  const auto message = head_of(response);
  http::response_serializer<http::empty_body, http::fields> serializer(message);
  stream.expires_after(state.config.write_within);
  co_await http::async_write_header(stream, serializer, redirect_error(use_awaitable, error));
  std::string part = std::move(response.body);
  while (!error && !part.empty()) {
    stream.expires_after(state.config.write_within);
    co_await net::async_write(stream, http::make_chunk(net::buffer(part)),
                              redirect_error(use_awaitable, error));
    if (error || state.stopping) co_return;
    stream.expires_never();
    try {
      part = co_await part_of(response, state);
    } catch (const std::exception& wrong) {
      state.log(std::string("http: a document was cut off: ") + wrong.what());
      co_return;
    }
  }
  if (error) co_return;
  co_await net::async_write(stream, http::make_chunk_last(), redirect_error(use_awaitable, error));
}

}  // namespace airperk::face::rest
