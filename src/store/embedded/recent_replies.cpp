#include "store/embedded/recent_replies.h"

#include <rocksdb/convenience.h>

#include <algorithm>
#include <chrono>
#include <limits>

namespace airperk::store::embedded {
namespace {

constexpr std::size_t key_size = sizeof(RequestKey);
constexpr std::size_t length_size = 2;
/// No more are gathered, and no older ones: half of what the engine remembers at least.
constexpr std::size_t gathered_max = 1'000'000;
constexpr Duration gathered_for = Duration::minutes(2);

/// The hour that its span begins with, as it stands in four octets.
std::int64_t span_at(Instant at) {
  const auto hour = static_cast<std::uint32_t>(at.in_seconds() / 3600);
  return hour - hour % RecentReplies::span_hours;
}
/// As keys begin.
std::string octets_of(std::int64_t hour) {
  return big_endian_4(static_cast<std::uint32_t>(hour));
}

std::size_t share_of(const RequestKey& key) {
  return key[0] * RecentReplies::Span::shares_count / 256;
}

/// One of those gathered: request key, the facts' length, the facts. What mostly sorts them stands
/// beside it.
struct Entry {
  std::uint64_t key_begins;
  const char* at;
  explicit Entry(const char* from) : key_begins(read_8({from, 8})), at(from) {}
  std::string_view key() const { return {at, key_size}; }
  std::string_view facts() const {
    const auto high = static_cast<unsigned char>(at[key_size]);
    const auto low = static_cast<unsigned char>(at[key_size + 1]);
    return {at + key_size + length_size, static_cast<std::size_t>(high << 8 | low)};
  }
  std::size_t size() const { return key_size + length_size + facts().size(); }
  friend bool operator<(const Entry& a, const Entry& b) {
    if (a.key_begins != b.key_begins) return a.key_begins < b.key_begins;
    return a.key() < b.key();
  }
  friend bool operator==(const Entry& a, const Entry& b) {
    return a.key_begins == b.key_begins && a.key() == b.key();
  }
};

/// Of one key the last stands.
void write_share(const std::vector<std::string>& pieces, const std::string& hour,
                 std::vector<Entry>& entries, SortedFile& file) {
  entries.clear();
  for (const auto& piece : pieces) {
    for (std::size_t at = 0; at < piece.size(); at += entries.back().size()) {
      entries.emplace_back(piece.data() + at);
    }
  }
  std::stable_sort(entries.begin(), entries.end());
  std::string row;
  for (auto entry = entries.begin(); entry != entries.end(); ++entry) {
    const auto next = std::next(entry);
    if (next != entries.end() && *next == *entry) continue;
    row.assign(hour).append(entry->key());
    file.put(row, entry->facts());
  }
}

}  // namespace

void RecentReplies::begin(Instant last_at) {
  const auto now = steady_();
  const auto rows = database_.scan(Family::recent);
  for (rows->SeekToFirst(); rows->Valid();) {
    // An older store has spans of an hour.
    const std::int64_t hour = read_4(rows->key().ToStringView());
    const auto age = last_at - Instant::seconds((hour + span_hours) * 3600);
    spans_[hour] =
        now - std::clamp(age, Duration(), std::max(Duration(), kept_ - kept_after_start));
    rows->Seek(octets_of(hour + 1));
  }
  database_.check(rows->status(), "looking for replies");
}

void RecentReplies::add(const Reply& reply, Instant at) {
  if (reply.facts.size() > 0xFFFF) return;
  if (count_++ == 0) gathered_since_ = steady_();
  const auto size = key_size + length_size + reply.facts.size();
  auto& pieces = gathered_[span_at(at)].shares[share_of(reply.key)];
  if (pieces.empty() || pieces.back().size() + size > piece_size) {
    pieces.emplace_back().reserve(std::max(piece_size, size));
  }
  auto& piece = pieces.back();
  piece.append(reinterpret_cast<const char*>(reply.key.data()), reply.key.size());
  piece += static_cast<char>(reply.facts.size() >> 8);
  piece += static_cast<char>(reply.facts.size() & 0xFF);
  piece += reply.facts;
}

bool RecentReplies::is_due() const {
  if (count_ == 0) return false;
  return count_ >= gathered_max || steady_() - gathered_since_ >= gathered_for;
}

RecentReplies::Pass RecentReplies::take() {
  Pass pass{std::exchange(gathered_, {}), {}};
  count_ = 0;
  const auto now = steady_();
  for (const auto& [hour, replies] : pass.gathered) spans_[hour] = now;
  forget(pass);
  return pass;
}

/// Runs of hours between the spans that are kept: files go whole, and hold more than one span.
void RecentReplies::forget(Pass& pass) {
  const auto now = steady_();
  std::int64_t first = 0;
  bool forgets = false;
  for (auto span = spans_.begin(); span != spans_.end();) {
    if (now - span->second >= kept_) {
      forgets = true;
      span = spans_.erase(span);
      continue;
    }
    if (forgets) pass.forgotten.emplace_back(first, span->first);
    forgets = false;
    first = span->first + 1;
    ++span;
  }
  if (forgets) pass.forgotten.emplace_back(first, std::numeric_limits<std::uint32_t>::max());
}

void RecentReplies::write(Database& database, const Pass& pass) {
  if (!pass.gathered.empty()) {
    SortedFile file(database, Family::recent, "recent.sst");
    std::vector<Entry> entries;
    for (const auto& [hour, span] : pass.gathered) {
      for (const auto& share : span.shares) write_share(share, octets_of(hour), entries, file);
    }
    file.take_in();
  }
  for (const auto& [first, end] : pass.forgotten) {
    const auto from = octets_of(first), until = octets_of(end);
    const rocksdb::Slice begins(from), ends(until);
    database.must(rocksdb::DeleteFilesInRange(&database.db(), database.family(Family::recent),
                                              &begins, &ends, false),
                  "forgetting old replies");
  }
}

std::optional<std::string> RecentReplies::find(const RequestKey& key, Duration within) const {
  if (spans_.empty()) return {};
  const std::string name(reinterpret_cast<const char*>(key.data()), key.size());
  const auto now = steady_();
  for (auto span = spans_.rbegin(); span != spans_.rend(); ++span) {
    if (now - span->second > within) continue;
    if (auto facts = database_.get(Family::recent, octets_of(span->first) + name)) return facts;
  }
  return {};
}

}  // namespace airperk::store::embedded
