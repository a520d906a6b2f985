#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "face/rest/server_state.h"

/// A document that is written while it is made: chunks (RFC 9112 §7.1), one in memory at a time.
namespace airperk::face::rest {

/// Writes head, body and parts until one is empty, and the reader goes with the connection. A part
/// that cannot be made ends it before its last chunk: no reader takes it for whole.
boost::asio::awaitable<void> write_parts(boost::beast::tcp_stream& stream, ServerState& state,
                                         Response response);

}  // namespace airperk::face::rest
