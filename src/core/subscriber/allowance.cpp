#include "core/subscriber/allowance.h"

namespace airperk::subscriber {
namespace {

Unit unit_of(programme::UsageKind kind) {
  switch (kind) {
    case programme::UsageKind::voice:
      return Unit::seconds;
    case programme::UsageKind::sms:
      return Unit::messages;
    case programme::UsageKind::data:
      return Unit::bytes;
  }
  return Unit::units;
}

Fact allowance_of(const programme::Tariff* tariff, bool fee_paid, BalanceId next_id, Instant at) {
  if (!tariff || !tariff->allowance) return AllowanceStopped{};
  const auto& allowance = *tariff->allowance;
  if (allowance.while_fee_paid && !fee_paid) return AllowanceStopped{};
  AllowanceCredited credited{tariff->name, at + allowance.period, {}};
  for (const auto& part : allowance.parts) {
    credited.parts.push_back(
        {next_id++, unit_of(part.kind), static_cast<std::int64_t>(part.quantity)});
  }
  return credited;
}

}  // namespace

Fact next_allowance(const Record& record, const programme::Programme& programme, Instant at) {
  return allowance_of(programme.find_tariff(record.tariff), record.tariff_fee_paid, record.next_id,
                      at);
}

void begin_allowance(const Record& record, NameKey tariff, bool fee_paid,
                     const programme::Programme& programme, Instant at, std::vector<Fact>& facts) {
  // A fee stated for the tariff that goes on: the period that was paid for goes on as well.
  const bool goes_on = record.tariff == tariff;
  if (goes_on && record.allowance_until != Instant::never()) return;
  if (!goes_on) {
    for (const auto& balance : record.balances) {
      if (!is_of_tariff(balance, programme)) continue;
      facts.push_back(BalanceEnded{balance.id, balance.left, Ending::tariff_changed, balance.unit});
    }
  }
  auto begun = allowance_of(programme.find_tariff(tariff), fee_paid, record.next_id, at);
  const bool stops = std::holds_alternative<AllowanceStopped>(begun);
  if (!stops || record.allowance_until != Instant::never()) facts.push_back(std::move(begun));
}

bool is_of_tariff(const Balance& balance, const programme::Programme& programme) {
  return balance.kind == BalanceKind::allowance &&
         programme.find_tariff(NameKey::of(balance.name)) != nullptr;
}

}  // namespace airperk::subscriber
