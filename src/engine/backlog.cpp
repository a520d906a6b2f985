#include "engine/backlog.h"

#include <algorithm>

namespace airperk::engine {
namespace {

/// What was shed from the middle keeps its place, empty.
bool is_gone(const Waiting& waiting) {
  return !waiting.done;
}

bool can_be_shed(const Waiting& waiting) {
  return !is_gone(waiting) && waiting.request.admission.can_be_shed();
}

/// Of a credit-control session's requests.
std::optional<std::uint64_t> session_of(const Waiting& waiting) {
  const auto* control = std::get_if<charging::CreditControl>(&waiting.request.command);
  if (control == nullptr) return {};
  return control->session;
}

/// No client waits longer for what it has sent.
constexpr Duration waits_longest = Duration::seconds(10);
constexpr std::size_t broken_off_max = 131'072;

/// What everybody may keep, so that they keep `all` together.
std::size_t equal_share(std::vector<std::size_t> counts, std::size_t all) {
  std::sort(counts.begin(), counts.end());
  std::size_t left = counts.size();
  for (const auto count : counts) {
    if (count * left >= all) return all / left;
    all -= count;
    --left;
  }
  return counts.empty() ? 0 : counts.back();
}

}  // namespace

void Backlog::add(std::vector<Waiting>& arrived) {
  if (arrived.empty()) return;
  Chunk chunk;
  chunk.useful_until = Instant::never();
  for (const auto& one : arrived) {
    const auto& admission = one.request.admission;
    if (admission.can_be_shed()) {
      chunk.useful_until = std::min(chunk.useful_until, admission.useful_until);
    }
  }
  size_ += arrived.size();
  chunk.waiting = std::move(arrived);
  chunks_.push_back(std::move(chunk));
  arrived = {};
  if (spare_.empty()) return;
  arrived = std::move(spare_.back());
  spare_.pop_back();
}

void Backlog::go_on(Instant now) {
  now_ = now;
  if (broken_off_.size() < broken_off_max && now - broken_off_since_ < waits_longest) return;
  std::swap(broken_off_, broken_off_before_);
  broken_off_.clear();
  broken_off_since_ = now;
}

bool Backlog::has_to_go(const Waiting& waiting, Instant horizon) const {
  if (!can_be_shed(waiting)) return false;
  return waiting.request.admission.useful_until < horizon || follows_shed(waiting);
}

bool Backlog::follows_shed(const Waiting& waiting) const {
  if (broken_off_.empty() && broken_off_before_.empty()) return false;
  const auto session = session_of(waiting);
  if (!session) return false;
  const auto is_in = [&](const BrokenOff& broken_off) {
    const auto at = broken_off.find(*session);
    return at != broken_off.end() && waiting.request.admission.arrived <= at->second;
  };
  return is_in(broken_off_) || is_in(broken_off_before_);
}

void Backlog::shed(Waiting& waiting, Shed& shed) {
  if (const auto session = session_of(waiting)) broken_off_[*session] = now_;
  shed.push_back(std::move(waiting));
  waiting.done = nullptr;
  --size_;
}

void Backlog::take(std::size_t most, Instant horizon, bool (*alone)(const Request&),
                   std::vector<Waiting*>& group, Shed& late) {
  for (auto& chunk : chunks_) {
    for (; chunk.begin < chunk.waiting.size(); ++chunk.begin) {
      auto& one = chunk.waiting[chunk.begin];
      if (is_gone(one)) continue;
      if (group.size() >= most) return;
      const bool is_alone = alone(one.request);
      if (is_alone && !group.empty()) return;
      if (has_to_go(one, horizon)) {
        shed(one, late);
        continue;
      }
      group.push_back(&one);
      --size_;
      if (!is_alone) continue;
      ++chunk.begin;
      return;
    }
  }
}

void Backlog::forget_taken() {
  constexpr std::size_t spare_max = 3, spare_size_max = 32'768;
  while (!chunks_.empty() && chunks_.front().begin == chunks_.front().waiting.size()) {
    auto& waiting = chunks_.front().waiting;
    waiting.clear();
    if (spare_.size() < spare_max && waiting.capacity() <= spare_size_max) {
      spare_.push_back(std::move(waiting));
    }
    chunks_.pop_front();
  }
}

void Backlog::shed_late(Instant horizon, Shed& shed_to) {
  for (auto& chunk : chunks_) {
    if (chunk.useful_until >= horizon) continue;
    chunk.useful_until = Instant::never();
    for (std::size_t i = chunk.begin; i < chunk.waiting.size(); ++i) {
      auto& one = chunk.waiting[i];
      if (!can_be_shed(one)) continue;
      if (has_to_go(one, horizon)) {
        shed(one, shed_to);
      } else {
        chunk.useful_until = std::min(chunk.useful_until, one.request.admission.useful_until);
      }
    }
  }
}

void Backlog::shed_excess(std::size_t keep, Shed& shed_to) {
  if (size_ <= keep) return;
  boost::unordered_flat_map<std::uint32_t, std::size_t> excess;
  std::size_t sheddable = 0;
  const auto each = [this](auto what) {
    for (auto& chunk : chunks_) {
      for (std::size_t i = chunk.begin; i < chunk.waiting.size(); ++i) {
        if (can_be_shed(chunk.waiting[i])) what(chunk.waiting[i]);
      }
    }
  };
  each([&](const Waiting& one) { ++sheddable, ++excess[one.request.admission.source]; });
  std::vector<std::size_t> counts;
  for (const auto& [source, count] : excess) counts.push_back(count);
  const auto others = size_ - sheddable;
  const auto share = equal_share(std::move(counts), keep > others ? keep - others : 0);
  for (auto& [source, count] : excess) count -= std::min(count, share);
  each([&](Waiting& one) {
    auto& left = excess[one.request.admission.source];
    if (left == 0) return;
    --left;
    shed(one, shed_to);
  });
}

}  // namespace airperk::engine
