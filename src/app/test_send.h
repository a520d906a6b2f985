#pragma once

#include "face/rest/test_sends.h"
#include "jobs/network.h"

namespace airperk::app {

/// Hands a campaign's text to the network for a test handset, and waits for what it says; not on a
/// thread that the links need.
std::string send_test(jobs::Network& network, face::rest::TestMessage message, Instant now);

}  // namespace airperk::app
