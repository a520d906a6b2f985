#include "app/demo_network.h"

#include <utility>

namespace airperk::app {
namespace {

/// 0 to 99, the same for the same contact.
unsigned dice(SubscriberId id, std::uint32_t campaign) {
  return (id.value * 2'654'435'761u ^ campaign * 40'503u) / 7 % 100;
}

}  // namespace

void DemoNetwork::hand_over(jobs::Outgoing outgoing, Done done) {
  const auto thrown = dice(outgoing.id, outgoing.campaign);
  if (thrown == 0) return done(jobs::HandOver::refused, 0);
  if (thrown < 3) return done(jobs::HandOver::unknown, 0);
  {
    std::lock_guard lock(mutex_);
    sent_.push_back({outgoing.id, outgoing.campaign});
  }
  done(jobs::HandOver::accepted, 0);
}

void DemoNetwork::send_receipt(const Sent& sent) {
  const auto to = dice(sent.id, sent.campaign) < 8 ? subscriber::ContactState::failed
                                                   : subscriber::ContactState::delivered;
  engine_.submit({sent.id, engine::SettleContact{sent.campaign, to, 0, false}},
                 [this, sent](const engine::Answer& answer) {
                   const auto* settled = std::get_if<engine::Settled>(&answer.body);
                   if (!settled || !settled->too_early) return;
                   std::lock_guard lock(mutex_);
                   sent_.push_back(sent);
                 });
}

void DemoNetwork::tell() {
  std::vector<Sent> sent;
  {
    std::lock_guard lock(mutex_);
    sent = std::exchange(sent_, {});
  }
  for (const auto& each : sent) send_receipt(each);
}

}  // namespace airperk::app
