#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/outreach/pace.h"
#include "engine/engine.h"
#include "jobs/audience_walk.h"
#include "jobs/network.h"

namespace airperk::jobs {

/// Sends what campaigns have to say, on a thread of its own. It asks the engine for whom a campaign
/// is next, and for a slot, which is durable before the network is asked (C5); it tells the engine
/// what the network said. It decides nothing: who may be contacted stands in core/outreach.
///
/// What had its slot when a process ended is unknown, and is not sent again. While time is doubted
/// nothing is sent and nothing ends; what waits in a link comes back.
class Dispatcher {
 public:
  /// `network` outlives it.
  Dispatcher(engine::Engine& engine, Network& network);
  ~Dispatcher() { stop(); }

  void start();
  /// C4: somebody has left. What is under way to them is not written any more, if it was not yet.
  /// From any thread.
  void recall(SubscriberId id);
  /// Takes no more slots, and waits a moment for what is under way. Before the links stop.
  void drain();
  /// Once the links have said what became of everything. Before the engine stops.
  void stop();

 private:
  /// For new campaigns and other hours, when nothing else wakes it.
  static constexpr std::chrono::milliseconds look_every{20};

  /// How far one campaign has come.
  struct Run {
    AudienceWalk walk;
    std::uint32_t noted = 0;  ///< as committed
    std::size_t under_way = 0;
    outreach::Pace pace;
    Instant rests_until;  ///< steady time: somebody was told to wait
    bool over = false;    ///< by its volume or its time
  };
  /// What another thread has to tell.
  struct Report {
    AudienceWalk::Stop stop;
    std::uint32_t campaign = 0;
    subscriber::Channel channel = subscriber::Channel::sms;
    Recall recall;
    std::optional<engine::SlotAnswer> slot;
    std::optional<HandOver> handed_over;
    std::uint64_t reference = 0;
    bool again = false;  ///< it takes its slot anew
  };

  void run();
  void settle_lost();
  bool step();
  void end_what_is_over(const outreach::Campaigns& campaigns, const engine::ContactTallies& tallies,
                        Instant certain);
  Run& run_of(const outreach::Campaign& campaign);
  bool advance(const outreach::Campaign& campaign, Run& run, bool may_look, bool may_finish);
  void recall_stopped();
  bool has_room(subscriber::Channel channel) const;
  bool is_idle() const;
  void take_slot(const outreach::Campaign& campaign, Run& run);
  void hear(Report report);
  void hear_slot(const Report& report);
  void hear_network(const Report& report);
  void report(Report report);

  engine::Engine& engine_;
  Network& network_;

  std::mutex mutex_;
  std::condition_variable wake_, idle_;
  std::vector<Report> reports_;
  struct UnderWay {
    std::uint32_t campaign = 0;
    Recall recall;
  };
  std::multimap<SubscriberId, UnderWay> recalls_;
  bool draining_ = false, stopping_ = false;
  using ByChannel = std::array<std::size_t, 8>;
  ByChannel under_way_{};  ///< changed by the thread alone

  // The thread's own.
  std::map<std::uint32_t, Run> runs_;
  std::shared_ptr<const engine::House> recalled_for_;  ///< whose stops were carried out
  bool recalled_in_doubt_ = false;
  ByChannel asked_{};  ///< slots asked for whose contact no link has yet
  std::thread thread_;
};

}  // namespace airperk::jobs
