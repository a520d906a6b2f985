#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The journal's chain: each group's row ends with the hash of the row before it, and its own, so
/// that a group that is missing, changed or of another past is seen by whoever reads on from it.
/// Pure.
namespace airperk::store::archive {

using Hash = std::array<std::uint8_t, 16>;  ///< BLAKE2b

struct Link {
  Hash previous{};  ///< zeros: of the first group, or of the first that was chained
  Hash own{};       ///< over everything before it in the row
};

/// Ends the row of an encoded group with its link, and says its own hash.
Hash chain(std::string& row, const Hash& previous);
/// Nothing: the row was written before groups were chained.
std::optional<Link> link_of(std::string_view row);
/// Whether the row's octets are those that its own hash was made of.
bool is_whole(std::string_view row, const Link& link);

}  // namespace airperk::store::archive
