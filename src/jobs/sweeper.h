#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/engine.h"
#include "jobs/network.h"

namespace airperk::jobs {

/// Goes round all records at its own pace, on a thread of its own, and hands over the service
/// messages that are due (C7). The engine decides what they are, and each is durable before the
/// network is asked: so it goes out once at most, whatever the network says and whenever a process
/// ends. While nothing can go out – quiet hours, no link, nothing to send – it stands still, and
/// while time is doubted it does nothing.
class Sweeper {
 public:
  /// `network` outlives it.
  Sweeper(engine::Engine& engine, Network& network) : engine_(engine), network_(network) {}
  ~Sweeper() { stop(); }

  void start();
  /// Somebody has left: what is under way to them is not written any more, if it was not yet. From
  /// any thread.
  void recall(SubscriberId id);
  /// Takes nothing more, and waits a moment for what is under way. Before the links stop.
  void drain();
  /// Once the links have said what became of everything. Before the engine stops.
  void stop();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  using UnderWay = std::multimap<SubscriberId, Recall>;

  void run();
  SteadyTime step();
  std::size_t most_now();
  engine::Swept sweep(std::uint32_t after, std::size_t most);
  void end_sweep();
  void hand_over(engine::Swept::Message message);
  void heard(UnderWay::iterator which, HandOver said);

  engine::Engine& engine_;
  Network& network_;

  std::mutex mutex_;
  std::condition_variable wake_, idle_;
  UnderWay under_way_;
  /// Who has left since the engine was asked: a message to them may be in its answer.
  std::vector<SubscriberId> left_;
  bool asking_ = false;
  SteadyTime rests_until_;  ///< the network wants no more before
  bool draining_ = false, stopping_ = false;

  // The thread's own.
  std::uint32_t through_ = 0;
  std::uint32_t erased_through_ = 0;  ///< where no message may go out
  SteadyTime round_began_;
  std::thread thread_;
};

}  // namespace airperk::jobs
