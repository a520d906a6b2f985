#include "app/made_up_network.h"

#include "app/together.h"

namespace airperk::app {

using jobs::HandOver;
using subscriber::ContactState;

void MadeUpNetwork::hand_over(jobs::Outgoing outgoing, Done done) {
  std::uint64_t dice = 0;
  {
    std::lock_guard lock(mutex_);
    dice = random_() % 1'000;
    if (dice >= 10) sent_.push_back({outgoing.id, outgoing.campaign});
    if (dice >= 10 && outgoing.is_question) {
      asked_.push_back({outgoing.id, outgoing.campaign, outgoing.channel});
    }
  }
  if (dice < 4) return done(HandOver::refused, 0);
  done(dice < 10 ? HandOver::unknown : HandOver::accepted, 0);
}

void MadeUpNetwork::send_receipts() {
  std::vector<Sent> sent;
  {
    std::lock_guard lock(mutex_);
    sent.swap(sent_);
  }
  Together telephones(engine_);
  for (const auto& one : sent) {
    // One telephone in 25 was off all day; it is always the same ones.
    const auto said = one.to.value % 25 == 7 ? ContactState::failed : ContactState::delivered;
    telephones.ask({one.to, engine::SettleContact{one.campaign, said, 0}},
                   [this, one](const engine::Answer& answer) {
                     const auto* settled = std::get_if<engine::Settled>(&answer.body);
                     if (!settled || !settled->too_early) return;
                     std::lock_guard lock(mutex_);
                     sent_.push_back(one);
                   });
  }
}

std::vector<MadeUpNetwork::Asked> MadeUpNetwork::take_asked() {
  std::lock_guard lock(mutex_);
  return std::exchange(asked_, {});
}

}  // namespace airperk::app
