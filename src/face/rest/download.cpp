#include "face/rest/download.h"

#include <fmt/format.h>

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

http::response<http::empty_body> head_of(const Download& download) {
  http::response<http::empty_body> message(http::status::ok, 11);
  message.set(http::field::server, "airperk");
  message.set(http::field::content_type, download.media_type);
  message.set(http::field::content_disposition,
              fmt::format("attachment; filename=\"{}\"", download.name));
  message.set(http::field::cache_control, "no-store");
  message.set("X-Content-Type-Options", "nosniff");
  message.content_length(download.bytes);
  message.keep_alive(false);
  return message;
}

/// The disk may be slow, and the connection's thread has others to serve.
net::awaitable<std::string> next_part(ServerState& state, const Download& download) {
  co_return co_await net::co_spawn(
      state.readers.get_executor(),
      [&download]() -> net::awaitable<std::string> { co_return download.next(); }, use_awaitable);
}

}  // namespace

net::awaitable<void> write_download(boost::beast::tcp_stream& stream, ServerState& state,
                                    const Download& download, bool head_alone) {
  error_code error;
  const auto message = head_of(download);
  http::response_serializer<http::empty_body, http::fields> serializer(message);
  stream.expires_after(state.config.write_within);
  co_await http::async_write_header(stream, serializer, redirect_error(use_awaitable, error));
  while (!head_alone && !error && !state.stopping) {
    stream.expires_never();
    std::string part;
    try {
      part = co_await next_part(state, download);
    } catch (const std::exception& failure) {
      state.log("http: a file could not be read on: " + std::string(failure.what()));
    }
    if (part.empty()) break;
    stream.expires_after(state.config.write_within);
    co_await net::async_write(stream, net::buffer(part), redirect_error(use_awaitable, error));
  }
}

}  // namespace airperk::face::rest
