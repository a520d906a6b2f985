#pragma once

#include <algorithm>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>

#include "base/instant.h"

namespace airperk::engine {

/// How far ahead of this clock those of clients have been seen to be: what a request says of when
/// it was asked is no later than that. For one thread.
class ClientClocks {
 public:
  /// More clients than these are taken together.
  static constexpr std::size_t clients_max = 4'096;

  /// That client's clock said so while it is `now` here.
  void said(std::uint32_t client, Instant at, Instant now) {
    if (at <= now) return;
    if (clients_.size() >= clients_max && !clients_.contains(client)) client = 0;
    auto& ahead = clients_[client];
    ahead = std::max(ahead, at - now);
  }
  Duration ahead(std::uint32_t client) const {
    auto found = clients_.find(client);
    if (found == clients_.end() && clients_.size() >= clients_max) found = clients_.find(0);
    return found == clients_.end() ? Duration() : found->second;
  }

 private:
  boost::unordered_flat_map<std::uint32_t, Duration> clients_;
};

}  // namespace airperk::engine
