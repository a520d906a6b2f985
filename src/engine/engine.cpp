#include "engine/engine.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <future>

#include "base/assert.h"
#include "core/dialogue/dial.h"
#include "engine/decider.h"
#include "engine/faulty.h"

namespace airperk::engine {
namespace {

/// One group is being written, one is decided and waits: more would only wait longer.
constexpr std::size_t groups_in_flight_max = 2;
/// How often somebody looks for what waits too long, while the disk lets nothing be decided.
constexpr std::chrono::milliseconds look_every(20);
/// What can be decided within this is kept: where more comes than can be served, everybody is
/// answered or refused after no longer.
constexpr double kept_seconds = 1;
/// Memory has an end: some 1.5 KB each.
constexpr std::size_t kept_max = 100'000, kept_min = 4'096;
/// Shedding looks at all that wait, and so makes room for a while.
constexpr double kept_after_shedding = 0.8;
/// An answer takes a moment to leave, and an estimate is no promise: as long again as is expected,
/// up to this much.
constexpr Duration leaving = Duration::microseconds(100'000),
                   doubt_max = Duration::microseconds(500'000);

/// Where so many wait and all are one peer's, a group is no larger than that.
constexpr std::size_t flood = 4 * CommitPace::group_floor, group_in_a_flood = 192;
/// Of what is shed at once, as many are looked for in the store.
constexpr std::size_t looks_at_once = 256;
/// As many as a fast cache holds all that they need of.
constexpr std::size_t touched_at_once = 64;

/// A group has one instant, and one programme at it.
bool stands_alone(const Request& request) {
  return std::holds_alternative<MoveClock>(request.command) ||
         std::holds_alternative<ConfirmClock>(request.command) ||
         std::holds_alternative<TakeProgramme>(request.command);
}

}  // namespace

void Ages::add(Duration age) {
  const auto at = std::lower_bound(within_us.begin(), within_us.end(), age.in_microseconds());
  ++counts[static_cast<std::size_t>(at - within_us.begin())];
}

Engine::Engine(store::Store& store, Clock& clock, House house, store::Recovered recovered,
               RequestKeys keys, Replies replies, Respondents respondents, Steady steady)
    : store_(store),
      clock_(clock),
      keys_(std::move(keys)),
      steady_(std::move(steady)),
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
  const auto& admission = request.admission;
  // A dial's screen is the decider's to write, and links bound how many wait.
  const bool may_be_refused = admission.can_be_shed() && admission.way != Way::ussd;
  bool first = false, full = false;
  {
    std::lock_guard lock(mutex_);
    full = may_be_refused && inbox_.size() + kept_waiting_ >= 2 * kept_max;
    ++figures_.requests;
    if (full) {
      auto& shed = figures_.shed[static_cast<std::size_t>(admission.way)];
      ++shed[static_cast<std::size_t>(Why::full)];
      const auto session = session_of(request);
      if (session && turned_away_.size() < kept_max) turned_away_.push_back(*session);
    } else {
      first = inbox_.empty();
      inbox_.emplace_back(std::move(request), std::move(done));
    }
  }
  if (first) wake_.notify_one();
  if (full) done(faulty(clock_.now(), Fault::shed));
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
  const auto now = steady_();
  figures.waiting = inbox_.size() + kept_waiting_;
  figures.group_max = pace_.group_max(now);
  figures.until_durable = pace_.until_durable(now, 1);
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
    wake_.wait(lock, [this] { return stopping_ || !nothing_waits(); });
    const bool decides = wake_.wait_for(
        lock, look_every, [this] { return may_decide(inbox_.size() + backlog_.size()); });
    if (nothing_waits()) break;
    const auto now = steady_();
    backlog_.go_on(now);
    collect();
    const auto planned = plan(now);
    lock.unlock();
    if (decides) {
      decide_next(planned);
    } else {
      backlog_.shed_excess(planned.keep, shed_);
      shed(Why::many);
      backlog_.shed_late(planned.horizon, shed_);
      shed(Why::late);
    }
    backlog_.forget_taken();
    lock.lock();
    kept_waiting_ = backlog_.size() + repeats_.size();
  }
  lock.unlock();
  store_.close();
}

bool Engine::nothing_waits() const {
  return inbox_.empty() && backlog_.empty() && repeats_.empty();
}

/// Behind a write that hangs nothing is decided: it would be charged, and nobody can say when it is
/// answered.
bool Engine::may_decide(std::size_t waiting) const {
  if (pace_.in_flight() == 0) return true;
  if (pace_.in_flight() >= groups_in_flight_max) return false;
  const auto now = steady_();
  return !pace_.is_stalled(now) && pace_.is_worth_deciding_early(waiting);
}

void Engine::collect() {
  backlog_.add(inbox_);
  backlog_.break_off(turned_away_);
  turned_away_.clear();
  kept_waiting_ = backlog_.size() + repeats_.size();
}

Engine::Plan Engine::plan(Instant now) const {
  Plan plan;
  plan.most = pace_.group_max(now);
  // Of one who sends more than anybody waits for: on a fast disk others wait for less of it.
  const bool is_fast = plan.most == CommitPace::group_floor;
  if (is_fast && backlog_.size() > flood && backlog_.askers() == 1) plan.most = group_in_a_flood;
  const auto expected = pace_.until_durable(now, std::min(backlog_.size(), plan.most));
  plan.horizon = now + expected + std::min(expected, doubt_max) + leaving;
  const auto soon = static_cast<std::size_t>(kept_seconds * pace_.per_second(now));
  plan.keep = std::clamp(soon, std::max(kept_min, 2 * plan.most), kept_max);
  return plan;
}

void Engine::decide_next(const Plan& plan) {
  if (backlog_.size() > plan.keep) {
    const auto keep = static_cast<double>(plan.keep) * kept_after_shedding;
    backlog_.shed_excess(static_cast<std::size_t>(keep), shed_);
    shed(Why::many);
  }
  group_.clear();
  auto repeats = std::exchange(repeats_, {});
  for (auto& one : repeats) group_.push_back(&one);
  const auto most = std::max(plan.most, group_.size() + 1);
  backlog_.take(most, plan.horizon, stands_alone, group_, shed_);
  shed(Why::late);
  if (!group_.empty()) decide_group();
}

/// Answers at once what is not decided, but for the repetitions of what was: those are decided with
/// the next group, where they cost next to nothing. Whoever is answered has been counted.
void Engine::shed(Why why) {
  if (shed_.empty()) return;
  std::size_t looks_left = looks_at_once;
  const auto is_answered = [&](const Waiting& one) {
    return repeats_.size() >= CommitPace::group_floor || !was_answered(one.request, looks_left);
  };
  std::array<std::uint64_t, ways> counts{};
  std::size_t answered = 0;
  for (auto& one : shed_) {
    if (!is_answered(one)) {
      repeats_.push_back(std::move(one));
      continue;
    }
    ++counts[static_cast<std::size_t>(one.request.admission.way)];
    if (&one != &shed_[answered]) shed_[answered] = std::move(one);
    ++answered;
  }
  {
    std::lock_guard lock(mutex_);
    for (std::size_t way = 0; way < ways; ++way) {
      figures_.shed[way][static_cast<std::size_t>(why)] += counts[way];
    }
  }
  for (std::size_t i = 0; i < answered; ++i) shed_[i].done(shed_answer(shed_[i].request));
  shed_.clear();
}

/// Under its name or its client's own. What is marked may be the store's to find, which takes a
/// while: so not of all where much is shed.
bool Engine::was_answered(const Request& request, std::size_t& looks_left) try {
  if (!request.key) return false;
  const auto is_known = [&](const store::RequestKey& name) {
    if (replies_.find(name)) return true;
    if (!request.may_be_repeated || request.lasting_key || looks_left == 0) return false;
    --looks_left;
    return store_.recent_reply(name, replies_.recognised_for()).has_value();
  };
  const auto* event = std::get_if<charging::ChargeEvent>(&request.command);
  return is_known(*request.key) ||
         (event && event->client != 0 && is_known(own_name(*request.key, event->client)));
} catch (const store::Damaged&) {
  return false;
}

Answer Engine::shed_answer(const Request& request) {
  auto answer = faulty(std::max(clock_.now(), last_at_), Fault::shed);
  if (!std::holds_alternative<dialogue::Dial>(request.command)) return answer;
  const subscriber::Context context{deciding_house_->programmes, deciding_house_->terms,
                                    answer.now};
  const auto id = find(store_, sessions_, request.target);
  answer.body = id ? dialogue::busy(store_.load(*id)->record, context)
                   : dialogue::unknown_subscriber(context.programme());
  return answer;
}

/// Records lie far apart in memory: fetching all that some requests need at once costs about as
/// much as fetching one.
void Engine::touch(std::span<Waiting* const> next) {
  const auto fetch = [](const void* from, std::size_t size) {
    constexpr std::size_t line = 64;
    for (std::size_t at = 0; at < size; at += line) {
      __builtin_prefetch(static_cast<const char*>(from) + at, 1);
    }
  };
  residents_.clear();
  for (const auto* one : next) {
    if (one->request.key) (void)replies_.find(*one->request.key);
    const auto id = find(store_, sessions_, one->request.target);
    if (!id) continue;
    residents_.push_back(store_.load(*id));
    fetch(residents_.back(), sizeof(store::Resident));
  }
  for (const auto* resident : residents_) {
    const auto& record = resident->record;
    fetch(record.balances.data(), record.balances.size() * sizeof(subscriber::Balance));
    fetch(record.waiting.data(), record.waiting.size() * sizeof(subscriber::WaitingGrant));
    fetch(record.sessions.data(), record.sessions.size() * sizeof(subscriber::Session));
  }
}

void Engine::decide_group() {
  struct Answered {
    Done done;
    Answer answer;
  };
  const auto began = steady_();
  const auto tallies_before = tallies_.version();
  auto time = clock_.state();
  time.now = std::max(time.now, last_at_);
  replies_.go_on(began);
  GroupDecider decider(store_, clock_, replies_, client_clocks_, sessions_, tallies_, respondents_,
                       deciding_house_, next_group_, time, group_.size());
  auto answered = std::make_shared<std::vector<Answered>>();
  answered->reserve(group_.size());
  std::size_t refused = 0, repeated = 0, dials = 0;
  Ages ages;
  for (std::size_t i = 0; i < group_.size(); ++i) {
    if (i % touched_at_once == 0) {
      touch(std::span(group_).subspan(i, std::min(touched_at_once, group_.size() - i)));
    }
    auto* one = group_[i];
    const auto& request = one->request;
    if (request.admission.way != Way::own) ages.add(began - request.admission.arrived);
    answered->push_back({std::move(one->done), decider.decide(request)});
    const auto& answer = answered->back().answer;
    refused += answer.refusal.has_value();
    repeated += answer.repeated;
    dials += std::holds_alternative<dialogue::Dial>(request.command);
  }
  decider.supervise();
  decider.note_doubt();
  const bool changed = decider.changed(), answers_alone = !changed && decider.keeps_answers();
  deciding_house_ = decider.house();
  auto group = decider.take();
  last_at_ = group.at;
  const auto batches = group.batches.size();

  std::shared_ptr<const ContactTallies> tallies;
  if (tallies_.version() != tallies_before) tallies = std::make_shared<ContactTallies>(tallies_);
  auto durable = [this, answered, tallies, house = deciding_house_, changed, batches, refused,
                  repeated, dials, ages, counts = decider.counts(),
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
      for (std::size_t i = 0; i < ages.counts.size(); ++i) {
        figures_.ages.counts[i] += ages.counts[i];
      }
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
      pace_.durable(steady_());
    }
    wake_.notify_one();
  };
  {
    std::lock_guard lock(mutex_);
    const auto now = steady_();
    pace_.decided(now - began, group_.size());
    pace_.handed(now, group_.size(), changed || answers_alone);
  }
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
