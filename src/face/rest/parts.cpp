#include "face/rest/parts.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "face/rest/streamed.h"

namespace airperk::face::rest {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::redirect_error;
using net::use_awaitable;

StreamedHead head_of(const Response& response) {
  auto head = streamed_head(response.status, response.media_type);
  for (const auto& [name, value] : response.headers) head.set(name, value);
  head.chunked(true);
  return head;
}

}  // namespace

net::awaitable<void> write_parts(boost::beast::tcp_stream& stream, ServerState& state,
                                 Response response) {
  const auto head = head_of(response);
  auto error = co_await write_head(stream, state, head);
  std::string part = std::move(response.body);
  while (!error && !part.empty()) {
    stream.expires_after(state.config.write_within);
    co_await net::async_write(stream, http::make_chunk(net::buffer(part)),
                              redirect_error(use_awaitable, error));
    if (error || state.stopping) co_return;
    stream.expires_never();
    try {
      part = co_await on_readers(state, response.more);
    } catch (const std::exception& wrong) {
      state.log(std::string("http: a document was cut off: ") + wrong.what());
      co_return;
    }
  }
  if (error) co_return;
  co_await net::async_write(stream, http::make_chunk_last(), redirect_error(use_awaitable, error));
}

}  // namespace airperk::face::rest
