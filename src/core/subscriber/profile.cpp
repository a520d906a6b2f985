#include "core/subscriber/allowance.h"
#include "core/subscriber/leave.h"

/// What provisioning states about a subscriber: language, tariff, brand, services. Saying what
/// already holds changes nothing and is no event.
namespace airperk::subscriber {
namespace {

bool may_live_in(NameKey region, const programme::Programme& programme) {
  return region == NameKey{} || programme.knows_region(region);
}

}  // namespace

Decided decide(const Provision& provision, const Context& context) {
  const auto& programme = context.programme();
  if (!programme.knows_brand(provision.brand)) return fail(Refusal::unknown_brand);
  if (!programme.find_tariff(provision.tariff)) return fail(Refusal::unknown_tariff);
  if (!programme.speaks(provision.language)) return fail(Refusal::unknown_language);
  if (!may_live_in(provision.region, programme)) return fail(Refusal::unknown_region);
  if (provision.main.is_negative()) return fail(Refusal::amount_not_positive);

  Facts facts{Provisioned{provision.brand, provision.tariff, provision.language, provision.main,
                          provision.region, provision.age_band}};
  begin_allowance({}, provision.tariff, true, programme, context.now, facts);
  return facts;
}

Decided decide(const Record& record, const SetLanguage& set, const Context& context) {
  if (!context.programme().speaks(set.language)) return fail(Refusal::unknown_language);
  if (record.language == set.language) return Facts{};
  return Facts{LanguageChanged{set.language}};
}

Decided decide(const Record& record, const SetAttributes& set, const Context& context) {
  const auto region = set.region.value_or(record.region);
  const auto age_band = set.age_band.value_or(record.age_band);
  if (set.region && !may_live_in(region, context.programme())) {
    return fail(Refusal::unknown_region);
  }
  if (region == record.region && age_band == record.age_band) return Facts{};
  return Facts{AttributesStated{region, age_band}};
}

Decided decide(const Record& record, const ChangeTariff& change, const Context& context) {
  if (!context.programme().find_tariff(change.tariff)) return fail(Refusal::unknown_tariff);
  if (record.tariff == change.tariff && record.tariff_fee_paid == change.fee_paid) return Facts{};
  Facts facts{TariffChanged{change.tariff, change.fee_paid}};
  begin_allowance(record, change.tariff, change.fee_paid, context.programme(), context.now, facts);
  return facts;
}

Decided decide(const Record& record, const ChangeBrand& change, const Context& context) {
  const auto& programme = context.programme();
  if (!programme.knows_brand(change.brand)) return fail(Refusal::unknown_brand);
  if (record.brand == change.brand) return Facts{};

  Facts facts{BrandChanged{change.brand}};
  if (record.is_member() && !programme.admits_brand(change.brand)) {
    for (auto& fact : leave_facts(record, LeaveReason::brand_change, Channel::api, context)) {
      facts.push_back(std::move(fact));
    }
  }
  return facts;
}

Decided decide(const Record& record, const TakeService& take, const Context& context) {
  if (!context.programme().find_service(take.service)) return fail(Refusal::unknown_service);
  for (const auto& service : record.services) {
    if (service == ActiveService{take.service, take.fee_paid}) return Facts{};
  }
  return Facts{ServiceTaken{take.service, take.fee_paid}};
}

Decided decide(const Record& record, const DropService& drop, const Context&) {
  for (const auto& service : record.services) {
    if (service.service == drop.service) return Facts{ServiceDropped{drop.service}};
  }
  return fail(Refusal::service_not_taken);
}

}  // namespace airperk::subscriber
