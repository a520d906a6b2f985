#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

/// Octets as protocols see them: read through a span, written to the end of a buffer, integers in
/// network order.
namespace airperk::wire {

using Bytes = std::span<const std::uint8_t>;
using Buffer = std::vector<std::uint8_t>;

/// The machine's order of octets as the network's, and back.
template <typename Integer>
constexpr Integer in_network_order(Integer value) {
  if constexpr (std::endian::native == std::endian::big) return value;
  if constexpr (sizeof value == 2) return __builtin_bswap16(value);
  if constexpr (sizeof value == 4) return __builtin_bswap32(value);
  if constexpr (sizeof value == 8) return __builtin_bswap64(value);
}

/// The first octets of `from` as an integer; the caller has checked that they are there.
template <typename Integer>
Integer get(Bytes from) {
  Integer value;
  std::memcpy(&value, from.data(), sizeof value);
  return in_network_order(value);
}
inline std::uint16_t get_u16(Bytes from) {
  return get<std::uint16_t>(from);
}
inline std::uint32_t get_u24(Bytes from) {
  return std::uint32_t{from[0]} << 16 | std::uint32_t{from[1]} << 8 | from[2];
}
inline std::uint32_t get_u32(Bytes from) {
  return get<std::uint32_t>(from);
}
inline std::uint64_t get_u64(Bytes from) {
  return get<std::uint64_t>(from);
}

/// An integer in network order.
template <typename Integer>
constexpr std::array<std::uint8_t, sizeof(Integer)> octets_of(Integer value) {
  return std::bit_cast<std::array<std::uint8_t, sizeof(Integer)>>(in_network_order(value));
}

inline void put(Buffer& out, Bytes bytes) {
  out.insert(out.end(), bytes.data(), bytes.data() + bytes.size());
}
inline void put_u8(Buffer& out, std::uint8_t value) {
  out.push_back(value);
}
inline void put_u16(Buffer& out, std::uint16_t value) {
  put(out, Bytes(octets_of(value)));
}
inline void put_u32(Buffer& out, std::uint32_t value) {
  put(out, Bytes(octets_of(value)));
}
inline void put_u64(Buffer& out, std::uint64_t value) {
  put(out, Bytes(octets_of(value)));
}
inline void put(Buffer& out, std::string_view text) {
  put(out, Bytes{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

/// Writes over four octets that are already in the buffer: how lengths are filled in afterwards.
inline void patch_u32(Buffer& out, std::size_t at, std::uint32_t value) {
  const auto octets = octets_of(value);
  std::memcpy(out.data() + at, octets.data(), octets.size());
}

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace airperk::wire
