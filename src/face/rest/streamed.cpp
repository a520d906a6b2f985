#include "face/rest/streamed.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace airperk::face::rest {

namespace net = boost::asio;
namespace http = boost::beast::http;

StreamedHead streamed_head(unsigned status, const std::string& media_type) {
  StreamedHead head(static_cast<http::status>(status), 11);
  head.set(http::field::server, "airperk");
  head.set(http::field::content_type, media_type);
  head.set(http::field::cache_control, "no-store");
  head.set("X-Content-Type-Options", "nosniff");
  head.keep_alive(false);
  return head;
}

net::awaitable<boost::system::error_code> write_head(boost::beast::tcp_stream& stream,
                                                     const ServerState& state,
                                                     const StreamedHead& head) {
  boost::system::error_code error;
  http::response_serializer<http::empty_body, http::fields> serializer(head);
  stream.expires_after(state.config.write_within);
  co_await http::async_write_header(stream, serializer,
                                    net::redirect_error(net::use_awaitable, error));
  co_return error;
}

net::awaitable<std::string> on_readers(ServerState& state,
                                       const std::function<std::string()>& make) {
  const auto work = [&make]() -> net::awaitable<std::string> { co_return make(); };
  co_return co_await net::co_spawn(state.readers.get_executor(), work, net::use_awaitable);
}

}  // namespace airperk::face::rest
