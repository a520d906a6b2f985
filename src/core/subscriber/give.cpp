#include "core/subscriber/decide.h"
#include "core/subscriber/sessions.h"

namespace airperk::subscriber {
namespace {

constexpr std::size_t balances_max = 100;
constexpr std::size_t name_octets_max = 100;
/// 2^53 seconds, messages or bytes: what a JSON number can hold.
constexpr std::int64_t in_kind_max = std::int64_t{1} << 53;

}  // namespace

Decided decide(const Record& record, const GrantExtra& grant, const Context& context) {
  if (!record.is_member()) return fail(Refusal::B6_not_member);
  if (grant.amount <= Amount()) return fail(Refusal::amount_not_positive);
  if (grant.validity <= Duration()) return fail(Refusal::validity_not_positive);
  if (grant.validity > Instant::never() - context.now) return fail(Refusal::validity_too_long);
  if (grant.reason.empty() || grant.approved_by.empty()) return fail(Refusal::reason_missing);
  if (!units_fit(record, grant.amount)) return fail(Refusal::amount_too_large);
  if (record.balances.size() >= balances_max) return fail(Refusal::too_many_balances);

  return Facts{ExtraBonusGiven{record.next_id, grant.amount, context.now + grant.validity,
                               grant.reason, grant.approved_by}};
}

Decided decide(const Record& record, const GiveBalance& give, const Context& context) {
  if (give.amount <= 0) return fail(Refusal::amount_not_positive);
  if (give.until <= context.now) return fail(Refusal::validity_not_positive);
  if (give.name.empty() || give.name.size() > name_octets_max) return fail(Refusal::name_missing);
  if (give.unit == Unit::units) {
    if (give.amount > Amount::max().in_nano()) return fail(Refusal::amount_too_large);
    if (!units_fit(record, Amount::nano(give.amount))) return fail(Refusal::amount_too_large);
  } else if (give.amount > in_kind_max) {
    return fail(Refusal::amount_too_large);
  }
  if (record.balances.size() >= balances_max) return fail(Refusal::too_many_balances);

  return Facts{
      BalanceGiven{record.next_id, give.kind, give.unit, give.amount, give.until, give.name}};
}

}  // namespace airperk::subscriber
