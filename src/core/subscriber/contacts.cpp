#include "core/subscriber/contacts.h"

#include <algorithm>

namespace airperk::subscriber {
namespace {

template <typename Contacts>
auto* found(Contacts& contacts, std::uint32_t campaign) {
  const auto at = std::find_if(contacts.begin(), contacts.end(),
                               [campaign](const auto& c) { return c.campaign == campaign; });
  return at == contacts.end() ? nullptr : &*at;
}

}  // namespace

Contact* find_contact(Record& record, std::uint32_t campaign) {
  return found(record.contacts, campaign);
}

const Contact* find_contact(const Record& record, std::uint32_t campaign) {
  return found(record.contacts, campaign);
}

int slots_used(const Record& record, Month month, ContactKind kind) {
  const auto counts = record.counts_of(month);
  return kind == ContactKind::message ? counts.messages : counts.surveys;
}

bool is_kept(const Contact& contact, Instant at) {
  return contact.at + contacts_kept > at;
}

bool is_open(const Contact& contact) {
  return contact.state == ContactState::taken || contact.state == ContactState::handed_over ||
         contact.state == ContactState::unknown;
}

bool outlasts_erasure(const Contact& contact, Month month) {
  return is_open(contact) && contact.month == month;
}

}  // namespace airperk::subscriber
