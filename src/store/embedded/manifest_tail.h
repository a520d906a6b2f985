#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

/// RocksDB's list of files (MANIFEST), as far as a start has to know it: whether its last entry is
/// torn. Source of the format: RocksDB's db/log_format.h: blocks of 32 KiB; in them fragments, each
/// a masked CRC-32C(4), a length(2), a type(1), and the octets; little-endian.
namespace airperk::store::embedded {

/// An entry that is not whole, with nothing whole behind it. It is what a power loss leaves of one
/// that was not synced: the file has grown, and not all of what it grew by is there. Nothing rests
/// on it. RocksDB takes it for damage.
struct TornTail {
  std::string path;
  std::uint64_t from = 0;
  std::string octets;  ///< from there to the file's end
};

/// Of the MANIFEST that CURRENT names.
std::optional<TornTail> torn_tail(const std::string& store);
/// Durable on return. The error names the file, and the mend.
Result<void> cut_off(const TornTail& tail);
Result<void> put_back(const TornTail& tail);

}  // namespace airperk::store::embedded
