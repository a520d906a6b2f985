#include "core/subscriber/leave.h"

namespace airperk::subscriber {

Facts leave_facts(const Record& record, LeaveReason reason, Channel channel,
                  const Context& context) {
  const auto erase_at = context.now + context.programme().membership.erase_after;
  Facts facts{Left{reason, channel, erase_at}};
  for (const auto& grant : record.waiting) {
    facts.push_back(GrantCancelled{grant.id, grant.amount, Ending::left_programme});
  }
  if (context.programme().membership.on_leave == programme::OnLeave::forfeit) {
    for (const auto& balance : record.balances) {
      if (balance.kind == BalanceKind::smart) {
        facts.push_back(BalanceEnded{balance.id, balance.left, Ending::left_programme});
      }
    }
  }
  if (erase_at <= context.now) facts.push_back(Erased{Erasure::after_leave});
  return facts;
}

Decided decide(const Record& record, const Leave& leave, const Context& context) {
  if (!record.is_member()) return fail(Refusal::M7_not_member);
  return leave_facts(record, LeaveReason::own_wish, leave.channel, context);
}

}  // namespace airperk::subscriber
