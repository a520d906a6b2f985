#include "store/backup/range.h"

#include <fmt/format.h>

#include <cstring>

#include "base/assert.h"

namespace airperk::store::backup {
namespace {

constexpr std::string_view magic = "airperk journal\n";
constexpr std::uint32_t format_of_ranges = 1;
constexpr std::size_t store_octets = 16;
constexpr std::string_view is_damaged = "is damaged";

void put(std::string& out, std::uint64_t value, std::size_t octets) {
  for (std::size_t i = 0; i < octets; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}
void put(std::string& out, const Hash& hash) {
  out.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

std::uint64_t little_endian(std::string_view octets, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(octets[i]);
  return value;
}

/// Reads on through octets; once there are too few of them everything is 0.
class Reader {
 public:
  explicit Reader(std::string_view octets) : rest_(octets) {}

  std::string_view take(std::size_t count) {
    if (rest_.size() < count) {
      is_short_ = true;
      rest_ = {};
      return {};
    }
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint64_t number(std::size_t octets) {
    const auto taken = take(octets);
    return taken.empty() ? 0 : little_endian(taken, octets);
  }
  Instant instant() { return Instant::microseconds(static_cast<std::int64_t>(number(8))); }
  Hash hash() {
    Hash hash{};
    const auto taken = take(hash.size());
    std::memcpy(hash.data(), taken.data(), taken.size());
    return hash;
  }
  bool is_short() const { return is_short_; }
  bool is_at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool is_short_ = false;
};

void put(std::string& out, Instant at) {
  put(out, static_cast<std::uint64_t>(at.in_microseconds()), 8);
}

/// Whether the rows are those that the range says it has.
bool is_consistent(const Range& range) {
  if (range.from == 0 || range.to < range.from) return false;
  if (range.rows.size() != range.to - range.from + 1) return false;
  auto number = range.from;
  for (const auto& row : range.rows) {
    if (row.number != number++) return false;
  }
  return range.rows.front().at == range.first_at && range.rows.back().at == range.last_at;
}

}  // namespace

std::uint32_t little_endian_4(std::string_view octets) {
  return static_cast<std::uint32_t>(little_endian(octets, 4));
}

Range range_of(std::string store, const Hash& row_before, const Hash& previous,
               std::vector<JournalRow> rows) {
  AIRPERK_ASSERT(!rows.empty());
  Range range;
  range.store = std::move(store);
  range.from = rows.front().number;
  range.to = rows.back().number;
  range.first_at = rows.front().at;
  range.last_at = rows.back().at;
  range.row_before = row_before;
  range.previous = previous;
  range.rows = std::move(rows);
  return range;
}

std::string encode(const Range& range) {
  AIRPERK_ASSERT(range.store.size() == store_octets && is_consistent(range));
  std::string out(magic);
  put(out, format_of_ranges, 4);
  out += range.store;
  put(out, range.from, 8);
  put(out, range.to, 8);
  put(out, range.first_at);
  put(out, range.last_at);
  put(out, range.row_before);
  put(out, range.previous);
  for (const auto& row : range.rows) {
    put(out, row.number, 8);
    put(out, row.at);
    put(out, row.row.size(), 4);
    put(out, row.changes.size(), 4);
    out += row.row;
    out += row.changes;
  }
  put(out, hash_of(out));
  return out;
}

Hash hash_of_encoded(std::string_view octets) {
  AIRPERK_ASSERT(octets.size() >= sizeof(Hash));
  Hash hash;
  std::memcpy(hash.data(), octets.data() + octets.size() - hash.size(), hash.size());
  return hash;
}

Result<Range> decode_range(std::string_view octets) {
  constexpr std::size_t head = magic.size() + 4;
  if (octets.size() < head + sizeof(Hash)) return fail("is cut off");
  if (!octets.starts_with(magic)) return fail("is no range of a journal");
  const auto format = little_endian_4(octets.substr(magic.size()));
  if (format > format_of_ranges) {
    return fail(
        fmt::format("is of format {}, which a newer airperk wrote; this one reads up to {}: "
                    "restore with the newer one",
                    format, format_of_ranges));
  }
  const auto body = octets.substr(0, octets.size() - sizeof(Hash));
  if (hash_of(body) != hash_of_encoded(octets)) return fail(std::string(is_damaged));

  Reader reader(body.substr(head));
  Range range;
  range.store = reader.take(store_octets);
  range.from = reader.number(8);
  range.to = reader.number(8);
  range.first_at = reader.instant();
  range.last_at = reader.instant();
  range.row_before = reader.hash();
  range.previous = reader.hash();
  while (!reader.is_at_end()) {
    auto& row = range.rows.emplace_back();
    row.number = reader.number(8);
    row.at = reader.instant();
    const auto row_size = reader.number(4), changes_size = reader.number(4);
    row.row = reader.take(row_size);
    row.changes = reader.take(changes_size);
  }
  if (reader.is_short() || !is_consistent(range)) return fail(std::string(is_damaged));
  return range;
}

std::string range_name(std::uint64_t from, std::uint64_t to) {
  return fmt::format("journal-{:012}-{:012}", from, to);
}

void add_change(std::string& changes, std::string_view key, std::string_view value) {
  put(changes, key.size(), 4);
  put(changes, value.size(), 4);
  changes += key;
  changes += value;
}

}  // namespace airperk::store::backup
