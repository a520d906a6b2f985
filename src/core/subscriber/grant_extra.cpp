#include "core/subscriber/decide.h"

namespace airperk::subscriber {

Decided decide(const Record& record, const GrantExtra& grant, const Context& context) {
  if (!record.is_member()) return fail(Refusal::B6_not_member);
  if (grant.amount <= Amount()) return fail(Refusal::amount_not_positive);
  if (grant.validity <= Duration()) return fail(Refusal::validity_not_positive);
  if (grant.validity > Instant::never() - context.now) return fail(Refusal::validity_too_long);
  if (grant.reason.empty() || grant.approved_by.empty()) return fail(Refusal::reason_missing);
  // All units together must stay an Amount, so that they can be shown as one.
  Amount held = grant.amount;
  for (const auto& balance : record.balances) {
    if (balance.unit != Unit::units) continue;
    const auto sum = plus(held, Amount::nano(balance.left));
    if (!sum) return fail(Refusal::amount_too_large);
    held = *sum;
  }

  return Facts{ExtraBonusGiven{record.next_id, grant.amount, context.now + grant.validity,
                               grant.reason, grant.approved_by}};
}

}  // namespace airperk::subscriber
