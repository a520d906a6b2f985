#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// Octets as protocols see them: read through a span, written to the end of a buffer, integers in
/// network order.
namespace airperk::wire {

using Bytes = std::span<const std::uint8_t>;
using Buffer = std::vector<std::uint8_t>;

/// The first octets of `from` as an integer; the caller has checked that they are there.
inline std::uint16_t get_u16(Bytes from) {
  return static_cast<std::uint16_t>(from[0] << 8 | from[1]);
}
inline std::uint32_t get_u24(Bytes from) {
  return std::uint32_t{from[0]} << 16 | std::uint32_t{from[1]} << 8 | from[2];
}
inline std::uint32_t get_u32(Bytes from) {
  return std::uint32_t{from[0]} << 24 | get_u24(from.subspan(1));
}
inline std::uint64_t get_u64(Bytes from) {
  return std::uint64_t{get_u32(from)} << 32 | get_u32(from.subspan(4));
}

inline void put_u8(Buffer& out, std::uint8_t value) {
  out.push_back(value);
}
inline void put_u16(Buffer& out, std::uint16_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}
inline void put_u32(Buffer& out, std::uint32_t value) {
  put_u16(out, static_cast<std::uint16_t>(value >> 16));
  put_u16(out, static_cast<std::uint16_t>(value));
}
inline void put_u64(Buffer& out, std::uint64_t value) {
  put_u32(out, static_cast<std::uint32_t>(value >> 32));
  put_u32(out, static_cast<std::uint32_t>(value));
}
inline void put(Buffer& out, Bytes bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}
inline void put(Buffer& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

/// Writes over four octets that are already in the buffer: how lengths are filled in afterwards.
inline void patch_u32(Buffer& out, std::size_t at, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace airperk::wire
