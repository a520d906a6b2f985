#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>

#include "base/instant.h"

namespace airperk::engine {

/// How long deciding and committing take just now, and what follows from it: how large a group may
/// be, when a group that is taken now will be durable, how much may wait. It is told what happens,
/// with steady times, and knows nothing else. For one thread at a time.
///
/// A write is taken to cost a fixed time, whatever is in it, and a share for each request.
/// Estimates are medians of the last few, so that one stall is forgotten with the write that had
/// it.
class CommitPace {
 public:
  /// A group is not smaller than this where so many wait: on a fast disk this is a group.
  static constexpr std::size_t group_floor = 512;
  /// What is decided at once is answered at once: more would make some wait for all. Positions in a
  /// group have 16 bits, and a request may make several batches.
  static constexpr std::size_t group_ceiling = 16'384;

  /// Deciding so many requests took so long.
  void decided(Duration took, std::size_t requests);
  /// A group was handed to the store. `writes`: the disk is asked for something.
  void handed(Instant now, std::size_t requests, bool writes);
  /// The oldest of those handed over is durable.
  void durable(Instant now);

  std::size_t in_flight() const { return flights_.size(); }
  /// A write's time before anything is in it, by the last few. With nothing in flight it is
  /// believed less with each second, so that a disk that is well again is found to be.
  Duration fixed(Instant now) const;
  /// From now until a group of so many, decided now, is durable, as far as can be known: a write
  /// that has taken longer than usual may be over at any moment.
  Duration until_durable(Instant now, std::size_t requests) const;
  /// The write at the head has taken so much longer than usual that nobody can say when it ends:
  /// nothing more had better be decided behind it.
  bool is_stalled(Instant now) const;
  /// Whether the writer would miss the time that deciding what waits takes, once it is free. On a
  /// slow disk it hardly would: what is not decided yet can still be refused, should the write
  /// hang.
  bool is_worth_deciding_early(std::size_t waiting) const;
  /// As many as are decided while one write is under way.
  std::size_t group_max(Instant now) const;
  /// What can be decided and made durable in a second, in groups of `group_max`.
  double per_second(Instant now) const;

 private:
  struct Flight {
    Instant since;
    std::size_t requests = 0;
    bool writes = false;
  };
  struct Sample {
    std::size_t requests = 0;
    double us = 0;
  };
  static constexpr std::size_t samples_max = 16, recent = 5;

  void learn(Sample sample);
  void learn_share();
  double fixed_us(Instant now) const;
  double write_us(double fixed_us, std::size_t requests) const;
  double head_elapsed_us(Instant now) const;
  double left_of_head_us(Instant now) const;

  std::deque<Flight> flights_;
  std::array<Sample, samples_max> samples_{};
  std::size_t samples_count_ = 0, samples_next_ = 0;
  double decide_us_ = 5;  ///< a request
  double share_us_ = 2;   ///< of a write, a request
  double fixed_us_ = 0;
  Instant last_durable_;
};

}  // namespace airperk::engine
