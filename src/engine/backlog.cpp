#include "engine/backlog.h"

#include <algorithm>
#include <iterator>

namespace airperk::engine {
namespace {

/// What was shed from the middle keeps its place, empty.
bool is_gone(const Waiting& waiting) {
  return !waiting.done;
}

bool can_be_shed(const Waiting& waiting) {
  return !is_gone(waiting) && waiting.request.admission.can_be_shed();
}

/// Until its client has heard that something of a session was shed; what it sends meanwhile was
/// sent behind that.
constexpr Duration heard_within = Duration::microseconds(100'000);

/// Who is to wait behind nobody else's: a peer, or all that come another way together.
std::uint64_t who_asks(const Admission& admission) {
  return std::uint64_t{static_cast<std::uint8_t>(admission.way)} << 32 | admission.source;
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

std::optional<std::uint64_t> session_of(const Request& request) {
  const auto* control = std::get_if<charging::CreditControl>(&request.command);
  if (control == nullptr) return {};
  return control->session;
}

void Backlog::add(std::vector<Waiting>& arrived) {
  if (arrived.empty()) return;
  auto& chunk = chunks_.emplace_back();
  chunk.first = next_number_;
  chunk.left = arrived.size();
  next_number_ += arrived.size();
  size_ += arrived.size();
  chunk.waiting = std::move(arrived);
  arrived = {};
  if (spare_.empty()) return;
  arrived = std::move(spare_.back());
  spare_.pop_back();
}

void Backlog::line_up() {
  auto chunk = chunks_.end();
  while (chunk != chunks_.begin() && std::prev(chunk)->first >= lined_until_) --chunk;
  for (; chunk != chunks_.end(); ++chunk) {
    Line* line = nullptr;
    for (std::size_t i = 0; i < chunk->waiting.size(); ++i) {
      const auto& one = chunk->waiting[i];
      if (is_gone(one)) continue;
      const auto who = who_asks(one.request.admission);
      if (!line || line->who != who) line = &line_of(who);
      line->places.push_back({chunk->first + i, &*chunk});
    }
  }
  lined_until_ = next_number_;
}

Backlog::Line& Backlog::line_of(std::uint64_t who) {
  auto& line = lines_[who];
  if (!line) {
    line = std::make_unique<Line>(Line{who, {}});
    turns_.push_back(line.get());
  }
  return *line;
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
  const auto session = session_of(waiting.request);
  if (!session) return false;
  const auto is_in = [&](const BrokenOff& broken_off) {
    const auto at = broken_off.find(*session);
    return at != broken_off.end() && waiting.request.admission.arrived <= at->second + heard_within;
  };
  return is_in(broken_off_) || is_in(broken_off_before_);
}

void Backlog::shed(Chunk& chunk, Waiting& waiting, Shed& shed) {
  if (const auto session = session_of(waiting.request)) broken_off_[*session] = now_;
  shed.push_back(std::move(waiting));
  waiting.done = nullptr;
  --chunk.left;
  --size_;
}

void Backlog::break_off(const std::vector<std::uint64_t>& sessions) {
  for (const auto session : sessions) broken_off_[session] = now_;
}

/// Its chunk may be gone with it.
bool Backlog::is_forgotten(const Place& place) const {
  return chunks_.empty() || place.number < chunks_.front().first;
}

/// Whether anything is left that may be taken.
bool Backlog::drop_gone(Line& line, Instant horizon, Shed& late) {
  for (; !line.places.empty(); line.places.pop_front()) {
    const auto& place = line.places.front();
    if (is_forgotten(place) || is_gone(place.waiting())) continue;
    if (!has_to_go(place.waiting(), horizon)) return true;
    shed(*place.chunk, place.waiting(), late);
  }
  return false;
}

void Backlog::take(std::size_t most, Instant horizon, bool (*alone)(const Request&),
                   std::vector<Waiting*>& group, Shed& late) {
  const bool begins = group.empty();
  const auto room = most > group.size() ? most - group.size() : 0;
  if (size_ <= room) {
    take_all(horizon, alone, begins, late);
  } else {
    take_in_turns(room, horizon, alone, begins, late);
  }
  for (const auto& place : taken_) group.push_back(&place.waiting());
  size_ -= taken_.size();
}

/// Nobody waits behind anybody.
void Backlog::take_all(Instant horizon, bool (*alone)(const Request&), bool begins, Shed& late) {
  for (auto& chunk : chunks_) {
    for (std::size_t i = 0; i < chunk.waiting.size(); ++i) {
      auto& one = chunk.waiting[i];
      if (is_gone(one)) continue;
      if (has_to_go(one, horizon)) {
        shed(chunk, one, late);
        continue;
      }
      const bool is_alone = alone(one.request);
      if (is_alone && !(begins && taken_.empty())) return;
      taken_.push_back({chunk.first + i, &chunk});
      if (is_alone) return;
    }
  }
  turns_.clear();
  lines_.clear();
  lined_until_ = next_number_;
}

void Backlog::take_in_turns(std::size_t room, Instant horizon, bool (*alone)(const Request&),
                            bool begins, Shed& late) {
  line_up();
  const bool in_turns = turns_.size() > 1;
  while (taken_.size() < room && !turns_.empty()) {
    auto& line = *turns_.front();
    if (!drop_gone(line, horizon, late)) {
      const auto who = line.who;
      turns_.pop_front();
      lines_.erase(who);
      continue;
    }
    const auto place = line.places.front();
    const bool is_alone = alone(place.waiting().request);
    if (is_alone && !(begins && taken_.empty())) break;
    line.places.pop_front();
    taken_.push_back(place);
    turns_.pop_front();
    turns_.push_back(&line);
    if (is_alone) break;
  }
  if (in_turns) {
    std::sort(taken_.begin(), taken_.end(),
              [](const Place& a, const Place& b) { return a.number < b.number; });
  }
}

void Backlog::forget_taken() {
  constexpr std::size_t spare_max = 3, spare_size_max = 32'768;
  for (const auto& place : taken_) {
    place.waiting().done = nullptr;
    --place.chunk->left;
  }
  taken_.clear();
  while (!chunks_.empty() && chunks_.front().left == 0) {
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
    for (auto& one : chunk.waiting) {
      if (!can_be_shed(one)) continue;
      if (has_to_go(one, horizon)) {
        shed(chunk, one, shed_to);
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
      for (auto& one : chunk.waiting) {
        if (can_be_shed(one)) what(chunk, one);
      }
    }
  };
  each([&](Chunk&, const Waiting& one) { ++sheddable, ++excess[one.request.admission.source]; });
  std::vector<std::size_t> counts;
  for (const auto& [source, count] : excess) counts.push_back(count);
  const auto others = size_ - sheddable;
  const auto share = equal_share(std::move(counts), keep > others ? keep - others : 0);
  for (auto& [source, count] : excess) count -= std::min(count, share);
  each([&](Chunk& chunk, Waiting& one) {
    auto& left = excess[one.request.admission.source];
    if (left == 0) return;
    --left;
    shed(chunk, one, shed_to);
  });
}

}  // namespace airperk::engine
