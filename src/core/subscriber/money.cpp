#include "core/subscriber/decide.h"
#include "core/subscriber/sessions.h"

namespace airperk::subscriber {

Decided decide(const Record& record, const TopUp& top_up, const Context&) {
  if (top_up.amount <= Amount()) return fail(Refusal::amount_not_positive);
  if (!plus(main_with_set_aside(record), top_up.amount)) return fail(Refusal::amount_too_large);

  return Facts{ToppedUp{top_up.amount}};
}

bool is_approved(Amount amount, const std::string& by, const std::string& approved_by,
                 const programme::Programme& programme) {
  const auto size = amount.is_negative() ? Amount() - amount : amount;
  if (size <= programme.adjustments.approval_above) return true;
  return !approved_by.empty() && approved_by != by;
}

Decided decide(const Record& record, const Adjust& adjust, const Context& context) {
  if (adjust.amount == Amount()) return fail(Refusal::amount_zero);
  if (adjust.reason.empty() || adjust.by.empty()) return fail(Refusal::reason_missing);
  if (!is_approved(adjust.amount, adjust.by, adjust.approved_by, context.programme())) {
    return fail(Refusal::approval_missing);
  }
  const auto all = plus(main_with_set_aside(record), adjust.amount);
  if (!all) return fail(Refusal::amount_too_large);
  if ((record.main + adjust.amount).is_negative()) return fail(Refusal::main_too_low);

  return Facts{Adjusted{adjust.amount, adjust.reason, adjust.by, adjust.approved_by}};
}

Result<TransferFacts, Refusal> decide(const Record& from, const Record& to,
                                      const Transfer& transfer, const Context& context) {
  const auto& programme = context.programme();
  const auto& limits = programme.transfers;
  if (transfer.from == transfer.to) return fail(Refusal::B7_to_oneself);
  if (transfer.amount <= Amount()) return fail(Refusal::amount_not_positive);
  if (limits.amount_min && transfer.amount < *limits.amount_min) {
    return fail(Refusal::B7_below_minimum);
  }
  if (limits.amount_max && transfer.amount > *limits.amount_max) {
    return fail(Refusal::B7_above_maximum);
  }
  const auto day = programme.zone.day_of(context.now);
  const auto today = from.transfer_day == day ? from.transfers_today : 0;
  if (limits.per_day_max && today >= static_cast<std::uint32_t>(*limits.per_day_max)) {
    return fail(Refusal::B7_too_many_today);
  }
  const auto counts = from.counts_of(programme.zone.month_of(context.now));
  const auto month_total = plus(counts.transferred, transfer.amount);
  if (!month_total ||
      (limits.amount_per_month_max && *month_total > *limits.amount_per_month_max)) {
    return fail(Refusal::B7_too_much_this_month);
  }
  const auto cost = plus(transfer.amount, limits.fee);
  if (!cost || from.main < *cost) return fail(Refusal::B7_main_too_low);
  if (!plus(main_with_set_aside(to), transfer.amount)) return fail(Refusal::amount_too_large);

  return TransferFacts{{TransferSent{transfer.to, transfer.amount, limits.fee, day}},
                       {TransferReceived{transfer.from, transfer.amount}}};
}

}  // namespace airperk::subscriber
