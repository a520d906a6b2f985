#include "core/charging/eligibility.h"

namespace airperk::charging {

using programme::Destination;
using programme::Programme;
using programme::Reach;
using programme::ServiceKind;
using programme::UsageKind;
using subscriber::Balance;
using subscriber::BalanceKind;
using subscriber::KeptOut;
using subscriber::Record;

const programme::Service* active_unlimited(const Record& record, const Programme& programme) {
  for (const auto& active : record.services) {
    const auto* service = programme.find_service(active.service);
    if (service && service->kind == ServiceKind::unlimited) return service;
  }
  return nullptr;
}

std::optional<KeptOut> kept_out(const Balance& balance, const Use& use, const Record& record,
                                const Programme& programme) {
  if (use.use.roaming || use.location_unknown) return KeptOut::U2;
  if (use.use.destination == Destination::international) return KeptOut::U3;
  if (use.use.destination != Destination::on_net) return KeptOut::U1;
  if (balance.kind == BalanceKind::smart && active_unlimited(record, programme) &&
      (programme.charging.suspends == Reach::all || use.use.kind == UsageKind::data)) {
    return KeptOut::U5;
  }
  return {};
}

KeptOut rule_of_precedence(const Balance& paid, const Programme& programme) {
  switch (paid.kind) {
    case BalanceKind::extra:
      return KeptOut::U9;
    case BalanceKind::smart:
    case BalanceKind::promotion:
      return KeptOut::U10;
    case BalanceKind::allowance:
      break;
  }
  if (programme.find_tariff(NameKey::of(paid.name))) return KeptOut::U4;
  if (programme.find_service(NameKey::of(paid.name))) return KeptOut::U7;
  return KeptOut::U8;
}

}  // namespace airperk::charging
