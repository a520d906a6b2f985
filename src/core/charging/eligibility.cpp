#include "core/charging/eligibility.h"

namespace airperk::charging {

using programme::Destination;
using programme::Programme;
using programme::Reach;
using programme::Service;
using programme::ServiceKind;
using programme::UsageClass;
using programme::UsageKind;
using subscriber::Balance;
using subscriber::BalanceKind;
using subscriber::KeptOut;
using subscriber::Rating;
using subscriber::Record;
using subscriber::Unit;

namespace {

/// None but the main balance pays there (U11).
bool is_abroad(const Rating& rating) {
  return rating.use.roaming || rating.location_unknown ||
         rating.use.destination == Destination::international;
}

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

const Service* active_unlimited(const Record& record, const Programme& programme) {
  for (const auto& active : record.services) {
    const auto* service = programme.find_service(active.service);
    if (service && service->kind == ServiceKind::unlimited) return service;
  }
  return nullptr;
}

/// U6: fee not paid: as if there were no such service.
const Service* paid_night(const Record& record, const Programme& programme) {
  for (const auto& active : record.services) {
    const auto* service = programme.find_service(active.service);
    if (service && service->kind == ServiceKind::night && active.fee_paid) return service;
  }
  return nullptr;
}

/// The night service that covers such a use, whatever the time.
const Service* night_for(const Record& record, const UsageClass& use, const Programme& programme) {
  if (record.services.empty()) return nullptr;
  if (use.kind != UsageKind::data && programme.charging.night_covers == Reach::data) return nullptr;
  return paid_night(record, programme);
}

CivilTime with_time(CivilTime civil, Duration time_of_day) {
  const auto seconds = static_cast<int>(time_of_day.in_seconds());
  civil.hour = seconds / 3600;
  civil.minute = seconds / 60 % 60;
  civil.second = seconds % 60;
  return civil;
}

Duration time_of_day(const CivilTime& civil) {
  return Duration::seconds(civil.hour * 3600 + civil.minute * 60 + civil.second);
}

}  // namespace

std::optional<KeptOut> kept_out(const Balance& balance, const Rating& rating, const Record& record,
                                const Programme& programme) {
  if (rating.use.roaming || rating.location_unknown) return KeptOut::U2;
  if (rating.use.destination == Destination::international) return KeptOut::U3;
  if (rating.use.destination != Destination::on_net) return KeptOut::U1;
  if (balance.unit != Unit::units && balance.unit != unit_of(rating.use.kind)) return KeptOut::U1;
  if (balance.kind == BalanceKind::smart) {
    if (active_unlimited(record, programme) &&
        (programme.charging.suspends == Reach::all || rating.use.kind == UsageKind::data)) {
      return KeptOut::U5;
    }
    if (rating.night) return KeptOut::U6;
  }
  if (balance.kind == BalanceKind::allowance && !record.tariff_fee_paid &&
      NameKey::of(balance.name) == record.tariff) {
    return KeptOut::U4;
  }
  return {};
}

std::optional<FreeService> free_service(const Record& record, const Rating& rating,
                                        const Programme& programme) {
  if (record.services.empty() || rating.use.kind != UsageKind::data || is_abroad(rating)) return {};
  if (const auto* service = active_unlimited(record, programme)) {
    return FreeService{service->name, KeptOut::U5};
  }
  if (!rating.night) return {};
  const auto* service = paid_night(record, programme);
  if (!service) return {};
  return FreeService{service->name, KeptOut::U6};
}

const programme::Tariff* free_tariff(const Record& record, const Rating& rating,
                                     const Programme& programme) {
  if (!record.tariff_fee_paid || is_abroad(rating)) return nullptr;
  const auto* tariff = programme.find_tariff(record.tariff);
  if (!tariff) return nullptr;
  for (const auto& use : tariff->free_while_fee_paid) {
    if (use == rating.use) return tariff;
  }
  return nullptr;
}

bool is_night(const Record& record, const UsageClass& use, const Programme& programme, Instant at) {
  const auto* service = night_for(record, use, programme);
  if (!service) return false;
  const auto time = time_of_day(programme.zone.civil(at));
  return time >= service->from && time < service->until;
}

Instant next_edge(const Record& record, const UsageClass& use, const Programme& programme,
                  Instant at) {
  const auto* service = night_for(record, use, programme);
  if (!service) return Instant::never();
  Instant next = Instant::never();
  // Days that the clocks make longer or shorter have their edges too: two days on is far enough.
  for (int day = 0; day <= 2; ++day) {
    const auto civil = programme.zone.civil(at + Duration::days(day));
    for (const auto edge : {service->from, service->until}) {
      const auto instant = programme.zone.instant(with_time(civil, edge));
      if (instant > at) next = std::min(next, instant);
    }
  }
  return next;
}

KeptOut rule_of_precedence(BalanceKind kind, std::string_view name, const Programme& programme) {
  switch (kind) {
    case BalanceKind::extra:
      return KeptOut::U9;
    case BalanceKind::smart:
    case BalanceKind::promotion:
      return KeptOut::U10;
    case BalanceKind::allowance:
      break;
  }
  if (programme.find_tariff(NameKey::of(name))) return KeptOut::U4;
  if (programme.find_service(NameKey::of(name))) return KeptOut::U7;
  return KeptOut::U8;
}

}  // namespace airperk::charging
