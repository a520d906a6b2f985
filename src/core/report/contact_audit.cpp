#include "core/report/contact_audit.h"

#include <algorithm>

namespace airperk::report {

using namespace subscriber;

void ContactAudit::follow(SubscriberId who, const Event& event) {
  if (const auto* taken = std::get_if<ContactTaken>(&event.fact)) {
    take(who, *taken, event.at);
  } else if (const auto* moved = std::get_if<ContactMoved>(&event.fact)) {
    move(who, *moved);
  } else if (std::holds_alternative<Left>(event.fact)) {
    leave(who, event.at);
  } else if (std::holds_alternative<Joined>(event.fact)) {
    person(who).left = Instant::never();
  }
}

ContactAudit::Person& ContactAudit::person(SubscriberId who) {
  if (who.value >= people_.size()) people_.resize(who.value + std::size_t{1});
  return people_[who.value];
}

void ContactAudit::take(SubscriberId who, const ContactTaken& fact, Instant at) {
  auto& person = this->person(who);
  if (person.month != fact.month) {
    person.month = fact.month;
    person.messages = person.surveys = 0;
  }
  const bool message = fact.kind == ContactKind::message;
  auto& month = message ? months_[fact.month].messages : months_[fact.month].surveys;
  auto& slots = message ? person.messages : person.surveys;
  ++month.contacts;
  month.most = std::max<std::uint32_t>(month.most, ++slots);
  under_way_.insert_or_assign({who.value, fact.campaign}, Taken{fact.kind, fact.month});
  if (person.left == Instant::never()) return;
  ++after_leave_.contacts;
  after_leave_.longest_wait =
      std::max(after_leave_.longest_wait.value_or(Duration()), at - person.left);
}

void ContactAudit::move(SubscriberId who, const ContactMoved& fact) {
  const auto found = under_way_.find({who.value, fact.campaign});
  if (found == under_way_.end()) return;
  const auto taken = found->second;
  under_way_.erase(found);
  if (fact.to != ContactState::returned) return;
  const bool message = taken.kind == ContactKind::message;
  --(message ? months_[taken.month].messages : months_[taken.month].surveys).contacts;
  auto& person = this->person(who);
  if (person.month == taken.month) --(message ? person.messages : person.surveys);
}

/// The record forgets its contacts, but for the month's counts (M6): they keep their slots.
void ContactAudit::leave(SubscriberId who, Instant at) {
  person(who).left = at;
  ++after_leave_.leaves;
  auto first = under_way_.lower_bound({who.value, 0});
  while (first != under_way_.end() && first->first.first == who.value) {
    first = under_way_.erase(first);
    ++after_leave_.under_way;
  }
}

}  // namespace airperk::report
