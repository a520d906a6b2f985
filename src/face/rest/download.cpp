#include "face/rest/download.h"

#include <fmt/format.h>

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

StreamedHead head_of(const Download& download) {
  auto head = streamed_head(200, download.media_type);
  head.set(http::field::content_disposition,
           fmt::format("attachment; filename=\"{}\"", download.name));
  head.content_length(download.bytes);
  return head;
}

}  // namespace

net::awaitable<void> write_download(boost::beast::tcp_stream& stream, ServerState& state,
                                    const Download& download, bool head_alone) {
  const auto head = head_of(download);
  auto error = co_await write_head(stream, state, head);
  while (!head_alone && !error && !state.stopping) {
    stream.expires_never();
    std::string part;
    try {
      part = co_await on_readers(state, download.next);
    } catch (const std::exception& failure) {
      state.log("http: a file could not be read on: " + std::string(failure.what()));
    }
    if (part.empty()) break;
    stream.expires_after(state.config.write_within);
    co_await net::async_write(stream, net::buffer(part), redirect_error(use_awaitable, error));
  }
}

}  // namespace airperk::face::rest
