#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <vector>

#include "engine/request.h"

namespace airperk::engine {

/// A request and where its answer goes.
struct Waiting {
  Request request;
  std::function<void(Answer)> done;
};

/// What has arrived and is not decided, oldest first, and who has to go where it is too much. The
/// order of what stays is kept, so that a session's requests are decided as they came: with one of
/// them everything goes that its client sent before it heard of that, or a report would be lost
/// behind the session's end. For one thread.
class Backlog {
 public:
  using Shed = std::vector<Waiting>;

  /// The steady time of what follows.
  void go_on(Instant now);
  /// Takes all of `arrived`, and leaves a vector whose memory is used again.
  void add(std::vector<Waiting>& arrived);
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// The oldest, `most` at most, which stay where they are until `forget_taken`. `alone` says what
  /// shares a group with nothing. What could no longer be answered by `horizon` goes to `late`.
  void take(std::size_t most, Instant horizon, bool (*alone)(const Request&),
            std::vector<Waiting*>& group, Shed& late);
  void forget_taken();

  /// Whoever can be shed and is useful until before `horizon` only.
  void shed_late(Instant horizon, Shed& shed);
  /// The oldest, until no more than `keep` are left: of those who ask the most, so that all keep
  /// as much as is there for each.
  void shed_excess(std::size_t keep, Shed& shed);

 private:
  struct Chunk {
    std::vector<Waiting> waiting;
    std::size_t begin = 0;   ///< those before it are taken
    Instant useful_until{};  ///< of all of them, the first to be of no use
  };
  void shed(Waiting& waiting, Shed& shed);
  bool has_to_go(const Waiting& waiting, Instant horizon) const;
  bool follows_shed(const Waiting& waiting) const;

  std::deque<Chunk> chunks_;
  std::vector<std::vector<Waiting>> spare_;
  std::size_t size_ = 0;
  Instant now_;
  /// Sessions of which something was shed lately, and when. What was shed longer ago than a client
  /// waits, or before very many others, is forgotten.
  using BrokenOff = boost::unordered_flat_map<std::uint64_t, Instant>;
  BrokenOff broken_off_, broken_off_before_;
  Instant broken_off_since_ = Instant::beginning();
};

}  // namespace airperk::engine
