#pragma once

#include <mutex>
#include <vector>

#include "engine/engine.h"
#include "jobs/network.h"

namespace airperk::app {

/// The demo's SMSC, USSD gateway and PBX in one: takes nearly everything, and tells later what
/// became of it. The same contact always fares the same.
class DemoNetwork : public jobs::Network {
 public:
  explicit DemoNetwork(engine::Engine& engine) : engine_(engine) {}

  std::size_t room(subscriber::Channel) const override { return 256; }
  void hand_over(jobs::Outgoing outgoing, Done done) override;
  /// Receipts for what was handed over until now.
  void tell();

 private:
  struct Sent {
    SubscriberId id;
    std::uint32_t campaign = 0;
  };
  void send_receipt(const Sent& sent);

  engine::Engine& engine_;
  std::mutex mutex_;
  std::vector<Sent> sent_;
};

}  // namespace airperk::app
