#pragma once

#include <vector>

#include "base/instant.h"
#include "store/backup/disk.h"

/// A closed range of the journal in a file of its own, so that a backup can be brought to a later
/// instant. Integers little-endian:
///
///   "airperk journal\n"  format(4)  store(16)
///   from(8) to(8)  first-at(8) last-at(8)
///   hash(32) of the journal's row before `from`; zeros before the first
///   hash(32) of the file before this one; zeros where this one begins anew
///   for each group: number(8) at(8) row-size(4) changes-size(4) row changes
///   hash(32) of all before
///
/// Pure.
namespace airperk::store::backup {

/// A group as the journal has it, and what it changed in the directory: which the journal does not
/// tell.
struct JournalRow {
  std::uint64_t number = 0;
  Instant at;
  std::string row;
  std::string changes;
  friend bool operator==(const JournalRow&, const JournalRow&) = default;
};

struct Range {
  std::string store;  ///< its own name, 16 octets
  std::uint64_t from = 0, to = 0;
  Instant first_at, last_at;
  Hash row_before{};
  Hash previous{};
  std::vector<JournalRow> rows;
  friend bool operator==(const Range&, const Range&) = default;
};

/// Of rows that follow one another. What the range says of itself is made of them.
Range range_of(std::string store, const Hash& row_before, const Hash& previous,
               std::vector<JournalRow> rows);
std::string encode(const Range& range);
/// The error says what is wrong with the octets, without a path.
Result<Range> decode_range(std::string_view octets);
/// What the file after it calls the previous one.
Hash hash_of_encoded(std::string_view octets);

/// "journal-000000000101-000000000200": sorts by `from`.
std::string range_name(std::uint64_t from, std::uint64_t to);

/// Rows of a database, one behind the other: key-size(4) value-size(4) key value.
void add_change(std::string& changes, std::string_view key, std::string_view value);
/// False: it is not what `add_change` wrote.
template <typename Visit>
bool for_each_change(std::string_view changes, Visit visit);

std::uint32_t little_endian_4(std::string_view octets);

template <typename Visit>
bool for_each_change(std::string_view changes, Visit visit) {
  while (!changes.empty()) {
    if (changes.size() < 8) return false;
    const std::size_t key = little_endian_4(changes), value = little_endian_4(changes.substr(4));
    changes.remove_prefix(8);
    if (changes.size() < key + value) return false;
    visit(changes.substr(0, key), changes.substr(key, value));
    changes.remove_prefix(key + value);
  }
  return true;
}

}  // namespace airperk::store::backup
