#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "core/charging/charging_test_environment.h"
#include "core/charging/eligibility.h"

/// What holds for every charge: whatever the balances, the use and the operator's order.
namespace airperk::charging {
namespace {

using subscriber::Balance;
using subscriber::Person;
using subscriber::Record;
using subscriber::World;

Balance any_balance() {
  const auto kind = *rc::gen::element(BalanceKind::smart, BalanceKind::promotion,
                                      BalanceKind::allowance, BalanceKind::extra);
  Balance balance;
  balance.kind = kind;
  const bool units = kind == BalanceKind::smart || kind == BalanceKind::promotion;
  if (!units) balance.unit = *rc::gen::element(Unit::seconds, Unit::messages, Unit::bytes);
  const std::int64_t most = units ? 60'000'000'000 : balance.unit == Unit::bytes ? 5'000'000 : 200;
  balance.left = *rc::gen::inRange<std::int64_t>(1, most);
  balance.name = kind == BalanceKind::smart
                     ? ""
                     : *rc::gen::element<std::string>("All For All", "Internet+", "Loyalty");
  return balance;
}

Record any_record(World& world) {
  Person person(world, 1, "0");
  auto record = person.record();
  record.main = Amount::nano(*rc::gen::inRange<std::int64_t>(0, 100'000'000'000));
  record.tariff = NameKey::of(
      *rc::gen::element<std::string>("Time to Talk", "Beseda", "All For All", "Active Boom"));
  record.tariff_fee_paid = *rc::gen::arbitrary<bool>();
  if (*rc::gen::inRange(0, 4) == 0) record.services = {{NameKey::of("Unlimited Internet"), true}};
  for (int n = *rc::gen::inRange(0, 7); n > 0; --n) {
    auto balance = any_balance();
    balance.id = record.next_id++;
    balance.since = world.now;
    balance.until = world.now + Duration::days(*rc::gen::inRange(1, 5));
    record.balances.push_back(balance);
  }
  return record;
}

Asked any_use() {
  const auto kind = *rc::gen::element(UsageKind::voice, UsageKind::sms, UsageKind::data);
  const auto called = *rc::gen::weightedElement<std::string>(
      {{6, on_net_number}, {1, off_net_number}, {1, german_number}, {1, short_code}});
  const Quantity most = kind == UsageKind::data ? 5'000'000 : kind == UsageKind::sms ? 12 : 900;
  auto use = asked(kind, called, *rc::gen::inRange<Quantity>(0, most));
  use.visited = *rc::gen::weightedElement<std::optional<std::string>>(
      {{8, home_network}, {1, "26201"}, {1, std::nullopt}});
  return use;
}

std::vector<Precedence> any_order() {
  const auto& usual = subscriber::smart().charging.precedence;
  if (*rc::gen::arbitrary<bool>()) return usual;
  std::vector<Precedence> left = usual, order;
  while (!left.empty()) {
    const auto at = left.begin() + *rc::gen::inRange<std::ptrdiff_t>(0, std::ssize(left));
    order.push_back(*at);
    left.erase(at);
  }
  return order;
}

struct Before {
  World world;
  Record record;
  Asked use;

  Before() {
    auto programme = subscriber::smart();
    programme.charging.precedence = any_order();
    world.takes_force(programme);
    record = any_record(world);
    use = any_use();
  }
};

/// All that could pay at most, by the plain reading of U1 to U5.
Amount units_that_may_pay(const Before& before, const Use& use) {
  Amount sum = before.record.main;
  for (const auto& balance : before.record.balances) {
    if (balance.unit != Unit::units) continue;
    if (!kept_out(balance, use, before.record, before.world.programme())) {
      sum += Amount::nano(balance.left);
    }
  }
  return sum;
}

Amount price_of(const Before& before, const Use& use, Quantity first) {
  return before.world.programme()
      .find_tariff(before.record.tariff)
      ->ladder(use.use)
      ->price_of_first(first);
}

RC_GTEST_PROP(ChargeEventProperty, the_parts_are_the_price_and_leave_the_balances, ()) {
  Before before;
  const auto use = classify(before.use, before.world.programme());
  const auto decided = decide(before.record, ChargeEvent{before.use}, before.world.context());
  RC_PRE(decided.has_value());
  const auto& charged = std::get<Charged>(decided->front());

  Amount units;
  Quantity in_kind = 0;
  bool free = false;
  for (const auto& part : charged.parts) {
    free = free || (part.balance == subscriber::main_balance && part.unit != Unit::units);
    RC_ASSERT(free || part.amount > 0);
    if (part.unit == Unit::units) units += Amount::nano(part.amount);
    if (part.unit != Unit::units) in_kind += static_cast<Quantity>(part.amount);
  }
  if (free) {
    RC_ASSERT(charged.parts.size() == 1u);
  } else {
    RC_ASSERT(units + price_of(before, use, in_kind) == price_of(before, use, use.quantity));
    RC_ASSERT(in_kind <= use.quantity);
  }

  // What left the balances is what the parts say, and nothing is below zero.
  auto after = before.record;
  apply(after, {before.world.now, charged}, before.world.zone());
  std::map<subscriber::BalanceId, std::int64_t> left{{0, after.main.in_nano()}};
  for (const auto& balance : after.balances) left[balance.id] = balance.left;
  for (const auto& [id, units_left] : left) RC_ASSERT(units_left >= 0);
  const auto part_of = [&](subscriber::BalanceId id) {
    std::int64_t sum = 0;
    for (const auto& part : charged.parts) sum += part.balance == id ? part.amount : 0;
    return sum;
  };
  RC_ASSERT(before.record.main.in_nano() - left[0] == (free ? 0 : part_of(0)));
  for (const auto& balance : before.record.balances) {
    RC_ASSERT(balance.left - left[balance.id] == part_of(balance.id));
  }
}

RC_GTEST_PROP(ChargeEventProperty, what_may_not_pay_does_not_and_every_SMART_balance_is_explained,
              ()) {
  Before before;
  const auto use = classify(before.use, before.world.programme());
  const auto decided = decide(before.record, ChargeEvent{before.use}, before.world.context());
  RC_PRE(decided.has_value());
  const auto& charged = std::get<Charged>(decided->front());
  const auto has_paid = [&](const Balance& balance) {
    return std::any_of(charged.parts.begin(), charged.parts.end(),
                       [&](const auto& part) { return part.balance == balance.id; });
  };
  for (const auto& balance : before.record.balances) {
    const auto rule = kept_out(balance, use, before.record, before.world.programme());
    if (rule) RC_ASSERT(!has_paid(balance));
    const auto said = std::count_if(charged.kept_out.begin(), charged.kept_out.end(),
                                    [&](const auto& kept) { return kept.balance == balance.id; });
    const bool explained = balance.kind == BalanceKind::smart && !has_paid(balance);
    RC_ASSERT(said == (explained ? 1 : 0));
    for (const auto& kept : charged.kept_out) {
      if (kept.balance == balance.id && rule) RC_ASSERT(kept.rule == *rule);
    }
  }
}

RC_GTEST_PROP(ChargeEventProperty, refused_only_when_there_is_not_enough, ()) {
  Before before;
  const auto use = classify(before.use, before.world.programme());
  const auto decided = decide(before.record, ChargeEvent{before.use}, before.world.context());
  RC_PRE(!decided.has_value());
  RC_ASSERT(decided.error() == Refusal::U12_nothing_may_pay);
  RC_ASSERT(units_that_may_pay(before, use) < price_of(before, use, use.quantity));
}

}  // namespace
}  // namespace airperk::charging
