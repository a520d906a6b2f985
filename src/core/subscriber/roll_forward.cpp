#include "core/subscriber/roll_forward.h"

#include <algorithm>

#include "base/assert.h"
#include "core/subscriber/allowance.h"
#include "core/subscriber/apply.h"
#include "core/subscriber/sessions.h"

namespace airperk::subscriber {
namespace {

Instant next_grant(const Record& record, const programme::History& programmes) {
  if (!record.is_member()) return Instant::never();
  // Every version of a programme has the same zone; what its rules are now holds from now on.
  return programmes.latest().programme->zone.start_of(record.granted_through.next());
}

Instant next_end(const Record& record) {
  Instant due = Instant::never();
  for (const auto& grant : record.waiting) due = std::min(due, grant.until);
  for (const auto& balance : record.balances) due = std::min(due, balance.until);
  return due;
}

Instant next_of_sessions(const Record& record) {
  Instant due = Instant::never();
  for (const auto& session : record.sessions) due = std::min(due, next_due(session));
  return due;
}

/// R2: what Tcc (RFC 8506 §13) ends. A report that comes later still is charged as granted.
void add_session_ends(const Record& record, Instant instant, std::vector<Fact>& facts) {
  for (const auto& session : record.sessions) {
    if (next_due(session) != instant) continue;
    bool lapses = false;
    for (std::uint32_t i = 0; i < session.flows.size(); ++i) {
      for (const bool change : {false, true}) {
        const auto& grant = session.flows[i].grant_for(change);
        if (!grant || grant->lapsed || grant->supervised_until != instant) continue;
        facts.push_back(GrantReleased{session.key, i, true, ended_shares(record, *grant), change});
        lapses = true;
      }
    }
    if (!lapses) facts.push_back(SessionClosed{session.key, SessionEnd::forgotten});
  }
}

/// The facts due at one instant. Ends come before grants, so that what ends at midnight never meets
/// what begins there; what a balance's own end leaves set aside is cancelled with the reservation.
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
      facts.push_back(BalanceEnded{balance.id, balance.left, Ending::expired, balance.unit});
    }
  }
  if (!facts.empty()) return facts;  // what they leave behind is looked at next
  if (record.erase_at == instant) {
    facts.push_back(Erased{record.is_erased ? Erasure::month_over : Erasure::after_leave});
  }
  add_session_ends(record, instant, facts);
  if (record.allowance_until == instant) {
    facts.push_back(next_allowance(record, *programmes.at(instant).programme, instant));
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
  return std::min({next_end(record), next_of_sessions(record), record.allowance_until,
                   next_grant(record, programmes), record.erase_at});
}

void roll_forward(Record& record, const programme::History& programmes, Instant now,
                  Events& events) {
  const auto& zone = programmes.latest().programme->zone;
  for (Instant due = next_due(record, programmes); due <= now; due = next_due(record, programmes)) {
    auto facts = due_at(record, programmes, due);
    AIRPERK_ASSERT(!facts.empty());
    for (auto& fact : facts) {
      events.push_back({due, std::move(fact)});
      apply(record, events.back(), zone);
    }
  }
}

}  // namespace airperk::subscriber
