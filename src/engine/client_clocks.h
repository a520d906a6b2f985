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
  /// What a client sends first may all be what it has sent before: so long it tells nothing of its
  /// clock.
  static constexpr Duration heard_for = Duration::minutes(5);

  /// That client's clock said so while it is `now` here.
  void said(std::uint32_t client, Instant at, Instant now) {
    if (clients_.size() >= clients_max && !clients_.contains(client)) client = 0;
    auto& seen = clients_.try_emplace(client, Seen{now, {}}).first->second;
    if (at > now) seen.ahead = std::max(seen.ahead, at - now);
  }
  /// Whether nobody can know yet how far ahead it is.
  bool is_new(std::uint32_t client, Instant now) const {
    const auto* seen = find(client);
    return !seen || now - seen->since < heard_for;
  }
  Duration ahead(std::uint32_t client) const {
    const auto* seen = find(client);
    return seen ? seen->ahead : Duration();
  }

 private:
  struct Seen {
    Instant since;
    Duration ahead;
  };
  const Seen* find(std::uint32_t client) const {
    auto found = clients_.find(client);
    if (found == clients_.end() && clients_.size() >= clients_max) found = clients_.find(0);
    return found == clients_.end() ? nullptr : &found->second;
  }
  boost::unordered_flat_map<std::uint32_t, Seen> clients_;
};

}  // namespace airperk::engine
