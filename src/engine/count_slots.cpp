#include <algorithm>

#include "core/subscriber/contacts.h"
#include "engine/decider.h"

namespace airperk::engine {
namespace {

void count(std::vector<std::uint64_t>& counts, int used) {
  const auto place = static_cast<std::size_t>(std::max(used, 0));
  if (counts.size() <= place) counts.resize(place + 1);
  ++counts[place];
}

}  // namespace

/// From records as they stand, like a campaign's reach: the counts of a month need no rolling
/// forward.
Answer GroupDecider::count_slots(const CountSlots& asked) {
  constexpr std::uint32_t looked_at_max = 4096;
  const auto month = house_->programmes.at(asked.at).programme->zone.month_of(asked.at);
  const auto last = store_.subscribers();
  SlotCounts counts;
  counts.through = std::min(last, asked.after + looked_at_max);
  counts.end = counts.through >= last;
  for (auto id = asked.after + 1; id <= counts.through; ++id) {
    const auto* resident = store_.load({id});
    if (!resident) continue;
    const auto& record = resident->record;
    const int messages = subscriber::slots_used(record, month, subscriber::ContactKind::message);
    const int surveys = subscriber::slots_used(record, month, subscriber::ContactKind::survey);
    if (!record.is_member() && messages == 0 && surveys == 0) continue;
    count(counts.messages, messages);
    count(counts.surveys, surveys);
  }
  Answer answer;
  answer.now = group_.at;
  answer.body = std::move(counts);
  return answer;
}

}  // namespace airperk::engine
