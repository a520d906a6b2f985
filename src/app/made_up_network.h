#pragma once

#include <mutex>
#include <random>
#include <vector>

#include "engine/engine.h"
#include "jobs/network.h"

namespace airperk::app {

/// The demo's telephones, as the dispatcher's network: nearly all of them take what they are sent,
/// some are switched off, and now and then nobody knows. Any thread.
class MadeUpNetwork final : public jobs::Network {
 public:
  explicit MadeUpNetwork(engine::Engine& engine) : engine_(engine) {}

  std::size_t room(subscriber::Channel) const override { return 1'000; }
  void hand_over(jobs::Outgoing outgoing, Done done) override;
  std::size_t service_room() const override { return 1'000; }
  void send_service(jobs::ServiceOutgoing, ServiceDone done) override {
    done(jobs::HandOver::accepted);
  }

  /// Has the telephones say what became of what was sent since the last time.
  void send_receipts();
  /// Who was asked a survey's question since the last time.
  struct Asked {
    SubscriberId who;
    std::uint32_t campaign = 0;
    subscriber::Channel channel = subscriber::Channel::ussd;
  };
  std::vector<Asked> take_asked();

 private:
  struct Sent {
    SubscriberId to;
    std::uint32_t campaign = 0;
  };
  engine::Engine& engine_;
  std::mutex mutex_;
  std::mt19937_64 random_{555};
  std::vector<Sent> sent_;
  std::vector<Asked> asked_;
};

}  // namespace airperk::app
