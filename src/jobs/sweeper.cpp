#include "jobs/sweeper.h"

#include <pthread.h>

#include <algorithm>

namespace airperk::jobs {
namespace {

using namespace std::chrono_literals;

/// Messages under way at once.
constexpr std::size_t under_way_max = 64;
/// So long for the records of one request, 64 of them: 4,000 a second, of which charging notices
/// nothing, and a round of ten million in less than an hour.
constexpr auto request_every = 16ms;
/// A round takes so long at least.
constexpr auto round_every = 250ms;
constexpr auto throttled_rest = 1s;
constexpr auto drain_at_most = 2s;

}  // namespace

void Sweeper::start() {
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "sweeper");
}

void Sweeper::drain() {
  std::unique_lock lock(mutex_);
  draining_ = true;
  idle_.wait_for(lock, drain_at_most, [this] { return under_way_.empty() && !asking_; });
}

void Sweeper::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Sweeper::recall(SubscriberId id) {
  std::lock_guard lock(mutex_);
  if (asking_) left_.push_back(id);
  const auto [first, last] = under_way_.equal_range(id);
  std::for_each(first, last, [](const auto& entry) { entry.second.pull(); });
}

void Sweeper::run() {
  round_began_ = SteadyTime::clock::now();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const auto next = step();
    lock.lock();
    wake_.wait_until(lock, next, [this] { return stopping_; });
  }
}

/// One request's records; when to do the next.
Sweeper::SteadyTime Sweeper::step() {
  const auto began = SteadyTime::clock::now();
  if (engine_.clock().is_doubted()) return began + round_every;
  const auto most = most_now();
  // Where none may go out there are still people to erase (S3): on a way of its own, so that no
  // message is passed over.
  auto& through = most > 0 ? through_ : erased_through_;
  auto swept = sweep(through, most);
  for (auto& message : swept.messages) hand_over(std::move(message));
  end_sweep();
  through = swept.end ? 0 : swept.through;
  if (!swept.end) return began + request_every;
  const auto next = std::max(began + request_every, round_began_ + round_every);
  round_began_ = next;
  return next;
}

/// How many messages may be taken now.
std::size_t Sweeper::most_now() {
  const auto house = engine_.house();
  const auto now = engine_.now();
  if (!outreach::may_send_service_messages(*house->programmes.at(now).programme, now)) return 0;
  std::lock_guard lock(mutex_);
  if (draining_ || stopping_ || rests_until_ > SteadyTime::clock::now()) return 0;
  return std::min(network_.service_room(), under_way_max - under_way_.size());
}

/// What it answers is durable, and taken for good.
engine::Swept Sweeper::sweep(std::uint32_t after, std::size_t most) {
  {
    std::lock_guard lock(mutex_);
    if (draining_) return {};
    asking_ = true;
    left_.clear();
  }
  auto answer = engine_.ask({{}, engine::SweepRecords{after, most}});
  auto* swept = std::get_if<engine::Swept>(&answer.body);
  return swept ? std::move(*swept) : engine::Swept{};
}

void Sweeper::end_sweep() {
  std::lock_guard lock(mutex_);
  asking_ = false;
  if (under_way_.empty()) idle_.notify_all();
}

void Sweeper::hand_over(engine::Swept::Message message) {
  ServiceOutgoing outgoing{message.to, std::move(message.words), message.until, Recall::make()};
  UnderWay::iterator which;
  {
    std::lock_guard lock(mutex_);
    if (std::find(left_.begin(), left_.end(), message.id) != left_.end()) outgoing.recall.pull();
    which = under_way_.emplace(message.id, outgoing.recall);
  }
  network_.send_service(std::move(outgoing), [this, which](HandOver said) { heard(which, said); });
}

/// Nothing of it is sent again: what a network refuses or loses is lost.
void Sweeper::heard(UnderWay::iterator which, HandOver said) {
  std::lock_guard lock(mutex_);
  under_way_.erase(which);
  if (said == HandOver::throttled) rests_until_ = SteadyTime::clock::now() + throttled_rest;
  if (under_way_.empty() && !asking_) idle_.notify_all();
}

}  // namespace airperk::jobs
