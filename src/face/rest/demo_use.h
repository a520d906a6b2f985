#pragma once

#include "face/rest/message.h"

namespace airperk::engine {
class Engine;
}

namespace airperk::face::rest {

/// POST /demo/subscribers/{msisdn}/use, with {"kind": "voice"|"sms"|"data", "called":
/// "77051234567", "quantity": 120, "network": "22801"}: lives through one call (in seconds), SMS or
/// stretch of data (in bytes) as a charging client of the network would; without "network" at home.
/// A call takes its time: the clock moves along with it. Answers {"asked", "used", "charges":
/// [...]} with charges as GET .../charges has them.
Reaction use_network(engine::Engine& engine, const Call& call);

}  // namespace airperk::face::rest
