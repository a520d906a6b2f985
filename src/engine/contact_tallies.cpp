#include "engine/contact_tallies.h"

#include "core/subscriber/contacts.h"

namespace airperk::engine {

using subscriber::Contact;
using subscriber::ContactRule;
using subscriber::ContactState;

std::uint64_t ContactTally::taken() const {
  return in(ContactState::taken) + in(ContactState::handed_over) + in(ContactState::delivered) +
         in(ContactState::failed) + in(ContactState::unknown);
}

std::vector<ContactTallies::Lost> ContactTallies::find_all(store::Store& store) {
  std::vector<Lost> lost;
  for (std::uint32_t id = 1; id <= store.subscribers(); ++id) {
    const auto* resident = store.load({id});
    if (!resident) continue;
    for (const auto& contact : resident->record.contacts) {
      move(nullptr, contact.campaign, contact.state, contact.rule);
      if (contact.state == ContactState::taken) lost.push_back({{id}, contact.campaign});
    }
  }
  return lost;
}

void ContactTallies::follow(const subscriber::Record& record, const subscriber::Fact& fact) {
  const auto before = [&record](std::uint32_t campaign) {
    return subscriber::find_contact(record, campaign);
  };
  if (const auto* taken = std::get_if<subscriber::ContactTaken>(&fact)) {
    move(before(taken->campaign), taken->campaign, ContactState::taken, ContactRule::none);
  } else if (const auto* moved = std::get_if<subscriber::ContactMoved>(&fact)) {
    move(before(moved->campaign), moved->campaign, moved->to, ContactRule::none);
  } else if (const auto* refused = std::get_if<subscriber::ContactRefused>(&fact)) {
    move(before(refused->campaign), refused->campaign, ContactState::refused, refused->rule);
  } else if (std::holds_alternative<subscriber::Left>(fact)) {
    // Nobody will hear what became of those that are being handed over: the record forgets them.
    for (const auto& contact : record.contacts) {
      if (contact.state != ContactState::taken) continue;
      move(&contact, contact.campaign, ContactState::unknown, ContactRule::none);
    }
  }
}

void ContactTallies::move(const Contact* from, std::uint32_t campaign, ContactState to,
                          ContactRule rule) {
  auto& tally = tallies_[campaign];
  if (from) {
    --tally.by_state[static_cast<std::size_t>(from->state)];
    if (from->state == ContactState::refused) {
      --tally.by_rule[static_cast<std::size_t>(from->rule)];
    }
  }
  ++tally.by_state[static_cast<std::size_t>(to)];
  if (to == ContactState::refused) ++tally.by_rule[static_cast<std::size_t>(rule)];
  ++version_;
}

ContactTally ContactTallies::of(std::uint32_t campaign) const {
  const auto at = tallies_.find(campaign);
  return at == tallies_.end() ? ContactTally{} : at->second;
}

}  // namespace airperk::engine
