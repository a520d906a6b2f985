#pragma once

#include <cstddef>
#include <string>

#include "app/configuration.h"
#include "base/result.h"

namespace airperk::app {

/// Puts /dev/null where a standard stream was closed before the start: what is opened next would
/// take its number, and lines meant for a person would be written into it. First of all in main.
void keep_standard_streams();

/// How many descriptors may be open: the soft limit, once it has been raised to the hard one.
std::size_t raise_descriptor_limit();
std::size_t descriptors_open();

/// How many connections each face takes, so that all together they leave the store its files.
struct FaceShares {
  std::size_t gy_peers = 256;
  std::size_t http_connections = 1'000;
  std::size_t http_turned_away = 64;  ///< beyond them, for a moment, to be told so
};

/// What there is to share out.
struct DescriptorNeed {
  std::size_t limit = 0;
  std::size_t store_files = 0;  ///< that the store has now
  std::size_t smpp_links = 0, calls_at_once = 0;
};

/// The store has half of them, or twice its files of now with some to grow by, whichever is more;
/// links and calls what they may need; and the rest is the faces'. The error says what the limit is
/// and what it has to be.
Result<FaceShares> share_out(const DescriptorNeed& need);

/// The same for this process.
Result<FaceShares> share_out(const Configuration& configuration);

/// One line for the log where the faces get less than they would like; else empty.
std::string said_of(const FaceShares& shares, std::size_t limit);

}  // namespace airperk::app
