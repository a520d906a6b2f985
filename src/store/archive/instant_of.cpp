#include "store/archive/archive.h"

namespace airperk::store::archive {
namespace {

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
  return {};
}

}  // namespace

std::optional<Instant> instant_of(std::string_view bytes) {
  // The first two fields, in their order: `number` and `at`, a varint each.
  constexpr char number_tag = 1 << 3, at_tag = 2 << 3;
  if (bytes.empty() || bytes.front() != number_tag) return {};
  bytes.remove_prefix(1);
  if (!take_varint(bytes)) return {};
  // What is 0 is left out.
  if (bytes.empty() || bytes.front() != at_tag) return Instant();
  bytes.remove_prefix(1);
  const auto zigzag = take_varint(bytes);
  if (!zigzag) return {};
  return Instant::microseconds(static_cast<std::int64_t>(*zigzag >> 1) ^
                               -static_cast<std::int64_t>(*zigzag & 1));
}

}  // namespace airperk::store::archive
