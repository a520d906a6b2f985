#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/outreach/slot.h"
#include "engine/audit.h"
#include "engine/audit_bookkeeper.h"

/// The bookkeeper's contacts: the caps, counted again from the journal.
namespace airperk::engine {

using namespace subscriber;

namespace {

bool holds_a_slot(const AuditBook::Contact& contact) {
  return contact.state != ContactState::returned && contact.state != ContactState::refused;
}

void add(AuditSlots& slots, const AuditBook::Contact& contact) {
  ++(contact.kind == ContactKind::message ? slots.messages : slots.surveys);
  const bool in_doubt =
      contact.state == ContactState::taken || contact.state == ContactState::unknown;
  if (in_doubt) ++slots.in_doubt;
}

}  // namespace

std::vector<AuditSlots> Audit::slots() const {
  std::map<std::pair<std::uint32_t, Month>, AuditSlots> all;
  for (const auto& [id, book] : books_) {
    for (const auto& contact : book.contacts) {
      if (!holds_a_slot(contact)) continue;
      auto& slots =
          all.try_emplace({id, contact.month}, AuditSlots{{id}, contact.month}).first->second;
      add(slots, contact);
    }
  }
  std::vector<AuditSlots> in_order;
  for (const auto& [where, slots] : all) in_order.push_back(slots);
  return in_order;
}

int& AuditBookkeeper::slots_of(ContactKind kind) {
  return kind == ContactKind::message ? book_.messages : book_.surveys;
}

void AuditBookkeeper::operator()(const ContactTaken& taken) {
  const bool message = taken.kind == ContactKind::message;
  const auto& caps = programme_.contacts;
  if (!book_.member) find("C4: a contact with somebody outside the programme");
  if (taken.month != book_.month) find("C2: a slot of another month");
  if (++slots_of(taken.kind) > (message ? caps.messages_per_month : caps.surveys_per_month)) {
    find(message ? "C2: one message too many in a month" : "C3: one survey too many in a month");
  }
  if (!outreach::in_hours(programme_, at_)) find("C8: a contact in quiet hours");
  totals_.most_messages = std::max(totals_.most_messages, book_.messages);
  ++totals_.contacts;

  auto* contact = book_.find_contact(taken.campaign);
  if (contact && contact->state != ContactState::returned) {
    const bool refused =
        contact->state == ContactState::refused || contact->state == ContactState::control;
    find(fmt::format("C6: campaign {} contacts {}", taken.campaign,
                     refused ? "whom it has refused" : "twice"));
  }
  if (!contact) contact = &book_.contacts.emplace_back();
  *contact = {taken.campaign, taken.kind, taken.month, ContactState::taken};
}

void AuditBookkeeper::operator()(const ContactMoved& moved) {
  auto* contact = book_.find_contact(moved.campaign);
  if (!contact || contact->erased) {
    return find(fmt::format("campaign {} moves a contact it does not have", moved.campaign));
  }
  const auto from = std::exchange(contact->state, moved.to);
  if (moved.to != ContactState::returned) return;
  if (from != ContactState::taken) find("C5: a slot is given back that the network may have used");
  if (contact->month == book_.month) --slots_of(contact->kind);
  --totals_.contacts;
}

void AuditBookkeeper::operator()(const ContactRefused& refused) {
  auto* contact = book_.find_contact(refused.campaign);
  if (contact && !contact->erased && contact->state != ContactState::returned) {
    find(fmt::format("C6: campaign {} refuses whom it has contacted", refused.campaign));
  }
  // What a leave has erased keeps its slot (M6), whatever is decided after another join.
  if (contact && contact->erased && holds_a_slot(*contact)) return;
  if (!contact) contact = &book_.contacts.emplace_back();
  *contact = {refused.campaign, refused.kind, book_.month, ContactState::refused};
}

void AuditBookkeeper::operator()(const ContactWithheld& withheld) {
  auto* contact = book_.find_contact(withheld.campaign);
  if (contact && !contact->erased && contact->state != ContactState::returned) {
    find(fmt::format("C6: campaign {} withholds what it has said", withheld.campaign));
  }
  if (!contact) contact = &book_.contacts.emplace_back();
  *contact = {withheld.campaign, withheld.kind, book_.month, ContactState::control};
}

void AuditBookkeeper::operator()(const Erased& erased) {
  if (book_.member) find("S3: a member is erased");
  if (erased.why == Erasure::after_leave && at_ != book_.erase_at) {
    find("S3: erased at another time than was due");
  }
  book_.erase_at = Instant::never();
  book_.told_how_to_leave = 0;
  for (auto& contact : book_.contacts) {
    const bool open = contact.state == ContactState::taken ||
                      contact.state == ContactState::handed_over ||
                      contact.state == ContactState::unknown;
    if (!open || contact.month != book_.month) contact.erased = true;
  }
}

void AuditBookkeeper::operator()(const ServiceMessageTaken& taken) {
  // An answer, to whoever wrote: at any time, but once a day.
  if (taken.kind == ServiceMessageKind::how_to_leave) {
    if (book_.told_how_to_leave == taken.about) find("C10: told how to leave twice a day");
    book_.told_how_to_leave = taken.about;
    return;
  }
  if (!book_.member) find("C7: a service message to somebody outside the programme");
  if (!outreach::in_hours(programme_, at_)) find("C8: a service message in quiet hours");
  auto& before = book_.service_messages;
  if (std::find(before.begin(), before.end(), taken) != before.end()) {
    find("C7: a service message says again what one has said");
  }
  before.push_back(taken);
}

}  // namespace airperk::engine
