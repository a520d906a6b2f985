#include "engine/contact_tallies.h"

#include "core/subscriber/contacts.h"

namespace airperk::engine {

using subscriber::Contact;
using subscriber::ContactRule;
using subscriber::ContactState;

std::vector<ContactTallies::Lost> ContactTallies::find_all(store::Store& store) {
  for (const auto& event : store.house()) {
    if (const auto* forgotten = std::get_if<outreach::ContactsForgotten>(&event)) {
      for (const auto& [campaign, tally] : forgotten->tallies) open_[campaign] += tally;
    } else if (const auto* tallied = std::get_if<outreach::CampaignTallied>(&event)) {
      close_with(tallied->id, tallied->tally);
    }
  }
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

void ContactTallies::follow(const subscriber::Record& record, const subscriber::Fact& fact,
                            Instant at) {
  const auto before = [&record, at](std::uint32_t campaign) -> const Contact* {
    const auto* contact = subscriber::find_contact(record, campaign);
    return contact && subscriber::is_kept(*contact, at) ? contact : nullptr;
  };
  if (const auto* taken = std::get_if<subscriber::ContactTaken>(&fact)) {
    forget_the_old(record, at);
    move(before(taken->campaign), taken->campaign, ContactState::taken, ContactRule::none);
  } else if (const auto* moved = std::get_if<subscriber::ContactMoved>(&fact)) {
    move(subscriber::find_contact(record, moved->campaign), moved->campaign, moved->to,
         ContactRule::none);
  } else if (const auto* refused = std::get_if<subscriber::ContactRefused>(&fact)) {
    forget_the_old(record, at);
    move(before(refused->campaign), refused->campaign, ContactState::refused, refused->rule);
  } else if (const auto* withheld = std::get_if<subscriber::ContactWithheld>(&fact)) {
    forget_the_old(record, at);
    move(before(withheld->campaign), withheld->campaign, ContactState::control, ContactRule::none);
  }
}

void ContactTallies::follow_erasure(const std::vector<Contact>& before,
                                    const subscriber::Record& record) {
  for (const auto& contact : before) {
    if (subscriber::find_contact(record, contact.campaign)) continue;
    // Nobody will hear what became of one that is being handed over.
    const bool open = contact.state == ContactState::taken;
    if (open) move(&contact, contact.campaign, ContactState::unknown, ContactRule::none);
    forget(contact, open ? ContactState::unknown : contact.state);
  }
}

void ContactTallies::forget_the_old(const subscriber::Record& record, Instant at) {
  for (const auto& contact : record.contacts) {
    if (!subscriber::is_kept(contact, at)) forget(contact, contact.state);
  }
}

/// The tally stays as it is: it is the next start that would not find the contact.
void ContactTallies::forget(const Contact& contact, ContactState state) {
  if (is_closed(contact.campaign)) return;
  forgotten_.tallies[contact.campaign].add(state, contact.rule);
}

std::optional<outreach::ContactsForgotten> ContactTallies::take_forgotten() {
  if (forgotten_.tallies.empty()) return {};
  return std::exchange(forgotten_, {});
}

void ContactTallies::move(const Contact* from, std::uint32_t campaign, ContactState to,
                          ContactRule rule) {
  if (is_closed(campaign)) return;
  auto& tally = open_[campaign];
  if (from) tally.remove(from->state, from->rule);
  tally.add(to, rule);
  ++version_;
}

std::optional<outreach::CampaignTallied> ContactTallies::close(std::uint32_t campaign) {
  if (is_closed(campaign)) return {};
  const auto tally = of(campaign);
  close_with(campaign, tally);
  return outreach::CampaignTallied{campaign, tally};
}

void ContactTallies::close_with(std::uint32_t campaign, const ContactTally& tally) {
  auto closed = std::make_shared<Closed>(*closed_);
  closed->insert_or_assign(campaign, tally);
  closed_ = std::move(closed);
  open_.erase(campaign);
  forgotten_.tallies.erase(campaign);
  ++version_;
}

ContactTally ContactTallies::of(std::uint32_t campaign) const {
  if (const auto at = closed_->find(campaign); at != closed_->end()) return at->second;
  const auto at = open_.find(campaign);
  return at == open_.end() ? ContactTally{} : at->second;
}

}  // namespace airperk::engine
