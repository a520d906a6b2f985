// A request is decided once: what was answered before is answered the same, and what breaks an
// assertion has changed nothing.
#include "core/dialogue/dial.h"
#include "engine/decider.h"
#include "engine/faulty.h"

namespace airperk::engine {

namespace {

/// Whose debit it is, as records call them; 0 for what is the same whoever asks.
std::uint64_t client_of(const Request& request) {
  const auto* event = std::get_if<charging::ChargeEvent>(&request.command);
  return event ? event->client : 0;
}

}  // namespace

/// A debit is known again whoever sends it again: a client's other node may. But two clients that
/// give one name to two debits have one each, and nobody takes another one's names.
Answer GroupDecider::decide(const Request& request) try {
  if (!request.key) return decide_once(request);
  if (request.asked_at) {
    client_clocks_.said(request.admission.source, *request.asked_at, time_.now);
  }
  auto name = *request.key;
  const auto client = client_of(request);
  const Mark mark{request.fingerprint, static_cast<std::uint32_t>(client)};
  auto known = known_reply(request, name);
  std::optional<std::string> anothers;
  if (known && is_anothers(*known, mark)) {
    anothers = std::move(known);
    name = own_name(name, client);
    known = known_reply(request, name);
  } else if (!known && client != 0 && request.may_be_repeated) {
    known = known_reply(request, own_name(name, client));
  }
  if (known) return answer_from(*known, mark);
  if (auto too_old = refuse_too_old(request)) return *std::move(too_old);
  auto answer = decide_once(request);
  if (answer.fault != Fault::none) return answer;
  auto facts = facts_of(answer, mark);
  if (anothers) {
    // As long as this one is known by a name of its own, that there is another must be.
    replies_.remember(*request.key, *anothers);
    group_.replies.push_back({*request.key, *std::move(anothers), request.lasting_key});
  }
  replies_.remember(name, facts);
  group_.replies.push_back({name, std::move(facts), request.lasting_key});
  return answer;
} catch (const store::Damaged& damaged) {
  // Nothing has changed yet: what is needed from the disk is read before anything is applied.
  assertions_throw_.reset();
  return faulty(group_.at, Fault::damaged, damaged.what());
} catch (const Broken& broken) {
  return undone(request, broken);
}

Answer GroupDecider::undone(const Request& request, const Broken& broken) {
  assertions_throw_.reset();
  for (auto& [record, before] : undo_) *record = std::move(before);
  undo_.clear();
  auto answer = faulty(group_.at, Fault::broken, broken.what());
  if (!std::holds_alternative<dialogue::Dial>(request.command)) return answer;
  // It gets a screen whatever has come over the record.
  try {
    const AssertionsThrow on_the_way;
    answer.body = dialogue::busy(find(request.target)->resident->record, context());
  } catch (const Broken&) {
    answer.body = dialogue::unknown_subscriber(context().programme());
  }
  return answer;
}

std::optional<std::string> GroupDecider::known_reply(const Request& request,
                                                     const store::RequestKey& name) {
  if (const auto facts = replies_.find(name)) return std::string(*facts);
  if (request.lasting_key) return store_.lasting_reply(name);
  if (replies_.is_complete() && !may_be_older_than_memory(request)) return {};
  return store_.recent_reply(name, answered_within(request));
}

/// How long ago it was asked, as far as it says so: by a clock that may be ahead.
Duration GroupDecider::age_of(const Request& request) const {
  return time_.now - *request.asked_at + client_clocks_.ahead(request.admission.source);
}

bool GroupDecider::may_be_older_than_memory(const Request& request) const {
  if (request.may_be_repeated || !request.asked_at) return true;
  if (client_clocks_.is_new(request.admission.source, time_.now)) return true;
  // Clocks differ, and a moment passes until it is here.
  return age_of(request) > Replies::bucket_span - Duration::minutes(1);
}

/// How long ago a request that this may be a repetition of was answered, at the most.
Duration GroupDecider::answered_within(const Request& request) const {
  if (request.may_be_repeated || !request.asked_at) return replies_.recognised_for();
  // Clocks differ; of a client that is new here nobody knows by how much.
  const bool is_new = client_clocks_.is_new(request.admission.source, time_.now);
  const auto doubt = Duration::hours(is_new ? 12 : 1);
  return std::max(age_of(request), Duration()) + doubt;
}

/// What was asked before may have been answered, and nobody can tell any more.
std::optional<Answer> GroupDecider::refuse_too_old(const Request& request) const {
  const auto recognised_since = time_.now - replies_.recognised_for();
  if (!request.may_be_repeated || !request.asked_at || *request.asked_at >= recognised_since) {
    return {};
  }
  const auto hours = replies_.recognised_for().in_seconds() / 3600;
  return faulty(group_.at, Fault::too_old,
                "it is marked as one that may be a repetition, and by its Event-Timestamp it is "
                "older than the " +
                    std::to_string(hours) + " hours for which answers are known");
}

}  // namespace airperk::engine
