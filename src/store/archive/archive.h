#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "store/store.h"

/// Groups, records and house events as bytes (events.proto), and back. Pure.
namespace airperk::store::archive {

/// Seals and opens the words that an event keeps of a person, under that person's key.
struct Sealer {
  std::function<std::string(SubscriberId, std::string_view words)> seal;
  /// What was sealed, or "" once the key is erased.
  std::function<std::string(SubscriberId, std::string_view sealed)> open;
  /// From here on another key seals: what the one before sealed can be opened no more (S3).
  std::function<void(SubscriberId)> renew = {};
};

std::string encode(const Group& group, const Sealer& sealer);
/// The directory part is not in the bytes.
Result<Group> decode_group(std::string_view bytes, const Sealer& sealer);

/// When the group was decided, without decoding the rest. Nothing: these are no group's bytes.
std::optional<Instant> instant_of(std::string_view bytes);

std::string encode(const HouseEvent& event);
Result<HouseEvent> decode_house(std::string_view bytes);

void encode(const Resident& resident, std::string& out);
Result<Resident> decode_record(std::string_view bytes);

}  // namespace airperk::store::archive
