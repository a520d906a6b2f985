#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <queue>
#include <vector>

#include "engine/request.h"

namespace airperk::engine {

/// Whose each open credit-control session is, and when time alone changes it next: so that a client
/// need not say again who the subscriber is, and no reservation outlives its supervision because
/// nobody looks. Follows the records; for the decider's thread.
class OpenSessions {
 public:
  /// All that the store's records hold.
  void find_all(store::Store& store);

  std::optional<SubscriberId> find(std::uint64_t key) const;
  std::size_t count() const { return holders_.size(); }

  /// After events of that subscriber.
  void follow(SubscriberId id, const subscriber::Record& record, const subscriber::Events& events);

  /// A Session-Id longer than this is not kept: its session is never asked for a report.
  static constexpr std::size_t name_octets_max = 1024;
  /// What a client calls its open session; it said so with its last request.
  void call(std::uint64_t key, const SessionName& name);
  const SessionName* name_of(std::uint64_t key) const;

  /// A subscriber of whom something is due by `now`; nothing, once nobody is left.
  std::optional<SubscriberId> next_due(store::Store& store, Instant now);

 private:
  struct Watch {
    Instant at;
    std::uint64_t key = 0;
    friend bool operator>(const Watch& a, const Watch& b) { return a.at > b.at; }
  };
  void watch(SubscriberId id, const subscriber::Session& session);

  boost::unordered_flat_map<std::uint64_t, std::uint32_t> holders_;
  boost::unordered_flat_map<std::uint64_t, SessionName> names_;
  std::priority_queue<Watch, std::vector<Watch>, std::greater<>> watches_;  ///< one a session
};

}  // namespace airperk::engine
