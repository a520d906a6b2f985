#include "store/log/form.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <cstring>

namespace airperk::store::log {
namespace {

constexpr std::string_view segment_magic = "airplog1";
constexpr std::string_view head_magic = "airphea1";
constexpr std::string_view record_magic = "aprc";

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}
  Writer& number(std::uint64_t value, std::size_t octets) {
    for (std::size_t i = 0; i < octets; ++i) out_ += static_cast<char>(value >> (8 * i) & 0xFF);
    return *this;
  }
  Writer& text(std::string_view text) {
    out_ += text;
    return *this;
  }
  Writer& octets(const std::array<std::uint8_t, 16>& octets) {
    out_.append(reinterpret_cast<const char*>(octets.data()), octets.size());
    return *this;
  }

 private:
  std::string& out_;
};

/// Reads what a Writer wrote; the caller has looked at the size.
class Reader {
 public:
  explicit Reader(std::string_view octets) : octets_(octets) {}
  std::uint64_t number(std::size_t octets) {
    std::uint64_t value = 0;
    const auto from = text(octets);
    for (std::size_t i = 0; i < octets; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
    }
    return value;
  }
  std::string_view text(std::size_t octets) {
    const auto part = octets_.substr(at_, octets);
    at_ += octets;
    return part;
  }
  std::array<std::uint8_t, 16> octets() {
    std::array<std::uint8_t, 16> value{};
    const auto from = text(value.size());
    std::memcpy(value.data(), from.data(), value.size());
    return value;
  }
  std::size_t at() const { return at_; }

 private:
  std::string_view octets_;
  std::size_t at_ = 0;
};

std::string_view view(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash hash_of(std::string_view first, std::string_view second = {}) {
  const std::string_view parts[] = {first, second};
  return log::hash_of(parts);
}

/// What was written, its hash behind it, and zeros up to the size.
std::string sealed(std::string octets, std::size_t size) {
  octets += view(hash_of(octets));
  octets.resize(size);
  return octets;
}

/// Whether the octets are such a thing: its magic, the hash where it belongs, and zeros behind it.
bool is_sealed(std::string_view octets, std::string_view magic, std::size_t content,
               std::size_t size) {
  if (octets.size() < size || !octets.starts_with(magic)) return false;
  if (octets.substr(content, sizeof(Hash)) != view(hash_of(octets.substr(0, content)))) {
    return false;
  }
  const auto rest = octets.substr(content + sizeof(Hash), size - content - sizeof(Hash));
  return std::all_of(rest.begin(), rest.end(), [](char c) { return c == 0; });
}

constexpr std::size_t segment_content = 8 + 16 + 3 * 8;
constexpr std::size_t head_content = 8 + 16 + 8 + 16 + 3 * 8 + 16;
/// Of a record's header: what its hash covers beside the payload.
constexpr std::size_t record_content = record_header_size - sizeof(Hash);

}  // namespace

Hash hash_of(std::span<const std::string_view> parts) {
  XXH3_state_t state;
  XXH3_128bits_reset(&state);
  for (const auto part : parts) XXH3_128bits_update(&state, part.data(), part.size());
  XXH128_canonical_t octets;
  XXH128_canonicalFromHash(&octets, XXH3_128bits_digest(&state));
  Hash hash;
  static_assert(sizeof octets.digest == sizeof hash);
  std::memcpy(hash.data(), octets.digest, hash.size());
  return hash;
}

std::string encode(const SegmentHeader& header) {
  std::string octets;
  Writer(octets)
      .text(segment_magic)
      .octets(header.store)
      .number(header.number, 8)
      .number(header.size, 8)
      .number(header.first, 8);
  return sealed(std::move(octets), segment_header_size);
}

std::optional<SegmentHeader> decode_segment(std::string_view octets) {
  if (!is_sealed(octets, segment_magic, segment_content, segment_header_size)) return {};
  Reader reader(octets.substr(segment_magic.size()));
  SegmentHeader header;
  header.store = reader.octets();
  header.number = reader.number(8);
  header.size = reader.number(8);
  header.first = reader.number(8);
  return header;
}

Hash encode_record(std::uint64_t sequence, const Hash& previous, std::string_view payload,
                   std::string& out) {
  const auto from = out.size();
  Writer(out).text(record_magic).number(payload.size(), 4).number(sequence, 8).octets(previous);
  const auto hash = hash_of(std::string_view(out).substr(from), payload);
  out += view(hash);
  out += payload;
  out.resize(from + record_size(payload.size()));
  return hash;
}

std::optional<Record> decode_record(std::string_view octets, std::uint64_t sequence,
                                    const std::optional<Hash>& previous) {
  if (octets.size() < record_header_size || !octets.starts_with(record_magic)) return {};
  Reader reader(octets);
  reader.text(record_magic.size());
  const auto length = reader.number(4);
  Record record;
  record.sequence = reader.number(8);
  const auto behind = reader.octets();
  record.hash = reader.octets();
  if (record.sequence != sequence || (previous && behind != *previous)) return {};
  if (length > octets.size() - record_header_size) return {};
  record.payload = octets.substr(record_header_size, length);
  if (hash_of(octets.substr(0, record_content), record.payload) != record.hash) return {};
  return record;
}

std::optional<std::uint64_t> sequence_at(std::string_view octets) {
  if (octets.size() < record_header_size || !octets.starts_with(record_magic)) return {};
  return Reader(octets.substr(record_magic.size() + 4)).number(8);
}

std::string encode(const Head& head) {
  std::string octets;
  Writer(octets)
      .text(head_magic)
      .octets(head.store)
      .number(head.sequence, 8)
      .octets(head.hash)
      .number(head.segment, 8)
      .number(head.end, 8)
      .number(head.group, 8)
      .octets(head.group_hash);
  return sealed(std::move(octets), head_slot_size);
}

std::optional<Head> decode_head(std::string_view octets) {
  if (!is_sealed(octets, head_magic, head_content, head_slot_size)) return {};
  Reader reader(octets.substr(head_magic.size()));
  Head head;
  head.store = reader.octets();
  head.sequence = reader.number(8);
  head.hash = reader.octets();
  head.segment = reader.number(8);
  head.end = reader.number(8);
  head.group = reader.number(8);
  head.group_hash = reader.octets();
  return head;
}

}  // namespace airperk::store::log
