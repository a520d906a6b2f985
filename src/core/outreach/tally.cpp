#include "core/outreach/tally.h"

namespace airperk::outreach {

using subscriber::ContactRule;
using subscriber::ContactState;

std::uint64_t Tally::taken() const {
  return in(ContactState::taken) + in(ContactState::handed_over) + in(ContactState::delivered) +
         in(ContactState::failed) + in(ContactState::unknown);
}

void Tally::add(ContactState state, ContactRule rule) {
  ++by_state.at(static_cast<std::size_t>(state));
  if (state == ContactState::refused) ++by_rule.at(static_cast<std::size_t>(rule));
}

void Tally::remove(ContactState state, ContactRule rule) {
  --by_state.at(static_cast<std::size_t>(state));
  if (state == ContactState::refused) --by_rule.at(static_cast<std::size_t>(rule));
}

Tally& Tally::operator+=(const Tally& other) {
  for (std::size_t i = 0; i < by_state.size(); ++i) by_state[i] += other.by_state[i];
  for (std::size_t i = 0; i < by_rule.size(); ++i) by_rule[i] += other.by_rule[i];
  return *this;
}

}  // namespace airperk::outreach
