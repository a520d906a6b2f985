#include "store/memory/memory_store.h"

#include <algorithm>

#include "base/assert.h"
#include "core/subscriber/apply.h"

namespace airperk::store {
namespace {

bool forgets_words(const subscriber::Event& event) {
  const auto* erased = std::get_if<subscriber::Erased>(&event.fact);
  return erased && erased->forgets_words();
}

void drop_words(subscriber::Event& event) {
  if (auto* given = std::get_if<subscriber::ExtraBonusGiven>(&event.fact)) {
    given->reason.clear();
    given->approved_by.clear();
  }
  const auto drop = [](auto& fact) {
    fact.reason.clear();
    fact.by.clear();
    fact.approved_by.clear();
  };
  if (auto* refunded = std::get_if<subscriber::Refunded>(&event.fact)) drop(*refunded);
  if (auto* adjusted = std::get_if<subscriber::Adjusted>(&event.fact)) drop(*adjusted);
}

}  // namespace

std::vector<HouseEvent> MemoryStore::house() {
  std::vector<HouseEvent> events;
  for (const auto& group : disk_->groups) {
    events.insert(events.end(), group.house.begin(), group.house.end());
  }
  return events;
}

Result<Recovered> MemoryStore::recover(const programme::History& programmes,
                                       const RecoveredReply& replies) {
  Recovered recovered;
  for (const auto& group : disk_->groups) {
    for (const auto& change : group.directory) {
      if (const auto* opened = std::get_if<PersonOpened>(&change)) {
        residents_.introduce(opened->id, opened->msisdn, opened->imsi);
      } else if (const auto* changed = std::get_if<ImsiChanged>(&change)) {
        residents_.change_imsi(changed->id, changed->imsi);
      }
    }
    for (std::size_t index = 0; index < group.batches.size(); ++index) {
      const auto& batch = group.batches[index];
      auto& resident = *residents_.find(batch.id);
      const auto& zone = programmes.zone_of(batch.programme_version);
      for (const auto& event : batch.events) subscriber::apply(resident.record, event, zone);
      resident.record.version = batch.version;
      resident.head = Position::of(group.number, index);
    }
    for (const auto& reply : group.replies) replies(reply);
    recovered = {group.number, group.at, recovered.groups_replayed + 1};
  }
  return recovered;
}

SubscriberId MemoryStore::open_person(Msisdn msisdn, std::optional<Imsi> imsi) {
  const auto id = residents_.next();
  residents_.introduce(id, msisdn, imsi);
  return id;
}

std::optional<std::string> MemoryStore::lasting_reply(const RequestKey& key) {
  std::lock_guard lock(disk_->mutex);
  for (const auto& group : disk_->groups) {
    for (const auto& reply : group.replies) {
      if (reply.lasting && reply.key == key) return reply.facts;
    }
  }
  return {};
}

void MemoryStore::commit(Group group, std::function<void()> durable) {
  {
    std::lock_guard lock(disk_->mutex);
    AIRPERK_ASSERT(group.number == disk_->groups.size() + 1);
    put(group.answers);
    group.answers.clear();
    disk_->groups.push_back(std::move(group));
    for (std::size_t i = 0; i < disk_->groups.back().batches.size(); ++i) forget_words(i);
  }
  durable();
}

/// S3: where that batch of the newest group forgets them, those of the events before.
void MemoryStore::forget_words(std::size_t index) {
  auto& newest = disk_->groups.back();
  Batch* batch = &newest.batches[index];
  const auto last = std::find_if(batch->events.rbegin(), batch->events.rend(), forgets_words);
  if (last == batch->events.rend()) return;
  std::for_each(last, batch->events.rend(), drop_words);
  for (auto at = batch->previous; at.value != 0; at = batch->previous) {
    batch = &disk_->groups.at(at.group() - 1).batches.at(at.index());
    std::for_each(batch->events.begin(), batch->events.end(), drop_words);
  }
}

void MemoryStore::keep(std::vector<SealedAnswers> answers, std::function<void()> durable) {
  {
    std::lock_guard lock(disk_->mutex);
    put(answers);
  }
  durable();
}

void MemoryStore::put(const std::vector<SealedAnswers>& answers) {
  for (const auto& [survey, respondent, sealed] : answers) {
    if (sealed.empty()) {
      disk_->answers.erase({survey, respondent});
    } else {
      disk_->answers[{survey, respondent}] = sealed;
    }
  }
}

Result<SurveyKey> MemoryStore::survey_key(std::uint32_t survey) {
  std::lock_guard lock(disk_->mutex);
  const auto at = disk_->survey_keys.find(survey);
  if (at == disk_->survey_keys.end()) return fail("the survey's key is gone");
  return at->second;
}

Result<SurveyKey> MemoryStore::make_survey_key(std::uint32_t survey) {
  std::lock_guard lock(disk_->mutex);
  const auto [at, made] = disk_->survey_keys.try_emplace(survey);
  // Nothing outlives this process: no two need be alike, and nobody need be kept from guessing.
  if (made) at->second.fill(static_cast<std::uint8_t>(++disk_->survey_keys_made));
  return at->second;
}

std::vector<SealedAnswers> MemoryStore::answers(std::uint32_t survey) {
  std::lock_guard lock(disk_->mutex);
  std::vector<SealedAnswers> found;
  for (const auto& [key, sealed] : disk_->answers) {
    if (key.first == survey) found.push_back({survey, key.second, sealed});
  }
  return found;
}

Result<void> MemoryStore::destroy_answers(std::uint32_t survey) {
  std::lock_guard lock(disk_->mutex);
  disk_->survey_keys.erase(survey);
  std::erase_if(disk_->answers, [survey](const auto& row) { return row.first.first == survey; });
  return {};
}

Identities MemoryStore::identities(SubscriberId id) {
  std::lock_guard lock(disk_->mutex);
  Identities known;
  const auto has = [&](Imsi imsi, Instant from) {
    if (!known.imsis.empty()) known.imsis.back().until = from;
    known.imsis.push_back({imsi, from, Instant::never()});
  };
  for (const auto& group : disk_->groups) {
    for (const auto& change : group.directory) {
      const auto* opened = std::get_if<PersonOpened>(&change);
      const auto* changed = std::get_if<ImsiChanged>(&change);
      if (opened && opened->id == id) {
        known.msisdn = opened->msisdn;
        known.since = opened->from;
        if (opened->imsi) has(*opened->imsi, opened->from);
      } else if (changed && changed->id == id) {
        has(changed->imsi, changed->from);
      }
    }
  }
  return known;
}

Result<std::vector<Group>> MemoryStore::journal(std::uint64_t after, std::size_t limit) {
  std::lock_guard lock(disk_->mutex);
  std::vector<Group> groups;
  for (auto at = after; at < disk_->groups.size() && groups.size() < limit; ++at) {
    groups.push_back(disk_->groups[at]);
    groups.back().directory.clear();
  }
  return groups;
}

std::vector<Batch> MemoryStore::history(Position newest, std::size_t limit) {
  std::lock_guard lock(disk_->mutex);
  std::vector<Batch> batches;
  for (Position at = newest; at.value != 0 && batches.size() < limit;
       at = batches.back().previous) {
    batches.push_back(disk_->groups.at(at.group() - 1).batches.at(at.index()));
  }
  return batches;
}

}  // namespace airperk::store
