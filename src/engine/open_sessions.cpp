#include "engine/open_sessions.h"

#include "core/subscriber/sessions.h"

namespace airperk::engine {

void OpenSessions::find_all(store::Store& store) {
  for (std::uint32_t id = 1; id <= store.subscribers(); ++id) {
    const auto* resident = store.load({id});
    if (!resident) continue;
    for (const auto& session : resident->record.sessions) watch({id}, session);
  }
}

std::optional<SubscriberId> OpenSessions::find(std::uint64_t key) const {
  const auto at = holders_.find(key);
  if (at == holders_.end()) return {};
  return SubscriberId{at->second};
}

void OpenSessions::watch(SubscriberId id, const subscriber::Session& session) {
  if (holders_.emplace(session.key, id.value).second) {
    watches_.push({subscriber::next_due(session), session.key});
  }
}

void OpenSessions::follow(SubscriberId id, const subscriber::Record& record,
                          const subscriber::Events& events) {
  for (const auto& event : events) {
    if (const auto* closed = std::get_if<subscriber::SessionClosed>(&event.fact)) {
      const auto holder = holders_.find(closed->session);
      if (holder == holders_.end() || holder->second != id.value) continue;
      holders_.erase(holder);
      names_.erase(closed->session);
    } else if (const auto* opened = std::get_if<subscriber::SessionOpened>(&event.fact)) {
      const auto* session = subscriber::find_session(record, opened->session);
      if (session) watch(id, *session);
    }
  }
}

void OpenSessions::call(std::uint64_t key, const SessionName& name) {
  // A name that nobody can be asked by costs no memory while the session is open.
  if (name.id.empty() || name.id.size() > name_octets_max) return;
  if (!names_.contains(key) && holders_.contains(key)) names_.emplace(key, name);
}

const SessionName* OpenSessions::name_of(std::uint64_t key) const {
  const auto at = names_.find(key);
  return at == names_.end() ? nullptr : &at->second;
}

std::optional<SubscriberId> OpenSessions::next_due(store::Store& store, Instant now) {
  while (!watches_.empty() && watches_.top().at <= now) {
    const auto key = watches_.top().key;
    watches_.pop();
    const auto id = find(key);
    if (!id) continue;
    const auto* session = subscriber::find_session(store.load(*id)->record, key);
    if (!session) continue;
    // It was heard of since: its time comes later.
    const auto due = subscriber::next_due(*session);
    watches_.push({std::max(due, now + Duration::seconds(1)), key});
    if (due <= now) return id;
  }
  return {};
}

}  // namespace airperk::engine
