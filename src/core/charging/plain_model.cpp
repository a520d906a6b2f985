#include "core/charging/plain_model.h"

#include <set>

namespace airperk::charging::plain {
namespace {

__extension__ using Wide = __int128;

/// The price of each step from the first on, by adding up what each costs and rounding the sum
/// down.
std::int64_t price_of_first(const programme::Ladder& ladder, Quantity steps) {
  Wide sum = 0;
  for (Quantity i = 0; i < steps; ++i) {
    std::int64_t price = 0;
    for (auto tier = ladder.tiers.rbegin(); tier != ladder.tiers.rend(); ++tier) {
      if (!tier->until || i * ladder.step < *tier->until) price = tier->price.in_nano();
    }
    sum += Wide{price} * static_cast<std::int64_t>(ladder.step);
  }
  return static_cast<std::int64_t>(sum / static_cast<std::int64_t>(ladder.per));
}

Unit unit_of(UsageKind kind) {
  if (kind == UsageKind::voice) return Unit::seconds;
  return kind == UsageKind::sms ? Unit::messages : Unit::bytes;
}

Quantity begun(Quantity n, Quantity step) {
  return (n + step - 1) / step;
}

std::string label(const Balance& b) {
  if (b.id == 0) return "main";
  if (b.kind == BalanceKind::smart) return "smart";
  return b.name + " " + std::to_string(static_cast<int>(b.unit));
}

}  // namespace

const programme::Ladder* Model::ladder(const Terms& terms) const {
  return programme_.find_tariff(NameKey::of(terms.tariff))->ladder(terms.use);
}

bool Model::has_unlimited() const {
  return std::any_of(services_.begin(), services_.end(), [&](const auto& s) {
    return s.first.find("Night") == std::string::npos &&
           s.first.find("nternet") != std::string::npos && s.first != "Internet+" &&
           s.first != "Mobile Internet Plus";
  });
}

bool Model::night_at(const UsageClass& use, Instant at) const {
  const auto service = services_.find("Unlimited Night Internet");
  if (service == services_.end() || !service->second) return false;
  if (use.kind != UsageKind::data && programme_.charging.night_covers == programme::Reach::data) {
    return false;
  }
  const auto hour = programme_.zone.civil(at).hour;
  return hour >= 1 && hour < 9;
}

Model::Terms Model::terms_at(const UsageClass& use, bool unknown, Instant at) const {
  return {tariff_, tariff_paid_, use, unknown, night_at(use, at)};
}

/// The first rule of state that keeps SMART units out.
std::string Model::smart_kept(const Terms& terms) const {
  if (terms.use.roaming || terms.unknown) return "U2";
  if (terms.use.destination == Destination::international) return "U3";
  if (terms.use.destination != Destination::on_net) return "U1";
  if (has_unlimited() && (programme_.charging.suspends == programme::Reach::all ||
                          terms.use.kind == UsageKind::data)) {
    return "U5";
  }
  return terms.night ? "U6" : "";
}

bool Model::may_pay(const Balance& b, const Terms& terms, Instant at) const {
  if (b.id == 0) return true;
  if (b.since > at) return false;
  if (terms.use.roaming || terms.unknown || terms.use.destination != Destination::on_net) {
    return false;
  }
  if (b.unit != Unit::units && b.unit != unit_of(terms.use.kind)) return false;
  if (b.kind == BalanceKind::smart && !smart_kept(terms).empty()) return false;
  return b.kind != BalanceKind::allowance || b.name != tariff_ || tariff_paid_;
}

/// U11, written out.
std::vector<Draw> Model::payers(const Terms& terms, Instant at) const {
  std::vector<Draw> order;
  const bool at_home =
      !terms.use.roaming && !terms.unknown && terms.use.destination != Destination::international;
  if (at_home && terms.use.kind == UsageKind::data) {
    // Of several, any: they are told apart by their rule alone.
    if (has_unlimited()) {
      order.push_back({0, 0, "U5"});
    } else if (terms.night) {
      order.push_back({0, 0, "U6"});
    }
  }
  const auto& tariff = *programme_.find_tariff(NameKey::of(tariff_));
  for (const auto& use : tariff.free_while_fee_paid) {
    if (at_home && tariff_paid_ && use == terms.use) order.push_back({0, 0, "U4"});
  }
  for (const int group : {1, 2, 3}) {
    std::vector<const Balance*> of_group;
    for (const auto& b : balances_) {
      const int of = b.unit == Unit::units ? 3 : b.kind == BalanceKind::allowance ? 1 : 2;
      if (b.id != 0 && of == group && may_pay(b, terms, at)) of_group.push_back(&b);
    }
    std::stable_sort(of_group.begin(), of_group.end(),
                     [](auto* a, auto* b) { return a->until < b->until; });
    for (const auto* b : of_group) order.push_back({b->id, b->left, ""});
  }
  order.push_back({0, balances_[0].left, ""});
  return order;
}

Balance* Model::find(int id) {
  for (auto& b : balances_) {
    if (b.id == id) return &b;
  }
  return nullptr;
}

/// One step: the first who has something pays it in kind, or everybody with money together.
bool Model::pay_step(std::vector<Draw>& from, std::int64_t price, Quantity step, End end,
                     std::vector<Draw>& into) const {
  std::vector<Draw> drawn;
  std::int64_t open = price;
  for (auto& payer : from) {
    if (!payer.free.empty()) {
      drawn.push_back({0, 0, payer.free});
      open = 0;
    } else if (payer.amount > 0) {
      const auto b = std::find_if(balances_.begin(), balances_.end(),
                                  [&](const Balance& x) { return x.id == payer.id; });
      const bool in_kind = b != balances_.end() && b->unit != Unit::units;
      if (in_kind && open < price) continue;
      const auto amount = std::min(payer.amount, in_kind ? static_cast<std::int64_t>(step) : open);
      drawn.push_back({payer.id, amount, ""});
      open = in_kind ? 0 : open - amount;
    }
    if (open == 0) break;
  }
  if (open > 0 && end == End::leave) return false;
  for (const auto& draw : drawn) {
    for (auto& payer : from) {
      if (draw.free.empty() && payer.free.empty() && payer.id == draw.id) {
        payer.amount -= draw.amount;
      }
    }
    into.push_back(draw);
  }
  return open == 0;
}

void Model::take(const std::vector<Draw>& draws) {
  for (const auto& draw : draws) {
    if (draw.amount > 0) find(draw.id)->left -= draw.amount;
  }
}

std::int64_t Model::in_grants(int id) const {
  std::int64_t sum = 0;
  for (const auto& [key, session] : sessions_) {
    for (const auto* grant : {&session.grant, &session.after_change}) {
      if (!*grant || (*grant)->lapsed) continue;
      for (const auto& step : (*grant)->steps) {
        for (const auto& draw : step.draws) sum += draw.id == id ? draw.amount : 0;
      }
    }
  }
  return sum;
}

/// What is drained and set aside by nobody is gone.
void Model::tidy() {
  std::erase_if(balances_,
                [&](const Balance& b) { return b.id != 0 && b.left == 0 && in_grants(b.id) == 0; });
}

/// R2: what nobody used goes back to whoever is still there.
void Model::give_back(Session& session) {
  for (const auto* grant : {&session.grant, &session.after_change}) {
    if (!*grant || (*grant)->lapsed) continue;
    for (const auto& step : (*grant)->steps) {
      for (const auto& draw : step.draws) {
        if (auto* b = find(draw.id); b && draw.amount > 0) b->left += draw.amount;
      }
    }
  }
}

Charge Model::explain(const std::vector<Draw>& draws, const std::string& kept, Quantity quantity,
                      bool had_smart) const {
  Charge charge;
  charge.quantity = quantity;
  bool smart_paid = false;
  std::set<std::string> rules;
  for (const auto& draw : draws) {
    if (!draw.free.empty()) {
      charge.parts["free " + draw.free];
      rules.insert(draw.free);
      continue;
    }
    if (draw.amount == 0) continue;
    if (draw.id == 0) {
      charge.parts["main"] += draw.amount;
      continue;
    }
    const auto& b = ever_.at(draw.id);
    charge.parts[label(b)] += draw.amount;
    smart_paid = smart_paid || b.kind == BalanceKind::smart;
    if (b.kind == BalanceKind::extra) rules.insert("U9");
    if (b.unit == Unit::units) rules.insert("V10");
    if (b.kind == BalanceKind::allowance) {
      rules.insert(b.name == "Internet+" ? "U7" : b.name == "Contract Phone" ? "U8" : "U4");
    }
  }
  if (!had_smart || smart_paid) return charge;
  charge.smart_kept_by = !kept.empty() ? kept : rules.empty() ? "U1" : *rules.begin();
  if (charge.smart_kept_by == "V10") charge.smart_kept_by = "U10";
  return charge;
}

std::optional<Charge> Model::event(const UsageClass& use, bool unknown, Quantity quantity) {
  const auto terms = terms_at(use, unknown, now_);
  const auto* prices = ladder(terms);
  if (!prices) return {};
  auto from = payers(terms, now_);
  std::vector<Draw> draws;
  for (Quantity i = 0; i < begun(quantity, prices->step); ++i) {
    const auto price = price_of_first(*prices, i + 1) - price_of_first(*prices, i);
    if (price > 0 && !pay_step(from, price, prices->step, End::leave, draws)) return {};
  }
  const auto charge = explain(draws, smart_kept(terms), quantity, has_smart(now_));
  take(draws);
  tidy();
  return charge;
}

Answer Model::begins(int session, const UsageClass& use, bool unknown,
                     std::optional<Quantity> requested) {
  auto& opened = sessions_[session];
  opened = {.use = use,
            .unknown = unknown,
            .tariff = tariff_,
            .reported = now_,
            .heard = now_,
            .grant = {},
            .after_change = {}};
  const auto answer = requested ? offer(opened, *requested) : Answer{};
  if (answer.refused) sessions_.erase(session);
  return answer;
}

Answer Model::goes_on(int key, bool roaming, std::optional<Quantity> requested,
                      std::optional<Quantity> used, Quantity after_change, Instant timestamp,
                      std::vector<Charge>& charges) {
  auto& session = sessions_.at(key);
  session.heard = now_;
  session.use.roaming = roaming;
  if (used) report(session, *used, after_change, timestamp, charges);
  if (session.grant && (requested || used)) {
    give_back(session);
    session.grant.reset();
    session.after_change.reset();
    tidy();
  }
  return requested ? offer(session, *requested) : Answer{};
}

void Model::ends(int key, bool roaming, std::optional<Quantity> used, Quantity after_change,
                 Instant timestamp, std::vector<Charge>& charges) {
  goes_on(key, roaming, {}, used, after_change, timestamp, charges);
  give_back(sessions_.at(key));
  sessions_.erase(key);
  tidy();
}

/// What of it the grant pays for.
Quantity Model::report_under(Session& session, Grant& grant, Quantity used,
                             std::vector<Charge>& charges) {
  const auto* prices = ladder(grant.terms);
  auto& count = grant.terms.night ? session.night : session.day;
  if (session.tariff != grant.terms.tariff) session.day = session.night = 0;
  session.tariff = grant.terms.tariff;
  const auto from = begun(count, prices->step);
  Quantity quantity = std::min(used, grant.quantity);
  auto steps = begun(count + quantity, prices->step) - from;
  std::vector<Draw> draws;
  if (!grant.lapsed) {
    for (Quantity i = 0; i < steps; ++i) {
      for (const auto& draw : grant.steps[i].draws) draws.push_back(draw);
    }
  } else {
    // Tcc is over: the same balances, as far as they still have it.
    std::vector<Draw> wallet;
    for (const auto& step : grant.steps) {
      for (const auto& draw : step.draws) {
        const auto same = std::find_if(wallet.begin(), wallet.end(), [&](const Draw& w) {
          return w.id == draw.id && w.free == draw.free;
        });
        if (same == wallet.end()) {
          wallet.push_back(draw);
        } else {
          same->amount += draw.amount;
        }
      }
    }
    for (auto& draw : wallet) {
      const auto* b = find(draw.id);
      draw.amount = b ? std::min(draw.amount, b->left) : 0;
    }
    Quantity paid = 0;
    for (; paid < steps; ++paid) {
      const auto price =
          price_of_first(*prices, from + paid + 1) - price_of_first(*prices, from + paid);
      if (price > 0 && !pay_step(wallet, price, prices->step, End::leave, draws)) break;
    }
    if (paid < steps) {
      const auto reached = (from + paid) * prices->step;
      quantity = reached > count ? reached - count : 0;
    }
  }
  if (quantity == 0) return 0;
  charges.push_back(explain(draws, grant.kept, quantity, grant.had_smart));
  if (grant.lapsed) {
    take(draws);
  } else {
    grant.steps.erase(grant.steps.begin(),
                      grant.steps.begin() + static_cast<std::ptrdiff_t>(steps));
  }
  count += quantity;
  session.reported = now_;
  tidy();
  return quantity;
}

void Model::report(Session& session, Quantity used, Quantity after_change, Instant timestamp,
                   std::vector<Charge>& charges) {
  const Instant earliest = session.grant ? session.grant->at : session.reported;
  const auto after = session.after_change ? after_change : 0;
  const auto before = used - after;
  if (session.grant) used -= report_under(session, *session.grant, before, charges);
  if (after > 0) used -= report_under(session, *session.after_change, after, charges);
  if (used == 0) return;
  const auto at = std::clamp(timestamp, earliest, now_);
  const auto terms = terms_at(session.use, session.unknown, at);
  const auto* prices = ladder(terms);
  if (session.tariff != terms.tariff) session.day = session.night = 0;
  session.tariff = terms.tariff;
  auto& count = terms.night ? session.night : session.day;
  static const programme::Ladder nothing{1, 1, {{std::nullopt, Amount()}}};
  if (!prices) prices = &nothing;
  auto wallet = payers(terms, at);
  std::vector<Draw> draws;
  std::int64_t unpaid = 0;
  bool run_out = false;
  const auto from = begun(count, prices->step), to = begun(count + used, prices->step);
  for (Quantity i = from; i < to; ++i) {
    const auto price = price_of_first(*prices, i + 1) - price_of_first(*prices, i);
    if (price == 0) continue;
    if (run_out) {
      unpaid += price;
      continue;
    }
    std::vector<Draw> step;
    run_out = !pay_step(wallet, price, prices->step, End::take_all, step);
    if (run_out) {
      unpaid += price;
      for (const auto& draw : step) unpaid -= draw.amount;
    }
    draws.insert(draws.end(), step.begin(), step.end());
  }
  auto charge = explain(draws, smart_kept(terms), used, has_smart(at));
  charge.unpaid = unpaid;
  charges.push_back(charge);
  take(draws);
  count += used;
  session.reported = now_;
  tidy();
}

Answer Model::offer(Session& session, Quantity requested) {
  const auto terms = terms_at(session.use, session.unknown, now_);
  const auto* prices = ladder(terms);
  if (!prices) return {.refused = true};
  const auto& sizes = programme_.charging.grant_sizes(terms.use.kind);
  auto wallet = payers(terms, now_);
  Quantity want = std::min(requested == 0 ? sizes.usual : requested, sizes.largest);
  if (requested == 0 && !wallet.front().free.empty()) want = sizes.largest;
  bool last = false;
  const auto& tariff = *programme_.find_tariff(NameKey::of(tariff_));
  if (terms.use.kind == UsageKind::voice && tariff.longest_call) {
    const auto talked = session.day + session.night;
    const auto rest = talked > *tariff.longest_call ? 0 : *tariff.longest_call - talked;
    last = want >= rest;
    want = std::min(want, rest);
  }
  const bool same_tariff = session.tariff == terms.tariff;
  const Quantity count = !same_tariff ? 0 : terms.night ? session.night : session.day;
  const auto from = begun(count, prices->step), to = begun(count + want, prices->step);
  Grant grant{.terms = terms,
              .at = now_,
              .steps = {},
              .kept = smart_kept(terms),
              .had_smart = has_smart(now_)};
  Quantity reached = from;
  for (; reached < to; ++reached) {
    Step step;
    const auto price = price_of_first(*prices, reached + 1) - price_of_first(*prices, reached);
    if (price > 0 && !pay_step(wallet, price, prices->step, End::leave, step.draws)) break;
    grant.steps.push_back(step);
  }
  const auto end = reached * prices->step;
  grant.quantity = std::min(want, end > count ? end - count : 0);
  if (grant.quantity == 0) return {.refused = true};

  // No grant outlives the next instant at which something else would pay.
  const auto until = next_other_payer(terms, now_);
  const auto validity = std::max<std::int64_t>((until - now_).in_seconds(), 1);
  grant.until = now_ + Duration::seconds(validity);
  grant.tcc = grant.until + Duration::seconds(validity);
  for (const auto& step : grant.steps) take(step.draws);
  Answer answer{grant.quantity, validity, grant.quantity < want || last, false, {}};
  if (!same_tariff) session.day = session.night = 0;
  session.tariff = terms.tariff;
  session.grant = std::move(grant);
  session.reported = now_;
  if (knows_change_ && !answer.final && night_at(terms.use, until) != terms.night) {
    offer_after(session, until);
    if (session.after_change) {
      answer.change = until;
      answer.validity = (session.grant->until - now_).in_seconds();
    }
  }
  return answer;
}

/// At most `max_validity` from now: when, after `at`, who pays could be somebody else.
Instant Model::next_other_payer(const Terms& terms, Instant at) const {
  Instant until = std::min(now_ + programme_.charging.max_validity, allowance_until_);
  for (const auto& b : balances_) {
    if (b.id != 0 && may_pay(b, terms, at)) until = std::min(until, b.until);
  }
  if (services_.count("Unlimited Night Internet") == 0) return until;
  for (auto next = at + Duration::seconds(1); next < until; next = next + Duration::seconds(1)) {
    const auto whole = Instant::seconds(next.in_seconds());
    if (night_at(terms.use, whole) != terms.night) return whole;
  }
  return until;
}

/// The same quantity once more, at the terms of after the night's edge, if everything can be paid
/// and nothing ends until then.
void Model::offer_after(Session& session, Instant change) {
  auto& before = *session.grant;
  for (const auto& b : balances_) {
    if (b.id != 0 && b.until <= change) return;
  }
  if (allowance_until_ <= change || change >= now_ + programme_.charging.max_validity) return;
  const auto terms = terms_at(session.use, session.unknown, change);
  const auto* prices = ladder(terms);
  auto wallet = payers(terms, change);
  const Quantity count = terms.night ? session.night : session.day;
  const auto from = begun(count, prices->step);
  const auto to = begun(count + before.quantity, prices->step);
  Grant after{.terms = terms,
              .quantity = before.quantity,
              .at = change,
              .steps = {},
              .kept = smart_kept(terms),
              .had_smart = has_smart(change)};
  for (auto i = from; i < to; ++i) {
    Step step;
    const auto price = price_of_first(*prices, i + 1) - price_of_first(*prices, i);
    if (price > 0 && !pay_step(wallet, price, prices->step, End::leave, step.draws)) return;
    after.steps.push_back(step);
  }
  const auto validity = next_other_payer(terms, change) - now_;
  before.until = after.until = now_ + Duration::seconds(validity.in_seconds());
  before.tcc = after.tcc = before.until + Duration::seconds(validity.in_seconds());
  for (const auto& step : after.steps) take(step.draws);
  session.after_change = std::move(after);
}

void Model::gets(BalanceKind kind, Unit unit, std::int64_t amount, Instant until,
                 std::string name) {
  balances_.push_back({next_id_++, kind, unit, amount, now_, until, std::move(name)});
  ever_[balances_.back().id] = balances_.back();
}

bool Model::has_smart(Instant at) const {
  return std::any_of(balances_.begin(), balances_.end(), [&](const Balance& b) {
    return b.id != 0 && b.kind == BalanceKind::smart && b.since <= at;
  });
}

void Model::leaves() {
  std::erase_if(balances_,
                [](const Balance& b) { return b.id != 0 && b.kind == BalanceKind::smart; });
}

void Model::credit_allowance() {
  const auto& tariff = *programme_.find_tariff(NameKey::of(tariff_));
  allowance_until_ = Instant::never();
  if (!tariff.allowance || !tariff_paid_) return;
  allowance_until_ = now_ + tariff.allowance->period;
  for (const auto& part : tariff.allowance->parts) {
    gets(BalanceKind::allowance, unit_of(part.kind), static_cast<std::int64_t>(part.quantity),
         allowance_until_, tariff_);
  }
}

void Model::changes_tariff(const std::string& name, bool paid) {
  const bool goes_on = name == tariff_ && allowance_until_ != Instant::never();
  if (name != tariff_) {
    std::erase_if(balances_, [&](const Balance& b) {
      return b.kind == BalanceKind::allowance && b.name == tariff_;
    });
  }
  const bool said_already = name == tariff_ && paid == tariff_paid_;
  tariff_ = name;
  tariff_paid_ = paid;
  if (!goes_on && !said_already) credit_allowance();
}

Instant Model::next_due() const {
  Instant due = allowance_until_;
  for (const auto& b : balances_) due = std::min(due, b.until);
  for (const auto& [key, session] : sessions_) {
    auto last = session.heard;
    if (session.grant) {
      last = std::max(last, session.grant->tcc);
      if (!session.grant->lapsed) due = std::min(due, session.grant->tcc);
    }
    due = std::min(due, last + Duration::hours(24));
  }
  return due;
}

void Model::time_passes(Instant to) {
  while (next_due() <= to) {
    now_ = std::max(now_, next_due());
    std::erase_if(balances_, [&](const Balance& b) { return b.id != 0 && b.until <= now_; });
    for (auto& [key, session] : sessions_) {
      if (!session.grant || session.grant->lapsed || session.grant->tcc > now_) continue;
      give_back(session);
      session.grant->lapsed = true;
      if (session.after_change) session.after_change->lapsed = true;
    }
    tidy();
    std::erase_if(sessions_, [&](const auto& entry) {
      const auto& session = entry.second;
      auto last = session.heard;
      if (session.grant) last = std::max(last, session.grant->tcc);
      return last + Duration::hours(24) <= now_;
    });
    if (allowance_until_ <= now_) credit_allowance();
  }
  now_ = to;
}

std::map<std::string, std::int64_t> Model::holdings() const {
  std::map<std::string, std::int64_t> all;
  for (const auto& b : balances_) {
    all[label(b)] += b.left + in_grants(b.id);
    if (b.id == 0) all["main, not set aside"] = b.left;
  }
  return all;
}

std::vector<Instant> Model::boundaries() const {
  std::vector<Instant> found;
  for (const auto& b : balances_) {
    if (b.id != 0) found.push_back(b.until);
  }
  for (const auto& [key, session] : sessions_) {
    if (!session.grant) continue;
    found.push_back(session.grant->until);
    found.push_back(session.grant->tcc);
    if (session.after_change) found.push_back(session.after_change->at);
  }
  if (allowance_until_ != Instant::never()) found.push_back(allowance_until_);
  return found;
}

}  // namespace airperk::charging::plain
