#include "core/charging/payers.h"

#include <algorithm>

#include "core/charging/eligibility.h"

namespace airperk::charging {

using programme::Precedence;
using programme::Programme;
using subscriber::Balance;
using subscriber::BalanceKind;
using subscriber::Grant;
using subscriber::KeptBalance;
using subscriber::KeptOut;
using subscriber::Rating;
using subscriber::Record;
using subscriber::Share;
using subscriber::Unit;

namespace {

Share free_share(const std::string& name) {
  return {.balance = subscriber::main_balance,
          .kind = BalanceKind::allowance,
          .unit = Unit::units,
          .amount = 0,
          .name = name};
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

/// Collects, kind after kind, who may pay and who may not.
class Collector {
 public:
  Collector(const Record& record, const Rating& rating, const Programme& programme, Instant at)
      : record_(record), rating_(rating), programme_(programme), at_(at) {}

  Payers run() {
    for (const Precedence step : programme_.charging.precedence) {
      if (step == Precedence::main) {
        add_main();
        continue;
      }
      if (step == Precedence::unlimited) add_unlimited();
      if (step == Precedence::allowance) add_free_tariff();
      if (!record_.balances.empty()) add_balances(step);
    }
    return std::move(payers_);
  }

 private:
  void add_unlimited() {
    if (const auto free = free_service(record_, rating_, programme_)) {
      payers_.in_order.push_back({Payer::How::free, free_share(free->name), free->rule});
    }
  }

  void add_free_tariff() {
    const auto* tariff = free_tariff(record_, rating_, programme_);
    if (tariff) {
      payers_.in_order.push_back({Payer::How::free, free_share(tariff->name), KeptOut::U4});
    }
  }

  void add_balances(Precedence step) {
    boost::container::small_vector<const Balance*, 8> found;
    for (const auto& balance : record_.balances) {
      if (!belongs_to(balance, step) || balance.since > at_) continue;
      if (const auto rule = charging::kept_out(balance, rating_, record_, programme_)) {
        payers_.kept_out.push_back({balance.id, balance.kind, balance.name, *rule});
      } else {
        found.push_back(&balance);
      }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Balance* a, const Balance* b) { return a->until < b->until; });
    for (const auto* balance : found) {
      payers_.in_order.push_back(
          {balance->unit == Unit::units ? Payer::How::money : Payer::How::in_kind,
           {balance->id, balance->kind, balance->unit, balance->left, balance->name},
           rule_of_precedence(balance->kind, balance->name, programme_)});
    }
  }

  void add_main() {
    payers_.in_order.push_back(
        {Payer::How::money,
         {subscriber::main_balance, BalanceKind::smart, Unit::units, record_.main.in_nano(), {}},
         KeptOut::U10});
  }

  const Record& record_;
  const Rating& rating_;
  const Programme& programme_;
  const Instant at_;
  Payers payers_;
};

/// What a balance has now, of what a grant had set aside of it.
std::int64_t still_there(const Record& record, const Share& share) {
  if (share.balance == subscriber::main_balance) {
    return std::min(share.amount, record.main.in_nano());
  }
  for (const auto& balance : record.balances) {
    if (balance.id == share.balance) return std::min(share.amount, balance.left);
  }
  return 0;
}

KeptOut rule_of_free(const std::string& name, const Programme& programme) {
  const auto* service = programme.find_service(NameKey::of(name));
  if (!service) return KeptOut::U4;
  return service->kind == programme::ServiceKind::night ? KeptOut::U6 : KeptOut::U5;
}

/// The walk itself; `next_` is the first payer that has something.
class Walk {
 public:
  Walk(const Price& price, Quantity from, Quantity to, Payers& payers, AtTheEnd at_the_end)
      : price_(price), from_(from), to_(to), at_(from), payers_(payers), at_the_end_(at_the_end) {}

  Paid run() {
    while (at_ < to_ && step()) {
    }
    paid_.steps = at_ - from_;
    return std::move(paid_);
  }

 private:
  /// Goes on by one run of steps that one payer pays; false if nobody can.
  bool step() {
    if (price_.is_free(at_)) {
      at_ = price_.run_end(at_, to_);
      return true;
    }
    auto* payer = first_with_something(payers_.in_order.data());
    if (payer == end()) return false;
    switch (payer->how) {
      case Payer::How::free:
        take(*payer, 0);
        at_ = price_.run_end(at_, to_);
        return true;
      case Payer::How::in_kind:
        pay_in_kind(*payer);
        return true;
      case Payer::How::money:
        return pay_money(*payer);
    }
    return false;
  }

  Payer* end() { return payers_.in_order.data() + payers_.in_order.size(); }
  Payer* first_with_something(Payer* from) {
    return std::find_if(
        from, end(), [](const Payer& p) { return p.how == Payer::How::free || p.has.amount > 0; });
  }

  /// What is left below a step pays for the step that it begins.
  void pay_in_kind(Payer& payer) {
    const auto run = price_.run_end(at_, to_) - at_;
    const auto left = static_cast<Quantity>(payer.has.amount);
    const auto steps = std::min(run, price_.steps_of(left));
    take(payer, static_cast<std::int64_t>(std::min(left, price_.position_of(steps))));
    at_ += steps;
  }

  bool pay_money(Payer& payer) {
    const auto reached = price_.affordable(at_, to_, Amount::nano(payer.has.amount));
    const auto cost = price_.of(at_, reached);
    if (reached > at_) {
      take(payer, cost.in_nano());
      at_ = reached;
    }
    return at_ == to_ || pay_one_together(payer);
  }

  /// U12: one step from several balances of money.
  bool pay_one_together(Payer& first) {
    const auto price = price_.of(at_, at_ + 1).in_nano();
    std::int64_t had = 0;
    for (auto* payer = &first; payer != end() && had < price; ++payer) {
      if (payer->how == Payer::How::money) had += std::min(price - had, payer->has.amount);
      if (payer->how == Payer::How::free) had = price;
    }
    if (had < price && at_the_end_ == AtTheEnd::leave) return false;
    std::int64_t open = std::min(price, had);
    for (auto* payer = &first; payer != end() && open > 0; ++payer) {
      if (payer->how == Payer::How::in_kind) continue;
      const auto amount = std::min(open, payer->has.amount);
      if (payer->how == Payer::How::free) {
        take(*payer, 0);
        break;
      }
      if (amount > 0) take(*payer, amount);
      open -= amount;
    }
    if (had < price) {
      paid_.part_of_step = Amount::nano(had);
      return false;
    }
    ++at_;
    return true;
  }

  void take(Payer& payer, std::int64_t amount) {
    payer.has.amount -= amount;
    const auto same = std::find_if(paid_.shares.begin(), paid_.shares.end(), [&](const Share& s) {
      return s.balance == payer.has.balance && s.kind == payer.has.kind && s.name == payer.has.name;
    });
    if (same != paid_.shares.end()) {
      same->amount += amount;
      return;
    }
    paid_.shares.push_back(payer.has);
    paid_.shares.back().amount = amount;
    if (payer.has.balance != subscriber::main_balance || payer.has.is_free()) {
      paid_.before.push_back(payer.before);
    }
  }

  const Price& price_;
  const Quantity from_, to_;
  Quantity at_;
  Payers& payers_;
  const AtTheEnd at_the_end_;
  Paid paid_;
};

}  // namespace

Payers payers_of(const Record& record, const Rating& rating, const Programme& programme,
                 Instant at) {
  return Collector(record, rating, programme, at).run();
}

Payers payers_of(const Grant& grant, const Record& record, const Programme& programme) {
  Payers payers;
  for (const auto& share : grant.shares) {
    Payer payer{Payer::How::money, share, KeptOut::U10};
    if (share.is_free()) {
      payer.how = Payer::How::free;
      payer.before = rule_of_free(share.name, programme);
    } else {
      if (share.unit != Unit::units) payer.how = Payer::How::in_kind;
      if (share.balance != subscriber::main_balance) {
        payer.before = rule_of_precedence(share.kind, share.name, programme);
      }
      if (grant.lapsed) payer.has.amount = still_there(record, share);
    }
    payers.in_order.push_back(std::move(payer));
  }
  payers.kept_out = grant.kept_out;
  return payers;
}

Paid pay(const Price& price, Quantity from, Quantity to, Payers& payers, AtTheEnd at_the_end) {
  return Walk(price, from, to, payers, at_the_end).run();
}

std::vector<KeptBalance> kept_out(const Payers& payers, const Paid& paid) {
  // Among the rules of precedence (U4, U7 to U10) U13's order is that of their numbers; where
  // nobody paid, the stretch was priced 0 (U1).
  const auto first = std::min_element(paid.before.begin(), paid.before.end());
  const auto rule = first == paid.before.end() ? KeptOut::U1 : *first;
  auto kept = payers.kept_out;
  for (auto& balance : kept) {
    if (balance.rule == KeptOut::not_reached) balance.rule = rule;
  }
  for (const auto& payer : payers.in_order) {
    const auto& has = payer.has;
    if (has.balance == subscriber::main_balance) continue;
    const bool has_paid = std::any_of(paid.shares.begin(), paid.shares.end(),
                                      [&](const Share& s) { return s.balance == has.balance; });
    if (!has_paid) kept.push_back({has.balance, has.kind, has.name, rule});
  }
  return kept;
}

Instant next_change(const Record& record, const Rating& rating, const Payers& payers,
                    const Programme& programme, Instant at) {
  auto next = std::min(next_edge(record, rating.use, programme, at), record.allowance_until);
  for (const auto& balance : record.balances) {
    const auto pays = std::any_of(payers.in_order.begin(), payers.in_order.end(),
                                  [&](const Payer& p) { return p.has.balance == balance.id; });
    if (pays) next = std::min(next, balance.until);
  }
  return next;
}

}  // namespace airperk::charging
