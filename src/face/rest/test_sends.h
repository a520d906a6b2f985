#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "core/programme/texts.h"
#include "core/subscriber/record.h"

namespace airperk::face::rest {

/// A campaign's text, to one's own handset.
struct TestMessage {
  std::uint32_t campaign = 0;
  Msisdn to;
  subscriber::Channel channel = subscriber::Channel::sms;
  std::string text;
  programme::Language language;
};

/// What test sends need of whoever runs the server.
struct TestSends {
  std::vector<Msisdn> handsets;  ///< nobody else gets one
  /// Hands it to the network and waits; what the network said, in one word.
  std::function<std::string(TestMessage)> send;
  std::function<void(const std::string& line)> log;
};

}  // namespace airperk::face::rest
