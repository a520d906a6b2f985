#include "engine/commit_pace.h"

#include <algorithm>
#include <cmath>

#include "base/assert.h"

namespace airperk::engine {
namespace {

constexpr double second_us = 1e6;
/// Fewer say little of the cost of one.
constexpr std::size_t telling_requests = 16;
constexpr double decide_us_min = 0.2, decide_times_max = 4, share_us_max = 50;
/// Disks hesitate: what is a stall is well beyond that.
constexpr double stall_times = 4, stall_us = 50'000;
/// Whoever waits behind a write that is no longer than this does not see it.
constexpr double short_write_us = 10'000;

double us(Duration duration) {
  return static_cast<double>(duration.in_microseconds());
}
Duration duration(double us) {
  return Duration::microseconds(static_cast<std::int64_t>(us));
}

template <typename Values, typename Of>
double median(Values first, Values last, Of of) {
  const auto middle = first + (last - first) / 2;
  std::nth_element(first, middle, last,
                   [&](const auto& a, const auto& b) { return of(a) < of(b); });
  return of(*middle);
}

}  // namespace

void CommitPace::decided(Duration took, std::size_t requests) {
  if (requests < telling_requests) return;
  // One that waited for something else is no measure of the next.
  const double one = std::clamp(us(took) / static_cast<double>(requests), decide_us_min,
                                decide_times_max * decide_us_ + decide_us_min);
  decide_us_ += (one - decide_us_) / 8;
}

void CommitPace::handed(Instant now, std::size_t requests, bool writes) {
  flights_.push_back({now, requests, writes});
}

void CommitPace::durable(Instant now) {
  AIRPERK_ASSERT(!flights_.empty());
  const auto flight = flights_.front();
  flights_.pop_front();
  // The writer takes one after the other: this one's turn came when the one before it was done.
  if (flight.writes) learn({flight.requests, us(now - std::max(flight.since, last_durable_))});
  last_durable_ = now;
}

void CommitPace::learn(Sample sample) {
  samples_[samples_next_] = sample;
  samples_next_ = (samples_next_ + 1) % samples_max;
  samples_count_ = std::min(samples_count_ + 1, samples_max);
  if (samples_count_ == samples_max) learn_share();
  std::array<double, recent> last{};
  const auto count = std::min(samples_count_, recent);
  for (std::size_t i = 0; i < count; ++i) {
    const auto& one = samples_[(samples_next_ + samples_max - 1 - i) % samples_max];
    last[i] = std::max(one.us - share_us_ * static_cast<double>(one.requests), 0.0);
  }
  fixed_us_ = median(last.begin(), last.begin() + count, [](double each) { return each; });
}

/// What large groups take longer than small ones, where both were written lately.
void CommitPace::learn_share() {
  auto by_size = samples_;
  constexpr auto half = samples_max / 2;
  const auto size = [](const Sample& one) { return static_cast<double>(one.requests); };
  const auto time = [](const Sample& one) { return one.us; };
  std::nth_element(by_size.begin(), by_size.begin() + half, by_size.end(),
                   [](const Sample& a, const Sample& b) { return a.requests < b.requests; });
  const auto middle = by_size.begin() + half;
  const double small = median(by_size.begin(), middle, size);
  const double large = median(middle, by_size.end(), size);
  if (large < small * 1.5 + 64) return;
  const double share =
      (median(middle, by_size.end(), time) - median(by_size.begin(), middle, time)) /
      (large - small);
  share_us_ += (std::clamp(share, 0.0, share_us_max) - share_us_) / 4;
}

double CommitPace::fixed_us(Instant now) const {
  if (!flights_.empty()) return fixed_us_;
  const auto idle = std::clamp<std::int64_t>((now - last_durable_).in_seconds(), 0, 30);
  return std::ldexp(fixed_us_, -static_cast<int>(idle));
}

Duration CommitPace::fixed(Instant now) const {
  return duration(fixed_us(now));
}

double CommitPace::write_us(double fixed_us, std::size_t requests) const {
  return fixed_us + share_us_ * static_cast<double>(requests);
}

double CommitPace::head_elapsed_us(Instant now) const {
  return us(now - std::max(flights_.front().since, last_durable_));
}

double CommitPace::left_of_head_us(Instant now) const {
  const auto& head = flights_.front();
  if (!head.writes) return 0;
  return std::max(write_us(fixed_us_, head.requests) - head_elapsed_us(now), 0.0);
}

Duration CommitPace::until_durable(Instant now, std::size_t requests) const {
  const double deciding = decide_us_ * static_cast<double>(requests);
  double writer = 0;
  for (std::size_t i = 0; i < flights_.size(); ++i) {
    if (i == 0) {
      writer += left_of_head_us(now);
    } else if (flights_[i].writes) {
      writer += write_us(fixed_us_, flights_[i].requests);
    }
  }
  return duration(std::max(deciding, writer) + write_us(fixed_us(now), requests));
}

bool CommitPace::is_stalled(Instant now) const {
  if (flights_.empty()) return false;
  const double usual = write_us(fixed_us_, flights_.front().requests);
  return head_elapsed_us(now) > stall_times * usual + stall_us;
}

bool CommitPace::is_worth_deciding_early(std::size_t waiting) const {
  if (flights_.empty()) return true;
  const double write = write_us(fixed_us_, flights_.front().requests);
  return write <= short_write_us || decide_us_ * static_cast<double>(waiting) > write / 8;
}

std::size_t CommitPace::group_max(Instant now) const {
  const auto wanted = static_cast<std::size_t>(fixed_us(now) / decide_us_);
  return std::clamp(wanted, group_floor, group_ceiling);
}

double CommitPace::per_second(Instant now) const {
  const auto group = group_max(now);
  const double deciding = decide_us_ * static_cast<double>(group);
  return static_cast<double>(group) * second_us /
         std::max(deciding, write_us(fixed_us(now), group));
}

}  // namespace airperk::engine
