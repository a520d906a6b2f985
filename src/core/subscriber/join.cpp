#include "core/subscriber/decide.h"

namespace airperk::subscriber {

Decided decide(const Record& record, const Join& join, const Context& context) {
  const auto& programme = context.programme();
  if (record.is_member()) return fail(Refusal::M7_already_member);
  if (!programme.admits_brand(record.brand)) return fail(Refusal::M1_brand_not_admitted);

  Facts facts{Joined{context.terms.latest().number, join.channel, record.language, join.shown}};
  // M6: what an earlier membership of this month was granted still counts.
  const auto granted = record.counts_of(programme.zone.month_of(context.now)).grants;
  BalanceId id = record.next_id;
  for (int i = granted; i < programme.bonus.grants_per_month; ++i) {
    facts.push_back(BonusGranted{id++, programme.bonus.amount,
                                 context.now + programme.bonus.activation_window});
  }
  return facts;
}

}  // namespace airperk::subscriber
