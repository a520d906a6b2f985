#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace airperk::face::rest {

/// What one link to the network has done since the start, for people to look at.
struct LinkFigures {
  std::string name, kind;    ///< "sms", "ussd" or "diameter"
  bool up = false;           ///< bound, or with a peer
  std::uint64_t queued = 0;  ///< waits to be sent, or for its answer
  std::vector<std::pair<std::string, std::uint64_t>> counts;
  /// How many answers took no longer than so many seconds and longer than those before, where that
  /// is measured; the last has no end.
  std::vector<std::pair<double, std::uint64_t>> latency;
};

/// Called from the server's threads, once it has started.
using Links = std::function<std::vector<LinkFigures>()>;

}  // namespace airperk::face::rest
