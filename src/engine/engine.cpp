#include "engine/engine.h"

#include <pthread.h>

#include <algorithm>
#include <future>

#include "base/assert.h"
#include "engine/decider.h"

namespace airperk::engine {
namespace {

/// One group is being written, one is decided and waits: more would only wait longer.
constexpr std::size_t groups_in_flight_max = 2;
constexpr std::size_t requests_per_group_max = 512;

/// A group has one instant, and one programme at it.
bool stands_alone(const Request& request) {
  return std::holds_alternative<MoveClock>(request.command) ||
         std::holds_alternative<TakeProgramme>(request.command);
}

}  // namespace

Engine::Engine(store::Store& store, Clock& clock, House house, store::Recovered recovered,
               RequestKeys keys, Replies replies, Respondents respondents)
    : store_(store),
      clock_(clock),
      keys_(std::move(keys)),
      house_(std::make_shared<House>(std::move(house))),
      deciding_house_(house_),
      replies_(std::move(replies)),
      respondents_(std::move(respondents)),
      next_group_(recovered.last_group + 1),
      last_at_(recovered.last_at) {
  sessions_.find_all(store_);
  lost_contacts_ = tallies_.find_all(store_);
  told_tallies_ = std::make_shared<ContactTallies>(tallies_);
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "decider");
}

Engine::~Engine() {
  stop();
}

void Engine::submit(Request request, Done done) {
  bool first;
  {
    std::lock_guard lock(mutex_);
    first = inbox_.empty();
    inbox_.push_back({std::move(request), std::move(done)});
    ++figures_.requests;
  }
  if (first) wake_.notify_one();
}

Answer Engine::ask(Request request) {
  std::promise<Answer> promise;
  auto answer = promise.get_future();
  submit(std::move(request), [&promise](Answer a) { promise.set_value(std::move(a)); });
  return answer.get();
}

std::shared_ptr<const House> Engine::house() const {
  std::lock_guard lock(mutex_);
  return house_;
}

std::shared_ptr<const ContactTallies> Engine::contact_tallies() const {
  std::lock_guard lock(mutex_);
  return told_tallies_;
}

Figures Engine::figures() const {
  std::lock_guard lock(mutex_);
  Figures figures = figures_;
  figures.waiting = inbox_.size();
  return figures;
}

void Engine::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Engine::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] {
      return (stopping_ || !inbox_.empty()) && groups_in_flight_ < groups_in_flight_max;
    });
    if (inbox_.empty()) break;
    std::swap(inbox_, taken_);
    lock.unlock();
    decide_groups();
    lock.lock();
  }
  lock.unlock();
  store_.close();
}

void Engine::decide_groups() {
  for (std::span<Waiting> rest = taken_; !rest.empty();) {
    std::size_t size = 0;
    while (size < rest.size() && size < requests_per_group_max && !stands_alone(rest[size].request))
      ++size;
    size = std::max<std::size_t>(size, 1);
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return groups_in_flight_ < groups_in_flight_max; });
      ++groups_in_flight_;
    }
    decide_group(rest.first(size));
    rest = rest.subspan(size);
  }
  taken_.clear();
}

/// Records lie far apart in memory: fetching all that a group needs at once costs about as much as
/// fetching one.
void Engine::touch(std::span<Waiting> waiting) {
  const auto fetch = [](const void* from, std::size_t size) {
    constexpr std::size_t line = 64;
    for (std::size_t at = 0; at < size; at += line) {
      __builtin_prefetch(static_cast<const char*>(from) + at, 1);
    }
  };
  residents_.clear();
  for (const auto& one : waiting) {
    const auto id = find(store_, sessions_, one.request.target);
    if (!id) continue;
    residents_.push_back(store_.load(*id));
    fetch(residents_.back(), sizeof(store::Resident));
  }
  for (const auto* resident : residents_) {
    const auto& record = resident->record;
    fetch(record.balances.data(), record.balances.size() * sizeof(subscriber::Balance));
    fetch(record.waiting.data(), record.waiting.size() * sizeof(subscriber::WaitingGrant));
  }
}

void Engine::decide_group(std::span<Waiting> waiting) {
  struct Answered {
    Done done;
    Answer answer;
  };
  touch(waiting);
  const auto tallies_before = tallies_.version();
  GroupDecider decider(store_, clock_, replies_, sessions_, tallies_, respondents_, deciding_house_,
                       next_group_, std::max(clock_.now(), last_at_), waiting.size());
  auto answered = std::make_shared<std::vector<Answered>>();
  answered->reserve(waiting.size());
  std::size_t refused = 0, repeated = 0, dials = 0;
  for (auto& one : waiting) {
    auto answer = decider.decide(one.request);
    refused += answer.refusal.has_value();
    repeated += answer.repeated;
    dials += std::holds_alternative<dialogue::Dial>(one.request.command);
    answered->push_back({std::move(one.done), std::move(answer)});
  }
  decider.supervise();
  const bool changed = decider.changed(), answers_alone = !changed && decider.keeps_answers();
  deciding_house_ = decider.house();
  auto group = decider.take();
  last_at_ = group.at;
  const auto batches = group.batches.size();

  std::shared_ptr<const ContactTallies> tallies;
  if (tallies_.version() != tallies_before) tallies = std::make_shared<ContactTallies>(tallies_);
  auto durable = [this, answered, tallies, house = deciding_house_, changed, batches, refused,
                  repeated, dials, counts = decider.counts(),
                  service_messages = decider.service_counts(), subscribers = store_.subscribers(),
                  sessions = sessions_.count(), notices = decider.take_notices(),
                  left = decider.take_left()] {
    {
      // Whoever has an answer finds it in the figures.
      std::lock_guard lock(mutex_);
      house_ = house;
      if (tallies) told_tallies_ = tallies;
      figures_.groups += changed;
      figures_.batches += batches;
      figures_.refused += refused;
      figures_.repeated += repeated;
      figures_.dials += dials;
      for (std::size_t i = 0; i < counts.size(); ++i) figures_.events[i] += counts[i];
      for (std::size_t i = 0; i < service_messages.size(); ++i) {
        figures_.service_messages[i] += service_messages[i];
      }
      figures_.subscribers = subscribers;
      figures_.sessions = sessions;
    }
    if (on_left_) std::for_each(left.begin(), left.end(), on_left_);
    for (auto& one : *answered) one.done(std::move(one.answer));
    if (!notices.empty() && notify_) notify_(notices);
    {
      std::lock_guard lock(mutex_);
      --groups_in_flight_;
    }
    wake_.notify_one();
  };
  if (changed) {
    ++next_group_;
    store_.commit(std::move(group), std::move(durable));
  } else if (answers_alone) {
    store_.keep(std::move(group.answers), std::move(durable));
  } else {
    store_.after_commits(std::move(durable));
  }
}

}  // namespace airperk::engine
