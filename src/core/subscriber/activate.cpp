#include "core/subscriber/decide.h"

namespace airperk::subscriber {

Instant next_activation(const Record& record, const Context& context) {
  const auto& zone = context.programme().zone;
  return zone.start_of(record.counts_of(zone.month_of(context.now)).month.next());
}

Decided decide(const Record& record, const Activate&, const Context& context) {
  const auto& programme = context.programme();
  if (!record.is_member()) return fail(Refusal::M7_not_member);
  const auto counts = record.counts_of(programme.zone.month_of(context.now));
  if (counts.activations >= programme.bonus.activations_per_month) {
    return fail(Refusal::B4_activated_this_month);
  }
  if (record.waiting.empty()) return fail(Refusal::B3_nothing_to_activate);

  return Facts{BonusActivated{record.waiting.front().id, record.next_id,
                              context.now + programme.bonus.validity}};
}

}  // namespace airperk::subscriber
