#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The log's octets: segments, records and the head (README.md has the grammar). Pure.
namespace airperk::store::log {

using Hash = std::array<std::uint8_t, 16>;
/// A store's own name, so that another store's files are not taken for its own.
using StoreId = std::array<std::uint8_t, 16>;

inline constexpr std::size_t segment_header_size = 4096;
inline constexpr std::size_t record_header_size = 48;
inline constexpr std::size_t record_alignment = 16;
inline constexpr std::size_t head_slot_size = 4096;

/// XXH3 with 128 bits over the parts, one behind the other: against damage, not against people,
/// whom the journal's own chain is for.
Hash hash_of(std::span<const std::string_view> parts);

/// What a segment's first octets say.
struct SegmentHeader {
  StoreId store{};
  std::uint64_t number = 0;  ///< counts from 1
  std::uint64_t size = 0;    ///< of the file, header included
  std::uint64_t first = 0;   ///< the sequence of its first record
  friend bool operator==(const SegmentHeader&, const SegmentHeader&) = default;
};
/// `segment_header_size` octets.
std::string encode(const SegmentHeader& header);
/// Nothing where the octets are no header.
std::optional<SegmentHeader> decode_segment(std::string_view octets);

/// How many octets a record of such a payload takes in a segment.
constexpr std::size_t record_size(std::size_t payload) {
  return (record_header_size + payload + record_alignment - 1) / record_alignment *
         record_alignment;
}

struct Record {
  std::uint64_t sequence = 0;
  Hash hash{};
  std::string_view payload;  ///< stands in the octets it was read from
};
/// Appends the record's octets to `out`, and says its hash.
Hash encode_record(std::uint64_t sequence, const Hash& previous, std::string_view payload,
                   std::string& out);
/// The record at the beginning of `octets`, where it is the one with this sequence behind
/// `previous`; nothing where it is not. Without `previous` it may stand behind any.
std::optional<Record> decode_record(std::string_view octets, std::uint64_t sequence,
                                    const std::optional<Hash>& previous);

/// The sequence that a record which begins there would have; nothing where none begins.
std::optional<std::uint64_t> sequence_at(std::string_view octets);

/// The newest record that may be answered, and what its owner wants remembered with it.
struct Head {
  StoreId store{};
  std::uint64_t sequence = 0;
  Hash hash{};                ///< of that record
  std::uint64_t segment = 0;  ///< that it stands in
  std::uint64_t end = 0;      ///< the octet behind it there
  std::uint64_t group = 0;    ///< the newest group of the journal
  Hash group_hash{};
  friend bool operator==(const Head&, const Head&) = default;
};
/// `head_slot_size` octets.
std::string encode(const Head& head);
std::optional<Head> decode_head(std::string_view octets);

}  // namespace airperk::store::log
