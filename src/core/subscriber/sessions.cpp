#include "core/subscriber/sessions.h"

#include <algorithm>

namespace airperk::subscriber {
namespace {

template <typename Sessions>
auto* found(Sessions& sessions, std::uint64_t key) {
  const auto at =
      std::find_if(sessions.begin(), sessions.end(), [key](const auto& s) { return s.key == key; });
  return at == sessions.end() ? nullptr : &*at;
}

}  // namespace

Session* find_session(Record& record, std::uint64_t key) {
  return found(record.sessions, key);
}

const Session* find_session(const Record& record, std::uint64_t key) {
  return found(record.sessions, key);
}

std::int64_t set_aside(const Record& record, BalanceId id) {
  std::int64_t sum = 0;
  for (const auto& session : record.sessions) {
    for (const auto& flow : session.flows) {
      for (const bool change : {false, true}) {
        const auto& grant = flow.grant_for(change);
        if (!grant || grant->lapsed) continue;
        for (const auto& share : grant->shares) {
          if (share.balance == id) sum += share.amount;
        }
      }
    }
  }
  return sum;
}

Amount main_with_set_aside(const Record& record) {
  if (record.sessions.empty()) return record.main;
  return record.main + Amount::nano(set_aside(record, main_balance));
}

bool units_fit(const Record& record, Amount more) {
  std::optional<Amount> held = more;
  for (const auto& balance : record.balances) {
    if (balance.unit != Unit::units) continue;
    held = plus(*held, Amount::nano(balance.left + set_aside(record, balance.id)));
    if (!held) return false;
  }
  return true;
}

std::vector<Share> ended_shares(const Record& record, const Grant& grant) {
  std::vector<Share> ended;
  if (grant.lapsed) return ended;
  for (const auto& share : grant.shares) {
    if (share.balance == main_balance || share.amount == 0) continue;
    const auto lives = std::any_of(record.balances.begin(), record.balances.end(),
                                   [&](const Balance& b) { return b.id == share.balance; });
    if (!lives) ended.push_back(share);
  }
  return ended;
}

Instant next_due(const Session& session) {
  Instant lapses = Instant::never(), last = session.heard_at;
  for (const auto& flow : session.flows) {
    if (!flow.grant) continue;
    last = std::max(last, flow.grant->supervised_until);
    if (!flow.grant->lapsed) lapses = std::min(lapses, flow.grant->supervised_until);
  }
  return std::min(lapses, last + forgotten_after);
}

}  // namespace airperk::subscriber
