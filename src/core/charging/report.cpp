#include "core/charging/report.h"

#include <algorithm>

#include "base/assert.h"
#include "core/charging/credit_control.h"
#include "core/charging/eligibility.h"
#include "core/charging/payers.h"
#include "core/subscriber/apply.h"
#include "core/subscriber/sessions.h"

namespace airperk::charging {

using programme::UsageKind;
using subscriber::Charged;
using subscriber::Flow;
using subscriber::Grant;
using subscriber::KeptOut;
using subscriber::Rating;
using subscriber::Refusal;
using subscriber::Session;

const Session& Draft::session(std::uint64_t key) const {
  const auto* session = subscriber::find_session(record_, key);
  AIRPERK_ASSERT(session != nullptr);
  return *session;
}

const Flow& Draft::flow(std::uint64_t key, std::uint32_t index) const {
  return session(key).flows[index];
}

void Draft::happen(subscriber::Fact fact) {
  facts_.push_back(std::move(fact));
  subscriber::apply(record_, {context_.now, facts_.back()}, context_.programme().zone);
}

void Draft::release(std::uint64_t key, std::uint32_t index) {
  for (const bool change : {false, true}) {
    const auto& grant = flow(key, index).grant_for(change);
    if (!grant) continue;
    happen(subscriber::GrantReleased{key, index, false, subscriber::ended_shares(record_, *grant),
                                     change});
  }
}

void Draft::forget() {
  record_ = before_;
  facts_.clear();
}

namespace {

/// Where the flow stands in the ladder of this rating (R4, R5).
Quantity counted(const Flow& flow, const Rating& rating) {
  if (flow.tariff != rating.tariff) return 0;
  return rating.night ? flow.by_night : flow.by_day;
}

Use use_of(const Session& session) {
  return {session.use, 1, session.location_unknown, session.incoming};
}

/// A stretch of a flow's use, as one charge.
struct Stretch {
  Rating rating;
  Quantity quantity = 0;
  bool under_grant = false, after_change = false;
};

/// Charges it, and says how much of it was paid for.
Quantity charge(Draft& draft, std::uint64_t key, std::uint32_t index, const Stretch& stretch,
                Payers payers, const programme::Ladder& ladder, AtTheEnd at_the_end,
                Quantity disputed = 0) {
  const Price price(ladder);
  const auto begin = counted(draft.flow(key, index), stretch.rating);
  const auto from = price.steps_of(begin);
  const auto to = price.steps_of(begin + stretch.quantity);
  auto paid = pay(price, from, to, payers, at_the_end);
  auto quantity = stretch.quantity;
  if (paid.steps < to - from) {
    const auto reached = price.position_of(from + paid.steps);
    if (at_the_end == AtTheEnd::leave) quantity = reached > begin ? reached - begin : 0;
  }
  Charged charged;
  charged.use = stretch.rating.use;
  charged.quantity = quantity;
  charged.kept_out = kept_out(payers, paid);
  charged.session = key;
  charged.flow = index;
  charged.under_grant = stretch.under_grant;
  charged.after_change = stretch.after_change;
  charged.night = stretch.rating.night;
  charged.tariff = stretch.rating.tariff;
  charged.disputed = disputed;
  if (at_the_end == AtTheEnd::take_all && paid.steps < to - from) {
    charged.unpaid = price.of(from + paid.steps, to);
    // Of the step at which everything ran out, a part is paid.
    charged.unpaid -= paid.part_of_step;
  }
  charged.parts = std::move(paid.shares);
  if (quantity > 0 || disputed > 0) draft.happen(std::move(charged));
  return quantity;
}

/// What can have been used by then at most.
Quantity used_max(const Flow& flow, UsageKind kind, Instant now) {
  const auto granted = flow.grant ? flow.grant->quantity : 0;
  const auto since = flow.grant ? flow.grant->at : flow.reported_at;
  const auto passed = static_cast<Quantity>(std::max<std::int64_t>((now - since).in_seconds(), 0)) +
                      static_cast<Quantity>(clock_tolerance_seconds);
  switch (kind) {
    case UsageKind::voice:
      return std::max(granted, passed);
    case UsageKind::sms:
      return granted + 255;
    case UsageKind::data:
      return std::max(granted, passed * octets_per_second_max);
  }
  return granted;
}

/// Charges what the flow's grant, of before or after the change, covers of `used`; says how much.
Quantity charge_under_grant(Draft& draft, std::uint64_t key, std::uint32_t index, bool after_change,
                            Quantity used) {
  if (used == 0) return 0;
  // A copy: the charge changes the record.
  const auto grant = draft.flow(key, index).grant_for(after_change);
  if (!grant) return 0;
  const auto& version = *draft.context().programmes.number(grant->rating.programme_version);
  const auto* ladder = ladder_of(grant->rating, *version.programme);
  if (!ladder) return 0;
  const Stretch stretch{grant->rating, std::min(used, grant->quantity), true, after_change};
  return charge(draft, key, index, stretch, payers_of(*grant, draft.record(), *version.programme),
                *ladder, AtTheEnd::leave);
}

}  // namespace

void report(Draft& draft, std::uint64_t key, std::uint32_t index, Used used,
            std::optional<Instant> timestamp) {
  const auto& context = draft.context();
  const auto& flow = draft.flow(key, index);
  const auto kind = draft.session(key).use.kind;
  const auto possible = std::min(used.quantity, used_max(flow, kind, context.now));
  const auto disputed = used.quantity - possible;
  const auto earliest = flow.grant ? flow.grant->at : flow.reported_at;
  const auto after = flow.after_change ? std::min(used.after_change, possible) : 0;

  Quantity left = possible;
  left -= charge_under_grant(draft, key, index, false, possible - after);
  left -= charge_under_grant(draft, key, index, true, after);
  if (left == 0 && disputed == 0) return;

  const auto at = std::clamp(timestamp.value_or(context.now), earliest, context.now);
  const auto& version = context.programmes.at(at);
  const auto rating = rating_of(use_of(draft.session(key)), draft.record(), version, at);
  const auto* ladder = ladder_of(rating, *version.programme);
  if (!ladder) ladder = &free_ladder();
  charge(draft, key, index, {rating, left, false},
         payers_of(draft.record(), rating, *version.programme, at), *ladder, AtTheEnd::take_all,
         disputed);
}

namespace {

/// How much to look for: as much as is asked, and no more than one grant may be.
struct Wanted {
  Quantity quantity = 0;
  bool last = false;  ///< the longest call allows nothing after it
};

Wanted wanted(const Flow& flow, const Rating& rating, Quantity requested,
              const programme::Programme& programme) {
  const auto& sizes = programme.charging.grant_sizes(rating.use.kind);
  Wanted wanted{std::min(requested == 0 ? sizes.usual : requested, sizes.largest), false};
  const auto* tariff = programme.find_tariff(rating.tariff);
  if (rating.use.kind != UsageKind::voice || !tariff || !tariff->longest_call) return wanted;
  const auto talked = flow.by_day + flow.by_night;
  const auto rest = *tariff->longest_call - std::min(talked, *tariff->longest_call);
  if (wanted.quantity >= rest) wanted = {rest, true};
  return wanted;
}

/// Whole seconds from `at` to `until`, at least one.
Duration validity(Instant at, Instant until, Duration longest) {
  const auto seconds = std::min(until - at, longest).in_seconds();
  return Duration::seconds(std::max<std::int64_t>(seconds, 1));
}

/// What the grant sets aside, and why everybody else does not pay.
void set_aside_for(Grant& grant, const Payers& payers, Paid paid) {
  grant.kept_out = payers.kept_out;
  for (const auto& payer : payers.in_order) {
    const auto& has = payer.has;
    if (has.balance == subscriber::main_balance) continue;
    const bool pays = std::any_of(paid.shares.begin(), paid.shares.end(),
                                  [&](const auto& s) { return s.balance == has.balance; });
    if (!pays) grant.kept_out.push_back({has.balance, has.kind, has.name, KeptOut::not_reached});
  }
  grant.shares = std::move(paid.shares);
}

}  // namespace

Result<Grant, Refusal> offer(const Draft& draft, std::uint64_t key, std::uint32_t index,
                             Quantity requested) {
  const auto& context = draft.context();
  const auto& record = draft.record();
  const auto& flow = draft.flow(key, index);
  const auto& version = context.programmes.at(context.now);
  const auto& programme = *version.programme;
  const auto rating = rating_of(use_of(draft.session(key)), record, version, context.now);
  const auto* ladder = ladder_of(rating, programme);
  if (!ladder) return fail(Refusal::no_price);

  auto payers = payers_of(record, rating, programme, context.now);
  auto want = wanted(flow, rating, requested, programme);
  // What is free is granted in large pieces.
  const bool free = !payers.in_order.empty() && payers.in_order.front().how == Payer::How::free;
  if (requested == 0 && free && !want.last) {
    want = wanted(flow, rating, programme.charging.grant_sizes(rating.use.kind).largest, programme);
  }
  const Price price(*ladder);
  const auto begin = counted(flow, rating);
  const auto from = price.steps_of(begin);
  const auto to = price.steps_of(begin + want.quantity);
  const auto until = next_change(record, rating, payers, programme, context.now);
  auto paid = pay(price, from, to, payers);
  const auto reached = price.position_of(from + paid.steps);
  const auto granted = std::min(want.quantity, reached > begin ? reached - begin : 0);
  if (granted == 0) return fail(Refusal::U12_nothing_may_pay);

  Grant grant;
  grant.quantity = granted;
  grant.at = context.now;
  const auto valid = validity(context.now, until, programme.charging.max_validity);
  grant.until = context.now + valid;
  grant.supervised_until = grant.until + valid;
  grant.final = granted < want.quantity || want.last;
  grant.rating = rating;
  set_aside_for(grant, payers, std::move(paid));
  return grant;
}

std::optional<Grant> offer_after_change(const Draft& draft, std::uint64_t key,
                                        std::uint32_t index) {
  const auto& context = draft.context();
  const auto& record = draft.record();
  const auto& flow = draft.flow(key, index);
  const auto& version = context.programmes.at(context.now);
  const auto& programme = *version.programme;
  const auto longest = programme.charging.max_validity;
  const auto use = use_of(draft.session(key));
  const auto change = next_edge(record, use.use, programme, context.now);
  if (!flow.grant || flow.grant->final || change >= context.now + longest) return {};
  auto other_change = record.allowance_until;
  for (const auto& balance : record.balances) other_change = std::min(other_change, balance.until);
  if (other_change <= change) return {};

  const auto rating = rating_of(use, record, version, change);
  const auto* ladder = ladder_of(rating, programme);
  if (!ladder) return {};
  auto payers = payers_of(record, rating, programme, change);
  const auto until = next_change(record, rating, payers, programme, change);
  const Price price(*ladder);
  const auto begin = counted(flow, rating);
  const auto from = price.steps_of(begin);
  const auto to = price.steps_of(begin + flow.grant->quantity);
  auto paid = pay(price, from, to, payers);
  if (paid.steps < to - from) return {};

  Grant grant;
  grant.quantity = flow.grant->quantity;
  grant.at = change;
  const auto valid = validity(context.now, until, longest);
  grant.until = context.now + valid;
  grant.supervised_until = grant.until + valid;
  grant.rating = rating;
  set_aside_for(grant, payers, std::move(paid));
  return grant;
}

}  // namespace airperk::charging
