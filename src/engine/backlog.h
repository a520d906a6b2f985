#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "engine/request.h"

namespace airperk::engine {

/// A request and where its answer goes.
struct Waiting {
  Request request;
  std::function<void(Answer)> done;

  Waiting(Request&& asked, std::function<void(Answer)>&& answer)
      : request(std::move(asked)), done(std::move(answer)) {}
};

/// The credit-control session that it is of.
std::optional<std::uint64_t> session_of(const Request& request);

/// What has arrived and is not decided, and who has to go where it is too much. Those who ask take
/// turns, so that nobody waits behind all that another one has sent; each one's own order is kept,
/// so that a session's requests are decided as they came: with one of them everything goes that its
/// client sent before it heard of that, or a report would be lost behind the session's end. For one
/// thread.
class Backlog {
 public:
  using Shed = std::vector<Waiting>;

  /// The steady time of what follows.
  void go_on(Instant now);
  /// Takes all of `arrived`, and leaves a vector whose memory is used again.
  void add(std::vector<Waiting>& arrived);
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  /// How many had something left to be decided when last some had to wait for their turn.
  std::size_t askers() const { return turns_.size(); }

  /// The oldest of each who asks, one of each in turn and `most` at most, in the order in which
  /// they came; they stay where they are until `forget_taken`. `alone` says what shares a group
  /// with nothing. What could no longer be answered by `horizon` goes to `late`.
  void take(std::size_t most, Instant horizon, bool (*alone)(const Request&),
            std::vector<Waiting*>& group, Shed& late);
  void forget_taken();

  /// Something of these sessions was shed elsewhere, just now.
  void break_off(const std::vector<std::uint64_t>& sessions);
  /// Whoever can be shed and is useful until before `horizon` only.
  void shed_late(Instant horizon, Shed& shed);
  /// The oldest, until no more than `keep` are left: of those who ask the most, so that all keep
  /// as much as is there for each.
  void shed_excess(std::size_t keep, Shed& shed);

 private:
  struct Chunk {
    std::vector<Waiting> waiting;
    std::uint64_t first = 0;                      ///< the number of its first
    std::size_t left = 0;                         ///< neither taken nor shed
    Instant useful_until = Instant::beginning();  ///< none of them is of no use before
  };
  /// One of a chunk's, by its number in the order in which all came.
  struct Place {
    std::uint64_t number = 0;
    Chunk* chunk = nullptr;
    Waiting& waiting() const { return chunk->waiting[number - chunk->first]; }
  };
  /// Of one who asks, in order; among them are still some that were shed meanwhile.
  struct Line {
    std::uint64_t who = 0;
    std::deque<Place> places;
  };
  void take_all(Instant horizon, bool (*alone)(const Request&), bool begins, Shed& late);
  void take_in_turns(std::size_t room, Instant horizon, bool (*alone)(const Request&), bool begins,
                     Shed& late);
  void line_up();
  Line& line_of(std::uint64_t who);
  bool drop_gone(Line& line, Instant horizon, Shed& late);
  bool is_forgotten(const Place& place) const;
  void shed(Chunk& chunk, Waiting& waiting, Shed& shed);
  bool has_to_go(const Waiting& waiting, Instant horizon) const;
  bool follows_shed(const Waiting& waiting) const;

  std::deque<Chunk> chunks_;
  std::vector<std::vector<Waiting>> spare_;
  std::size_t size_ = 0;
  std::uint64_t next_number_ = 0;
  boost::unordered_flat_map<std::uint64_t, std::unique_ptr<Line>> lines_;
  std::deque<Line*> turns_;        ///< all lines, the next one first
  std::uint64_t lined_until_ = 0;  ///< what has come since stands in no line: there was no need yet
  std::vector<Place> taken_;
  Instant now_;
  /// Sessions of which something was shed lately, and when. What was shed longer ago than a client
  /// waits, or before very many others, is forgotten.
  using BrokenOff = boost::unordered_flat_map<std::uint64_t, Instant>;
  BrokenOff broken_off_, broken_off_before_;
  Instant broken_off_since_ = Instant::beginning();
};

}  // namespace airperk::engine
