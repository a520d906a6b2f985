#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <functional>
#include <string>

#include "face/rest/server_state.h"

/// What the answers share that are written while they are made.
namespace airperk::face::rest {

using StreamedHead = boost::beast::http::response<boost::beast::http::empty_body>;

/// Not to be cached, and with it goes the connection. Whoever writes it says the length, or that
/// chunks follow.
StreamedHead streamed_head(unsigned status, const std::string& media_type);

boost::asio::awaitable<boost::system::error_code> write_head(boost::beast::tcp_stream& stream,
                                                             const ServerState& state,
                                                             const StreamedHead& head);

/// The disk may be slow, and the connection's thread has others to serve: `make` is called on one
/// of the readers', and lives until then.
boost::asio::awaitable<std::string> on_readers(ServerState& state,
                                               const std::function<std::string()>& make);

}  // namespace airperk::face::rest
