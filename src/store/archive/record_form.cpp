#include <google/protobuf/arena.h>

#include "store/archive/archive.h"
#include "store/archive/events.pb.h"
#include "store/archive/session_form.h"

namespace airperk::store::archive {

using namespace subscriber;

void encode(const Resident& resident, std::string& out) {
  const auto& record = resident.record;
  pb::RecordImage form;
  form.set_version(record.version);
  form.set_head(resident.head.value);
  form.set_brand(record.brand.value);
  form.set_tariff(record.tariff.value);
  form.set_language(record.language.packed());
  form.set_tariff_fee_unpaid(!record.tariff_fee_paid);
  form.set_main(record.main.in_nano());
  form.set_region(record.region.value);
  form.set_age_band(static_cast<std::uint32_t>(record.age_band));
  if (const auto& membership = record.membership) {
    auto& f = *form.mutable_membership();
    f.set_since(membership->since.in_microseconds());
    f.set_terms_version(membership->terms_version);
    f.set_language(membership->language.packed());
    f.set_channel(static_cast<std::uint32_t>(membership->channel));
  }
  auto& counts = *form.mutable_counts();
  counts.set_month(record.counts.month.index);
  counts.set_grants(record.counts.grants);
  counts.set_activations(record.counts.activations);
  counts.set_messages(record.counts.messages);
  counts.set_surveys(record.counts.surveys);
  counts.set_transferred(record.counts.transferred.in_nano());
  form.set_granted_through(record.granted_through.index);
  form.set_next_id(record.next_id);
  if (record.dialogue != DialogueState{}) {
    form.mutable_dialogue()->set_session(record.dialogue.session);
    form.mutable_dialogue()->set_screen(static_cast<std::uint32_t>(record.dialogue.screen));
    form.mutable_dialogue()->set_page(record.dialogue.page);
    if (record.dialogue.since != Instant::beginning()) {
      form.mutable_dialogue()->set_since(record.dialogue.since.in_microseconds());
    }
  }
  form.set_transfer_day(record.transfer_day);
  form.set_transfers_today(record.transfers_today);
  for (const auto& grant : record.waiting) {
    auto& f = *form.add_waiting();
    f.set_id(grant.id);
    f.set_amount(grant.amount.in_nano());
    f.set_granted_at(grant.granted_at.in_microseconds());
    f.set_until(grant.until.in_microseconds());
    f.set_reminded(grant.reminded);
  }
  for (const auto& balance : record.balances) {
    auto& f = *form.add_balances();
    f.set_id(balance.id);
    f.set_kind(static_cast<std::uint32_t>(balance.kind));
    f.set_unit(static_cast<std::uint32_t>(balance.unit));
    f.set_left(balance.left);
    f.set_since(balance.since.in_microseconds());
    f.set_until(balance.until.in_microseconds());
    f.set_name(balance.name);
    f.set_notice(static_cast<std::uint32_t>(balance.notice));
  }
  for (const auto& service : record.services) {
    auto& f = *form.add_services();
    f.set_service(service.service.value);
    f.set_fee_paid(service.fee_paid);
  }
  for (const auto& session : record.sessions) to_form(session, *form.add_sessions());
  if (record.allowance_until != Instant::never()) {
    form.set_allowance_until(record.allowance_until.in_microseconds());
  }
  if (record.left_at != Instant::beginning()) {
    form.set_left_at(record.left_at.in_microseconds());
  }
  if (record.left_after) form.set_left_after(*record.left_after);
  form.set_terms_told(record.terms_told);
  form.set_told_how_to_leave(record.told_how_to_leave);
  if (record.erase_at != Instant::never()) form.set_erase_at(record.erase_at.in_microseconds());
  form.set_erased_version(record.erased_version);
  form.set_is_erased(record.is_erased);
  for (const auto& contact : record.contacts) {
    auto& f = *form.add_contacts();
    f.set_campaign(contact.campaign);
    f.set_kind(static_cast<std::uint32_t>(contact.kind));
    f.set_channel(static_cast<std::uint32_t>(contact.channel));
    f.set_state(static_cast<std::uint32_t>(contact.state));
    f.set_rule(static_cast<std::uint32_t>(contact.rule));
    f.set_month(contact.month.index);
    f.set_at(contact.at.in_microseconds());
    f.set_reference(contact.reference);
    f.set_participation(static_cast<std::uint32_t>(contact.participation));
  }
  form.SerializeToString(&out);
}

Result<Resident> decode_record(std::string_view bytes) {
  pb::RecordImage form;
  if (!form.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return fail("not a record: the checkpoint is damaged");
  }
  const auto instant = [](std::int64_t value) { return Instant::microseconds(value); };
  Resident resident;
  resident.head = {form.head()};
  auto& record = resident.record;
  record.version = form.version();
  record.brand = {form.brand()};
  record.tariff = {form.tariff()};
  record.language = programme::Language::from_packed(form.language());
  record.tariff_fee_paid = !form.tariff_fee_unpaid();
  record.main = Amount::nano(form.main());
  record.region = {form.region()};
  record.age_band = static_cast<AgeBand>(form.age_band());
  if (form.has_membership()) {
    const auto& f = form.membership();
    record.membership = Membership{instant(f.since()), f.terms_version(),
                                   programme::Language::from_packed(f.language()),
                                   static_cast<Channel>(f.channel())};
  }
  const auto& counts = form.counts();
  record.counts = {{counts.month()},
                   static_cast<std::uint8_t>(counts.grants()),
                   static_cast<std::uint8_t>(counts.activations()),
                   static_cast<std::uint16_t>(counts.messages()),
                   static_cast<std::uint16_t>(counts.surveys()),
                   Amount::nano(counts.transferred())};
  record.granted_through = {form.granted_through()};
  record.next_id = form.next_id();
  record.dialogue = {form.dialogue().session(), static_cast<ScreenId>(form.dialogue().screen()),
                     static_cast<std::uint8_t>(form.dialogue().page())};
  if (form.dialogue().has_since()) record.dialogue.since = instant(form.dialogue().since());
  record.transfer_day = form.transfer_day();
  record.transfers_today = form.transfers_today();
  record.waiting.reserve(static_cast<std::size_t>(form.waiting_size()));
  for (const auto& f : form.waiting()) {
    record.waiting.push_back({f.id(), f.reminded(), Amount::nano(f.amount()),
                              instant(f.granted_at()), instant(f.until())});
  }
  record.balances.reserve(static_cast<std::size_t>(form.balances_size()));
  for (const auto& f : form.balances()) {
    record.balances.push_back({f.id(), static_cast<BalanceKind>(f.kind()),
                               static_cast<Unit>(f.unit()), static_cast<Notice>(f.notice()),
                               f.left(), instant(f.since()), instant(f.until()), f.name()});
  }
  for (const auto& f : form.services()) {
    record.services.push_back({{f.service()}, f.fee_paid()});
  }
  for (const auto& f : form.sessions()) record.sessions.push_back(from_form(f));
  if (form.has_allowance_until()) record.allowance_until = instant(form.allowance_until());
  if (form.has_left_at()) record.left_at = instant(form.left_at());
  if (form.has_left_after()) record.left_after = form.left_after();
  record.terms_told = form.terms_told();
  record.told_how_to_leave = form.told_how_to_leave();
  if (form.has_erase_at()) record.erase_at = instant(form.erase_at());
  record.erased_version = form.erased_version();
  record.is_erased = form.is_erased();
  record.contacts.reserve(static_cast<std::size_t>(form.contacts_size()));
  for (const auto& f : form.contacts()) {
    record.contacts.push_back({.campaign = f.campaign(),
                               .kind = static_cast<ContactKind>(f.kind()),
                               .channel = static_cast<Channel>(f.channel()),
                               .state = static_cast<ContactState>(f.state()),
                               .rule = static_cast<ContactRule>(f.rule()),
                               .month = {f.month()},
                               .at = instant(f.at()),
                               .reference = f.reference(),
                               .participation = static_cast<Participation>(f.participation())});
  }
  return resident;
}

}  // namespace airperk::store::archive
