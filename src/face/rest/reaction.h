#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>

#include "face/rest/server_state.h"

namespace airperk::face::rest {

/// The handler's word, and a Problem as the response that it is. What else is thrown is logged.
Reaction first_reaction(const Route& route, const Call& call, const Logger& log);

/// Sees a reaction through; `done` runs once, on `connection`.
void carry_out(ServerState& state, boost::asio::any_io_executor connection, Reaction reaction,
               std::function<void(Response)> done);

}  // namespace airperk::face::rest
