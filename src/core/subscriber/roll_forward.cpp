#include "core/subscriber/roll_forward.h"

#include <algorithm>

#include "base/assert.h"
#include "core/subscriber/apply.h"

namespace airperk::subscriber {
namespace {

Instant next_grant(const Record& record, const programme::History& programmes) {
  if (!record.is_member()) return Instant::never();
  // Every version of a programme has the same zone: a take-over that changes it is refused.
  return programmes.latest().programme->zone.start_of(record.granted_through.next());
}

Instant next_end(const Record& record) {
  Instant due = Instant::never();
  for (const auto& grant : record.waiting) due = std::min(due, grant.until);
  for (const auto& balance : record.balances) due = std::min(due, balance.until);
  return due;
}

/// The facts due at one instant. Ends come before grants, so that what ends at midnight never meets
/// what begins there.
std::vector<Fact> due_at(const Record& record, const programme::History& programmes,
                         Instant instant) {
  std::vector<Fact> facts;
  for (const auto& grant : record.waiting) {
    if (grant.until == instant) {
      facts.push_back(GrantCancelled{grant.id, grant.amount, Ending::expired});
    }
  }
  for (const auto& balance : record.balances) {
    if (balance.until == instant) {
      facts.push_back(BalanceEnded{balance.id, balance.left, Ending::expired});
    }
  }
  if (next_grant(record, programmes) == instant) {
    const auto& bonus = programmes.at(instant).programme->bonus;
    for (int i = 0; i < bonus.grants_per_month; ++i) {
      facts.push_back(BonusGranted{record.next_id + static_cast<BalanceId>(i), bonus.amount,
                                   instant + bonus.activation_window});
    }
  }
  return facts;
}

}  // namespace

Instant next_due(const Record& record, const programme::History& programmes) {
  return std::min(next_end(record), next_grant(record, programmes));
}

void roll_forward(Record& record, const programme::History& programmes, Instant now,
                  Events& events) {
  for (Instant due = next_due(record, programmes); due <= now; due = next_due(record, programmes)) {
    const auto& zone = programmes.at(due).programme->zone;
    auto facts = due_at(record, programmes, due);
    AIRPERK_ASSERT(!facts.empty());
    for (auto& fact : facts) {
      events.push_back({due, std::move(fact)});
      apply(record, events.back(), zone);
    }
  }
}

}  // namespace airperk::subscriber
