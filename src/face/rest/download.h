#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "face/rest/server_state.h"

/// Sending a file that nobody wants in memory whole.
namespace airperk::face::rest {

/// Writes head and parts; the connection is to be ended after it. Where the file turns out shorter
/// than it said, or cannot be read on, the reader sees that it is not whole.
boost::asio::awaitable<void> write_download(boost::beast::tcp_stream& stream, ServerState& state,
                                            const Download& download, bool head_alone);

}  // namespace airperk::face::rest
