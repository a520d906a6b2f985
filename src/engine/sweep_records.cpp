#include <algorithm>
#include <utility>

#include "engine/decider.h"

/// The group decider's way round the records, for service messages (C7) and erasures (S3).
namespace airperk::engine {

Answer GroupDecider::sweep(const SweepRecords& asked) {
  // Few enough for nobody to wait long behind them.
  constexpr std::uint32_t looked_at_max = 64;
  const auto last = store_.subscribers();
  Swept swept;
  swept.through = std::min(asked.after, last);
  const auto until = std::min(last, swept.through + looked_at_max);
  if (time_.is_doubted()) {
    Answer answer;
    answer.now = group_.at;
    answer.body = std::move(swept);
    return answer;
  }
  while (swept.through < until && (asked.most == 0 || swept.messages.size() < asked.most)) {
    const Subject subject{{++swept.through}, store_.load({swept.through})};
    if (!subject.resident) continue;
    const auto& record = subject.resident->record;
    if (record.is_member()) {
      if (asked.most > 0) take_service_messages(subject, asked.most, swept);
    } else if (record.erase_at <= std::min(group_.at, time_.certain)) {
      commit(subject, bring_up_to_date(subject), {});
    }
  }
  swept.end = swept.through >= last;
  Answer answer;
  answer.now = group_.at;
  answer.body = std::move(swept);
  return answer;
}

void GroupDecider::take_service_messages(Subject subject, std::size_t most, Swept& swept) {
  auto events = bring_up_to_date(subject);
  while (swept.messages.size() < most) {
    auto due = outreach::due_service_message(subject.resident->record, context());
    if (!due) break;
    ++service_counts_[static_cast<std::size_t>(due->taken.kind) - 1];
    commit(subject, std::exchange(events, {}), {due->taken});
    swept.messages.push_back(
        {subject.id, subject.resident->msisdn, std::move(due->words), due->until});
  }
  commit(subject, std::move(events), {});
}

}  // namespace airperk::engine
