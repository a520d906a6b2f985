#include "store/archive/event_form.h"

#include "store/archive/session_form.h"

namespace airperk::store::archive {
namespace {

using namespace subscriber;

class Writer {
 public:
  Writer(SubscriberId id, const Sealer& sealer, pb::Event& form)
      : id_(id), sealer_(sealer), form_(form) {}

  void operator()(const Provisioned& fact) {
    auto& f = *form_.mutable_provisioned();
    f.set_brand(fact.brand.value);
    f.set_tariff(fact.tariff.value);
    f.set_language(fact.language.packed());
    f.set_main(fact.main.in_nano());
    f.set_region(fact.region.value);
    f.set_age_band(static_cast<std::uint32_t>(fact.age_band));
  }
  void operator()(const Joined& fact) {
    auto& f = *form_.mutable_joined();
    f.set_terms_version(fact.terms_version);
    f.set_channel(static_cast<std::uint32_t>(fact.channel));
    f.set_language(fact.language.packed());
    f.set_shown(static_cast<std::uint32_t>(fact.shown));
  }
  void operator()(const Left& fact) {
    auto& f = *form_.mutable_left();
    f.set_reason(static_cast<std::uint32_t>(fact.reason));
    f.set_channel(static_cast<std::uint32_t>(fact.channel));
    if (fact.erase_at != Instant::beginning()) f.set_erase_at(fact.erase_at.in_microseconds());
    if (fact.drops_through) f.set_drops_through(*fact.drops_through);
  }
  void operator()(const Erased& fact) {
    form_.mutable_erased()->set_why(static_cast<std::uint32_t>(fact.why));
    if (fact.forgets_words()) sealer_.renew(id_);
  }
  void operator()(const BonusGranted& fact) {
    auto& f = *form_.mutable_bonus_granted();
    f.set_id(fact.id);
    f.set_amount(fact.amount.in_nano());
    f.set_until(fact.until.in_microseconds());
  }
  void operator()(const BonusActivated& fact) {
    auto& f = *form_.mutable_bonus_activated();
    f.set_grant(fact.grant);
    f.set_balance(fact.balance);
    f.set_until(fact.until.in_microseconds());
  }
  void operator()(const GrantCancelled& fact) {
    auto& f = *form_.mutable_grant_cancelled();
    f.set_id(fact.id);
    f.set_amount(fact.amount.in_nano());
    f.set_why(static_cast<std::uint32_t>(fact.why));
  }
  void operator()(const BalanceEnded& fact) {
    auto& f = *form_.mutable_balance_ended();
    f.set_id(fact.id);
    f.set_left(fact.left);
    f.set_why(static_cast<std::uint32_t>(fact.why));
    f.set_unit(static_cast<std::uint32_t>(fact.unit));
  }
  void operator()(const ExtraBonusGiven& fact) {
    auto& f = *form_.mutable_extra_bonus_given();
    f.set_id(fact.id);
    f.set_amount(fact.amount.in_nano());
    f.set_until(fact.until.in_microseconds());
    f.set_sealed_reason(sealer_.seal(id_, fact.reason));
    f.set_sealed_approved_by(sealer_.seal(id_, fact.approved_by));
  }
  void operator()(const ToppedUp& fact) {
    form_.mutable_topped_up()->set_amount(fact.amount.in_nano());
  }
  void operator()(const TransferSent& fact) {
    auto& f = *form_.mutable_transfer_sent();
    f.set_to(fact.to.value);
    f.set_amount(fact.amount.in_nano());
    f.set_fee(fact.fee.in_nano());
    f.set_day(fact.day);
  }
  void operator()(const TransferReceived& fact) {
    auto& f = *form_.mutable_transfer_received();
    f.set_from(fact.from.value);
    f.set_amount(fact.amount.in_nano());
  }
  void operator()(const LanguageChanged& fact) {
    form_.mutable_language_changed()->set_language(fact.language.packed());
  }
  void operator()(const TariffChanged& fact) {
    auto& f = *form_.mutable_tariff_changed();
    f.set_tariff(fact.tariff.value);
    f.set_fee_paid(fact.fee_paid);
  }
  void operator()(const AttributesStated& fact) {
    auto& f = *form_.mutable_attributes_stated();
    f.set_region(fact.region.value);
    f.set_age_band(static_cast<std::uint32_t>(fact.age_band));
  }
  void operator()(const BrandChanged& fact) {
    form_.mutable_brand_changed()->set_brand(fact.brand.value);
  }
  void operator()(const ServiceTaken& fact) {
    auto& f = *form_.mutable_service_taken();
    f.set_service(fact.service.value);
    f.set_fee_paid(fact.fee_paid);
  }
  void operator()(const ServiceDropped& fact) {
    form_.mutable_service_dropped()->set_service(fact.service.value);
  }
  void operator()(const DialogueMoved& fact) {
    auto& f = *form_.mutable_dialogue_moved();
    f.set_session(fact.to.session);
    f.set_screen(static_cast<std::uint32_t>(fact.to.screen));
    f.set_page(fact.to.page);
    if (fact.to.since != Instant::beginning()) f.set_since(fact.to.since.in_microseconds());
  }
  void operator()(const Charged& fact) { archive::to_form(fact, *form_.mutable_charged()); }
  void operator()(const Refunded& fact) {
    auto& f = *form_.mutable_refunded();
    f.set_version(fact.charge.version);
    f.set_index(fact.charge.index);
    f.set_quantity(fact.quantity);
    for (const auto& part : fact.parts) {
      auto& p = *f.add_parts();
      archive::to_form(part.share, *p.mutable_share());
      p.set_since(part.since.in_microseconds());
      p.set_until(part.until.in_microseconds());
    }
    for (const auto& share : fact.ended) archive::to_form(share, *f.add_ended());
    f.set_request(fact.request);
    f.set_sealed_reason(sealer_.seal(id_, fact.reason));
    f.set_sealed_by(sealer_.seal(id_, fact.by));
    f.set_sealed_approved_by(sealer_.seal(id_, fact.approved_by));
  }
  void operator()(const Adjusted& fact) {
    auto& f = *form_.mutable_adjusted();
    f.set_amount(fact.amount.in_nano());
    f.set_sealed_reason(sealer_.seal(id_, fact.reason));
    f.set_sealed_by(sealer_.seal(id_, fact.by));
    f.set_sealed_approved_by(sealer_.seal(id_, fact.approved_by));
  }
  void operator()(const BalanceGiven& fact) {
    auto& f = *form_.mutable_balance_given();
    f.set_id(fact.id);
    f.set_kind(static_cast<std::uint32_t>(fact.kind));
    f.set_unit(static_cast<std::uint32_t>(fact.unit));
    f.set_amount(fact.amount);
    f.set_until(fact.until.in_microseconds());
    f.set_name(fact.name);
  }
  void operator()(const AllowanceCredited& fact) {
    auto& f = *form_.mutable_allowance_credited();
    f.set_name(fact.name);
    f.set_until(fact.until.in_microseconds());
    for (const auto& part : fact.parts) {
      auto& p = *f.add_parts();
      p.set_id(part.id);
      p.set_unit(static_cast<std::uint32_t>(part.unit));
      p.set_amount(part.amount);
    }
  }
  void operator()(const AllowanceStopped&) { form_.mutable_allowance_stopped(); }
  void operator()(const SessionOpened& fact) {
    auto& f = *form_.mutable_session_opened();
    f.set_session(fact.session);
    f.set_number(fact.number);
    put_use(fact.use, f);
    f.set_location_unknown(fact.location_unknown);
    f.set_incoming(fact.incoming);
    f.set_client(fact.client);
  }
  void operator()(const FlowOpened& fact) {
    auto& f = *form_.mutable_flow_opened();
    f.set_session(fact.session);
    put_names(fact, f);
  }
  void operator()(const SessionUpdated& fact) {
    auto& f = *form_.mutable_session_updated();
    f.set_session(fact.session);
    f.set_number(fact.number);
    f.set_roaming(fact.roaming);
    f.set_location_unknown(fact.location_unknown);
  }
  void operator()(const SessionClosed& fact) {
    auto& f = *form_.mutable_session_closed();
    f.set_session(fact.session);
    f.set_why(static_cast<std::uint32_t>(fact.why));
  }
  void operator()(const Granted& fact) {
    auto& f = *form_.mutable_granted();
    f.set_session(fact.session);
    f.set_flow(fact.flow);
    archive::to_form(fact.grant, *f.mutable_grant());
    f.set_after_change(fact.after_change);
  }
  void operator()(const GrantReleased& fact) {
    auto& f = *form_.mutable_grant_released();
    f.set_session(fact.session);
    f.set_flow(fact.flow);
    f.set_lapsed(fact.lapsed);
    add_forms(fact.cancelled, f.mutable_cancelled());
    f.set_after_change(fact.after_change);
  }
  void operator()(const ContactTaken& fact) {
    auto& f = *form_.mutable_contact_taken();
    f.set_campaign(fact.campaign);
    f.set_kind(static_cast<std::uint32_t>(fact.kind));
    f.set_channel(static_cast<std::uint32_t>(fact.channel));
    f.set_month(fact.month.index);
  }
  void operator()(const ContactMoved& fact) {
    auto& f = *form_.mutable_contact_moved();
    f.set_campaign(fact.campaign);
    f.set_to(static_cast<std::uint32_t>(fact.to));
    f.set_reference(fact.reference);
  }
  void operator()(const ContactRefused& fact) {
    auto& f = *form_.mutable_contact_refused();
    f.set_campaign(fact.campaign);
    f.set_kind(static_cast<std::uint32_t>(fact.kind));
    f.set_channel(static_cast<std::uint32_t>(fact.channel));
    f.set_rule(static_cast<std::uint32_t>(fact.rule));
  }
  void operator()(const ContactWithheld& fact) {
    auto& f = *form_.mutable_contact_withheld();
    f.set_campaign(fact.campaign);
    f.set_kind(static_cast<std::uint32_t>(fact.kind));
    f.set_channel(static_cast<std::uint32_t>(fact.channel));
  }
  void operator()(const SurveyMoved& fact) {
    auto& f = *form_.mutable_survey_moved();
    f.set_campaign(fact.campaign);
    f.set_to(static_cast<std::uint32_t>(fact.to));
    f.set_channel(static_cast<std::uint32_t>(fact.channel));
  }
  void operator()(const ServiceMessageTaken& fact) {
    auto& f = *form_.mutable_service_message_taken();
    f.set_kind(static_cast<std::uint32_t>(fact.kind));
    f.set_about(fact.about);
  }

 private:
  SubscriberId id_;
  const Sealer& sealer_;
  pb::Event& form_;
};

std::optional<Fact> read(const pb::Event& form, SubscriberId id, const Sealer& sealer) {
  using programme::Language;
  const auto nano = [](std::int64_t value) { return Amount::nano(value); };
  const auto instant = [](std::int64_t value) { return Instant::microseconds(value); };
  switch (form.fact_case()) {
    case pb::Event::kProvisioned: {
      const auto& f = form.provisioned();
      return Provisioned{{f.brand()},    {f.tariff()}, Language::from_packed(f.language()),
                         nano(f.main()), {f.region()}, static_cast<AgeBand>(f.age_band())};
    }
    case pb::Event::kJoined: {
      const auto& f = form.joined();
      return Joined{f.terms_version(), static_cast<Channel>(f.channel()),
                    Language::from_packed(f.language()), static_cast<Shown>(f.shown())};
    }
    case pb::Event::kLeft: {
      const auto& f = form.left();
      Left left{static_cast<LeaveReason>(f.reason()), static_cast<Channel>(f.channel())};
      if (f.has_erase_at()) left.erase_at = instant(f.erase_at());
      if (f.has_drops_through()) left.drops_through = f.drops_through();
      return left;
    }
    case pb::Event::kErased:
      return Erased{static_cast<Erasure>(form.erased().why())};
    case pb::Event::kBonusGranted: {
      const auto& f = form.bonus_granted();
      return BonusGranted{f.id(), nano(f.amount()), instant(f.until())};
    }
    case pb::Event::kBonusActivated: {
      const auto& f = form.bonus_activated();
      return BonusActivated{f.grant(), f.balance(), instant(f.until())};
    }
    case pb::Event::kGrantCancelled: {
      const auto& f = form.grant_cancelled();
      return GrantCancelled{f.id(), nano(f.amount()), static_cast<Ending>(f.why())};
    }
    case pb::Event::kBalanceEnded: {
      const auto& f = form.balance_ended();
      const auto unit = f.unit() == 0 ? Unit::units : static_cast<Unit>(f.unit());
      return BalanceEnded{f.id(), f.left(), static_cast<Ending>(f.why()), unit};
    }
    case pb::Event::kExtraBonusGiven: {
      const auto& f = form.extra_bonus_given();
      return ExtraBonusGiven{f.id(), nano(f.amount()), instant(f.until()),
                             sealer.open(id, f.sealed_reason()),
                             sealer.open(id, f.sealed_approved_by())};
    }
    case pb::Event::kToppedUp:
      return ToppedUp{nano(form.topped_up().amount())};
    case pb::Event::kTransferSent: {
      const auto& f = form.transfer_sent();
      return TransferSent{{f.to()}, nano(f.amount()), nano(f.fee()), f.day()};
    }
    case pb::Event::kTransferReceived:
      return TransferReceived{{form.transfer_received().from()},
                              nano(form.transfer_received().amount())};
    case pb::Event::kLanguageChanged:
      return LanguageChanged{Language::from_packed(form.language_changed().language())};
    case pb::Event::kTariffChanged:
      return TariffChanged{{form.tariff_changed().tariff()}, form.tariff_changed().fee_paid()};
    case pb::Event::kBrandChanged:
      return BrandChanged{{form.brand_changed().brand()}};
    case pb::Event::kServiceTaken:
      return ServiceTaken{{form.service_taken().service()}, form.service_taken().fee_paid()};
    case pb::Event::kServiceDropped:
      return ServiceDropped{{form.service_dropped().service()}};
    case pb::Event::kDialogueMoved: {
      const auto& f = form.dialogue_moved();
      DialogueState to{f.session(), static_cast<ScreenId>(f.screen()),
                       static_cast<std::uint8_t>(f.page())};
      if (f.has_since()) to.since = Instant::microseconds(f.since());
      return DialogueMoved{to};
    }
    case pb::Event::kCharged:
      return archive::from_form(form.charged());
    case pb::Event::kRefunded: {
      const auto& f = form.refunded();
      Refunded refunded{.charge = {f.version(), f.index()}, .quantity = f.quantity()};
      for (const auto& part : f.parts()) {
        refunded.parts.push_back(
            {archive::from_form(part.share()), instant(part.since()), instant(part.until())});
      }
      for (const auto& share : f.ended()) refunded.ended.push_back(archive::from_form(share));
      refunded.request = f.request();
      refunded.reason = sealer.open(id, f.sealed_reason());
      refunded.by = sealer.open(id, f.sealed_by());
      refunded.approved_by = sealer.open(id, f.sealed_approved_by());
      return refunded;
    }
    case pb::Event::kAdjusted: {
      const auto& f = form.adjusted();
      return Adjusted{nano(f.amount()), sealer.open(id, f.sealed_reason()),
                      sealer.open(id, f.sealed_by()), sealer.open(id, f.sealed_approved_by())};
    }
    case pb::Event::kBalanceGiven: {
      const auto& f = form.balance_given();
      return BalanceGiven{f.id(),
                          static_cast<BalanceKind>(f.kind()),
                          static_cast<Unit>(f.unit()),
                          f.amount(),
                          instant(f.until()),
                          f.name()};
    }
    case pb::Event::kAllowanceCredited: {
      const auto& f = form.allowance_credited();
      AllowanceCredited fact{f.name(), instant(f.until()), {}};
      for (const auto& p : f.parts()) {
        fact.parts.push_back({p.id(), static_cast<Unit>(p.unit()), p.amount()});
      }
      return fact;
    }
    case pb::Event::kAllowanceStopped:
      return AllowanceStopped{};
    case pb::Event::kSessionOpened: {
      const auto& f = form.session_opened();
      return SessionOpened{f.session(),          f.number(),   use_of(f),
                           f.location_unknown(), f.incoming(), f.client()};
    }
    case pb::Event::kFlowOpened: {
      FlowOpened fact{form.flow_opened().session(), {}, {}};
      take_names(form.flow_opened(), fact);
      return fact;
    }
    case pb::Event::kSessionUpdated: {
      const auto& f = form.session_updated();
      return SessionUpdated{f.session(), f.number(), f.roaming(), f.location_unknown()};
    }
    case pb::Event::kSessionClosed:
      return SessionClosed{form.session_closed().session(),
                           static_cast<SessionEnd>(form.session_closed().why())};
    case pb::Event::kGranted:
      return Granted{form.granted().session(), form.granted().flow(),
                     archive::from_form(form.granted().grant()), form.granted().after_change()};
    case pb::Event::kGrantReleased: {
      const auto& f = form.grant_released();
      return GrantReleased{f.session(), f.flow(), f.lapsed(), from_forms<Share>(f.cancelled()),
                           f.after_change()};
    }
    case pb::Event::kContactTaken: {
      const auto& f = form.contact_taken();
      return ContactTaken{f.campaign(),
                          static_cast<ContactKind>(f.kind()),
                          static_cast<Channel>(f.channel()),
                          {f.month()}};
    }
    case pb::Event::kContactMoved: {
      const auto& f = form.contact_moved();
      return ContactMoved{f.campaign(), static_cast<ContactState>(f.to()), f.reference()};
    }
    case pb::Event::kContactRefused: {
      const auto& f = form.contact_refused();
      return ContactRefused{f.campaign(), static_cast<ContactKind>(f.kind()),
                            static_cast<Channel>(f.channel()), static_cast<ContactRule>(f.rule())};
    }
    case pb::Event::kAttributesStated: {
      const auto& f = form.attributes_stated();
      return AttributesStated{{f.region()}, static_cast<AgeBand>(f.age_band())};
    }
    case pb::Event::kContactWithheld: {
      const auto& f = form.contact_withheld();
      return ContactWithheld{f.campaign(), static_cast<ContactKind>(f.kind()),
                             static_cast<Channel>(f.channel())};
    }
    case pb::Event::kSurveyMoved: {
      const auto& f = form.survey_moved();
      return SurveyMoved{f.campaign(), static_cast<Participation>(f.to()),
                         static_cast<Channel>(f.channel())};
    }
    case pb::Event::kServiceMessageTaken: {
      const auto& f = form.service_message_taken();
      return ServiceMessageTaken{static_cast<ServiceMessageKind>(f.kind()), f.about()};
    }
    case pb::Event::FACT_NOT_SET:
      break;
  }
  return {};
}

}  // namespace

void to_form(const Event& event, SubscriberId id, const Sealer& sealer, pb::Event& form) {
  form.set_at(event.at.in_microseconds());
  std::visit(Writer(id, sealer, form), event.fact);
}

std::optional<Event> from_form(const pb::Event& form, SubscriberId id, const Sealer& sealer) {
  auto fact = read(form, id, sealer);
  if (!fact) return {};
  return Event{Instant::microseconds(form.at()), std::move(*fact)};
}

}  // namespace airperk::store::archive
