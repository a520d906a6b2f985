#include "engine/decider.h"

namespace airperk::engine {

using subscriber::Facts;
using subscriber::Refusal;

Answer GroupDecider::provision(const Target& target, const Provision& provision) {
  const auto& msisdn = std::get<Msisdn>(target);
  const auto subject = find(target);
  if (provision.imsi) {
    const auto holder = store_.find(*provision.imsi);
    if (holder && (!subject || *holder != subject->id)) return refused(Refusal::number_taken);
  }
  if (!subject) return open_subscriber(msisdn, provision);
  if (!provision.update) return answered({});
  return update_subscriber(*subject, provision);
}

namespace {

NameKey region_key(const std::string& name) {
  return name.empty() ? NameKey{} : NameKey::of(name);
}

}  // namespace

Answer GroupDecider::open_subscriber(Msisdn msisdn, const Provision& provision) {
  const auto& programme = context().programme();
  const auto decided = subscriber::decide(
      subscriber::Provision{NameKey::of(provision.brand.value_or("")),
                            NameKey::of(provision.tariff.value_or("")),
                            provision.language.value_or(programme.languages.front()),
                            provision.main, region_key(provision.region.value_or("")),
                            provision.age_band.value_or(subscriber::AgeBand::unknown)},
      context());
  if (!decided) return refused(decided.error());
  const auto id = store_.open_person(msisdn, provision.imsi);
  group_.directory.push_back(store::PersonOpened{id, msisdn, provision.imsi, group_.at});
  commit({id, store_.load(id)}, {}, *decided);
  Outcome outcome;
  outcome.created = true;
  outcome.main = provision.main;
  return answered(outcome);
}

Answer GroupDecider::update_subscriber(Subject subject, const Provision& provision) {
  auto due = bring_up_to_date(subject);
  const auto& record = subject.resident->record;
  Facts facts;
  std::optional<Refusal> refusal;
  const auto add = [&](subscriber::Decided decided) {
    if (!decided) {
      refusal = refusal.value_or(decided.error());
      return;
    }
    for (auto& fact : *decided) facts.push_back(std::move(fact));
  };
  // All are checked before any is applied: what is refused changes nothing.
  if (provision.brand) {
    add(subscriber::decide(record, subscriber::ChangeBrand{NameKey::of(*provision.brand)},
                           context()));
  }
  if (provision.tariff && NameKey::of(*provision.tariff) != record.tariff) {
    add(subscriber::decide(record, subscriber::ChangeTariff{NameKey::of(*provision.tariff), true},
                           context()));
  }
  if (provision.language) {
    add(subscriber::decide(record, subscriber::SetLanguage{*provision.language}, context()));
  }
  subscriber::SetAttributes attributes{{}, provision.age_band};
  if (provision.region) attributes.region = region_key(*provision.region);
  add(subscriber::decide(record, attributes, context()));
  commit(subject, std::move(due), refusal ? Facts{} : std::move(facts));
  if (refusal) return refused(*refusal);
  if (provision.imsi && *provision.imsi != subject.resident->imsi) {
    store_.change_imsi(subject.id, *provision.imsi);
    group_.directory.push_back(store::ImsiChanged{subject.id, *provision.imsi, group_.at});
  }
  Outcome outcome;
  outcome.main = record.main;
  return answered(outcome);
}

}  // namespace airperk::engine
