#include "core/charging/refund.h"

#include <algorithm>

#include "core/subscriber/allowance.h"
#include "core/subscriber/sessions.h"

namespace airperk::charging {

using namespace subscriber;

namespace {

template <typename T>
bool contains(const std::vector<T>& list, const T& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

bool DebitSearch::see(ChargeId place, const Event& event) {
  if (const auto* refund = std::get_if<Refunded>(&event.fact)) {
    refunded_.push_back(refund->charge);
    const bool is_same_name =
        refund->request == debit_.request ||
        (debit_.request_of_client != 0 && refund->request == debit_.request_of_client);
    // Two clients may give one name to two refunds.
    if (is_same_name && refund->quantity == debit_.quantity.value_or(refund->quantity)) {
      repeated_ = *refund;
    }
    return !repeated_;
  }
  if (event.at < now_ - refundable_for) return false;
  const auto* charged = std::get_if<Charged>(&event.fact);
  if (!charged || charged->session != 0) return true;
  // Of before debits had an owner, and what the operator's own people try, is anybody's.
  if (debit_.client != 0 && charged->client != 0 && debit_.client != charged->client) return true;
  if (charged->event == debit_.event) {
    // One that was given back is the one that is meant where there is no other.
    const bool given_back = contains(refunded_, place);
    if (!exact_ || !given_back) exact_ = place;
    return given_back;
  }
  const bool alike = charged->use.kind == debit_.kind &&
                     charged->quantity == debit_.quantity.value_or(charged->quantity);
  if (alike && !alike_ && !contains(refunded_, place)) alike_ = place;
  return true;
}

bool ChargeSearch::wants(BalanceId id) const {
  if (id == main_balance || contains(ended_, id)) return false;
  return std::none_of(record_.balances.begin(), record_.balances.end(),
                      [id](const Balance& balance) { return balance.id == id; });
}

void ChargeSearch::given(Balance balance) {
  if (std::erase(wanted_, balance.id) == 0) return;
  gone_.push_back({std::move(balance), left_, tariff_changed_});
}

bool ChargeSearch::see(ChargeId place, const Event& event) {
  if (!charge_ && place < id_) return false;
  if (place == id_) {
    const auto* charged = std::get_if<Charged>(&event.fact);
    if (!charged) return false;
    charge_ = *charged;
    for (const auto& part : charged->parts) {
      if (wants(part.balance) && !contains(wanted_, part.balance)) wanted_.push_back(part.balance);
    }
  } else if (const auto* refund = std::get_if<Refunded>(&event.fact)) {
    if (refund->charge == id_) refunded_ = true;
  } else if (const auto* end = std::get_if<BalanceEnded>(&event.fact)) {
    ended_.push_back(end->id);
  } else if (std::holds_alternative<Left>(event.fact)) {
    left_ = true;
  } else if (std::holds_alternative<TariffChanged>(event.fact)) {
    tariff_changed_ = true;
  } else if (const auto* activated = std::get_if<BonusActivated>(&event.fact)) {
    given({activated->balance,
           BalanceKind::smart,
           Unit::units,
           Notice::none,
           0,
           event.at,
           activated->until,
           {}});
  } else if (const auto* extra = std::get_if<ExtraBonusGiven>(&event.fact)) {
    given(
        {extra->id, BalanceKind::smart, Unit::units, Notice::none, 0, event.at, extra->until, {}});
  } else if (const auto* one = std::get_if<BalanceGiven>(&event.fact)) {
    given({one->id, one->kind, one->unit, Notice::none, 0, event.at, one->until, one->name});
  } else if (const auto* credited = std::get_if<AllowanceCredited>(&event.fact)) {
    for (const auto& part : credited->parts) {
      given({part.id, BalanceKind::allowance, part.unit, Notice::none, 0, event.at, credited->until,
             credited->name});
    }
  }
  return !charge_ || !wanted_.empty();
}

Refund ChargeSearch::found() const {
  return {.id = id_,
          .charge = charge_,
          .refunded = refunded_,
          .gone = gone_,
          .reason = {},
          .by = {},
          .approved_by = {},
          .seen_version = record_.version};
}

namespace {

/// The balance that a part goes back to; nothing, where it has ended.
std::optional<Balance> home_of(const Share& part, const Record& record, const Refund& refund,
                               const Context& context) {
  for (const auto& balance : record.balances) {
    if (balance.id == part.balance) return balance;
  }
  for (const auto& [given, left_since, tariff_changed_since] : refund.gone) {
    if (given.id != part.balance || given.until <= context.now) continue;
    const auto& programme = context.programme();
    const bool forfeit = programme.membership.on_leave == programme::OnLeave::forfeit;
    if (left_since && forfeit && given.kind == BalanceKind::smart) return {};
    if (tariff_changed_since && is_of_tariff(given, programme)) return {};
    return given;
  }
  return {};
}

}  // namespace

Decided decide(const Record& record, const Refund& refund, const Context& context) {
  if (!refund.charge) return fail(Refusal::unknown_charge);
  if (refund.refunded) return fail(Refusal::refunded_already);
  Refunded refunded{.charge = refund.id, .quantity = refund.charge->quantity};
  Amount units, main;
  for (const auto& part : refund.charge->parts) {
    if (part.amount == 0) continue;
    if (part.balance == main_balance) {
      main += Amount::nano(part.amount);
      refunded.parts.push_back({part, {}, {}});
    } else if (const auto home = home_of(part, record, refund, context)) {
      if (part.unit == Unit::units) units += Amount::nano(part.amount);
      refunded.parts.push_back({part, home->since, home->until});
    } else {
      refunded.ended.push_back(part);
    }
  }
  if (refund.request == 0) {
    if (refund.reason.empty() || refund.by.empty()) return fail(Refusal::reason_missing);
    if (!is_approved(main + units, refund.by, refund.approved_by, context.programme())) {
      return fail(Refusal::approval_missing);
    }
  }
  if (!plus(main_with_set_aside(record), main)) return fail(Refusal::amount_too_large);
  if (!units_fit(record, units)) return fail(Refusal::amount_too_large);
  refunded.request = refund.request;
  refunded.reason = refund.reason;
  refunded.by = refund.by;
  refunded.approved_by = refund.approved_by;
  return Facts{std::move(refunded)};
}

}  // namespace airperk::charging
