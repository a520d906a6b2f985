#include "core/charging/charge_event.h"

#include <algorithm>

#include "core/charging/eligibility.h"

namespace airperk::charging {
namespace {

using programme::Precedence;
using programme::Quantity;
using programme::UsageKind;
using subscriber::Balance;
using subscriber::BalanceKind;
using subscriber::Charged;
using subscriber::Context;
using subscriber::KeptOut;
using subscriber::Record;
using subscriber::Refusal;
using subscriber::Unit;

Unit unit_of(UsageKind kind) {
  switch (kind) {
    case UsageKind::voice:
      return Unit::seconds;
    case UsageKind::sms:
      return Unit::messages;
    case UsageKind::data:
      return Unit::bytes;
  }
  return Unit::units;
}

bool belongs_to(const Balance& balance, Precedence step) {
  switch (step) {
    case Precedence::allowance:
      return balance.kind == BalanceKind::allowance;
    case Precedence::extra:
      return balance.kind == BalanceKind::extra;
    case Precedence::units:
      return balance.unit == Unit::units;
    case Precedence::unlimited:
    case Precedence::main:
      return false;
  }
  return false;
}

/// The first of [from, to) for which it holds, or `to`: once it holds, it goes on holding.
template <typename Holds>
Quantity first_where(Quantity from, Quantity to, const Holds& holds) {
  while (from < to) {
    const auto middle = from + (to - from) / 2;
    if (holds(middle)) {
      to = middle;
    } else {
      from = middle + 1;
    }
  }
  return from;
}

/// Walks the precedence list once; what has paid so far and what is still open are its state.
class Walk {
 public:
  Walk(const Record& record, const Use& use, const programme::Ladder& ladder,
       const Context& context)
      : record_(record),
        use_(use),
        ladder_(ladder),
        programme_(context.programme()),
        price_(ladder.price_of_first(use.quantity)) {}

  subscriber::Decided run() {
    if (is_free()) return explained();
    for (const Precedence step : programme_.charging.precedence) {
      if (step == Precedence::main) {
        pay_from_main();
      } else {
        for (const Balance* balance : candidates(step)) pay_from(*balance);
      }
    }
    if (open() > Amount()) return fail(Refusal::U12_nothing_may_pay);
    return explained();
  }

 private:
  /// What is still to be paid: the price of what no balance in kind has covered, less what units
  /// have paid.
  Amount open() const { return price_ - in_kind_price_ - paid_; }

  /// U4: a tariff whose uses of this class are free while its fee is paid.
  bool is_free() {
    if (use_.location_unknown) return false;  // U2: the main balance pays, at home's price
    const auto* tariff = programme_.find_tariff(record_.tariff);
    const auto& free = tariff->free_while_fee_paid;
    if (!record_.tariff_fee_paid || std::find(free.begin(), free.end(), use_.use) == free.end()) {
      return false;
    }
    charged_.parts.push_back({.balance = subscriber::main_balance,
                              .kind = BalanceKind::allowance,
                              .unit = unit_of(use_.use.kind),
                              .amount = 0,
                              .name = tariff->name});
    before_.push_back(KeptOut::U4);
    return true;
  }

  std::vector<const Balance*> candidates(Precedence step) const {
    std::vector<const Balance*> found;
    for (const auto& balance : record_.balances) {
      if (belongs_to(balance, step)) found.push_back(&balance);
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Balance* a, const Balance* b) { return a->until < b->until; });
    return found;
  }

  void pay_from(const Balance& balance) {
    if (balance.left == 0 || kept_out(balance, use_, record_, programme_)) return;
    if (balance.unit == Unit::units) {
      const auto amount = std::min(Amount::nano(balance.left), open());
      if (amount <= Amount()) return;
      paid_ += amount;
      add_part(balance, amount.in_nano());
    } else if (balance.unit == unit_of(use_.use.kind) && open() > Amount()) {
      const auto quantity = asked_of(Quantity(balance.left));
      if (quantity == 0) return;
      in_kind_ += quantity;
      in_kind_price_ = ladder_.price_of_first(in_kind_);
      add_part(balance, static_cast<std::int64_t>(quantity));
    }
  }

  /// How much of `left` is drawn: worth no more than what is open, where units have paid before;
  /// and nothing for what is free from some point on (U1), but steps whole.
  Quantity asked_of(Quantity left) const {
    const auto price_to = [this](Quantity n) { return ladder_.price_of_first(n); };
    const auto limit = price_to(in_kind_) + open();
    const auto furthest = in_kind_ + std::min(left, use_.quantity - in_kind_);
    const auto beyond =
        first_where(in_kind_, furthest + 1, [&](Quantity n) { return price_to(n) > limit; });
    const auto end = beyond - 1;
    const auto paid_at =
        first_where(in_kind_, end, [&](Quantity n) { return price_to(n) == price_to(end); });
    const auto short_of_step = (ladder_.step - paid_at % ladder_.step) % ladder_.step;
    return std::min(end - paid_at, short_of_step) + paid_at - in_kind_;
  }

  void pay_from_main() {
    const auto amount = std::min(record_.main, open());
    if (amount <= Amount()) return;
    paid_ += amount;
    charged_.parts.push_back({.balance = subscriber::main_balance,
                              .kind = BalanceKind::smart,
                              .unit = Unit::units,
                              .amount = amount.in_nano(),
                              .name = {}});
  }

  void add_part(const Balance& balance, std::int64_t amount) {
    charged_.parts.push_back({balance.id, balance.kind, balance.unit, amount, balance.name});
    before_.push_back(rule_of_precedence(balance, programme_));
  }

  subscriber::Facts explained() {
    charged_.use = use_.use;
    charged_.quantity = use_.quantity;
    // Among the rules of precedence (U4, U7 to U10) U13's order is that of their numbers.
    std::sort(before_.begin(), before_.end());
    for (const auto& balance : record_.balances) {
      if (balance.kind != BalanceKind::smart || has_paid(balance.id)) continue;
      const auto rule = kept_out(balance, use_, record_, programme_)
                            .value_or(before_.empty() ? KeptOut::U1 : before_.front());
      charged_.kept_out.push_back({balance.id, balance.kind, balance.name, rule});
    }
    return {std::move(charged_)};
  }

  bool has_paid(subscriber::BalanceId id) const {
    return std::any_of(charged_.parts.begin(), charged_.parts.end(),
                       [id](const auto& part) { return part.balance == id; });
  }

  const Record& record_;
  const Use& use_;
  const programme::Ladder& ladder_;
  const programme::Programme& programme_;
  const Amount price_;
  Charged charged_;
  Quantity in_kind_ = 0;  ///< what balances in kind have covered
  Amount in_kind_price_;  ///< and what it would have cost
  Amount paid_;
  std::vector<KeptOut> before_;
};

}  // namespace

subscriber::Decided decide(const Record& record, const ChargeEvent& charge,
                           const Context& context) {
  const auto& programme = context.programme();
  const Use use = classify(charge.asked, programme);
  const auto* tariff = programme.find_tariff(record.tariff);
  const auto* ladder = tariff ? tariff->ladder(use.use) : nullptr;
  if (!ladder) return fail(Refusal::no_price);
  return Walk(record, use, *ladder, context).run();
}

}  // namespace airperk::charging
