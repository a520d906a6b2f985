#pragma once

#include <vector>

#include "base/instant.h"
#include "store/backup/disk.h"

/// What a backup says of itself, in a file of text: a line for each thing, and at the end the hash
/// of all lines before it.
///
///   airperk backup, format 1
///   made-by 1.0.0
///   store 00112233445566778899aabbccddeeff
///   taken 2016-03-05T04:00:00.000000Z
///   group 4711 2016-03-05T03:59:59.000000Z <hash of its row in the journal>
///   subscribers 60
///   survey 7 Coffee or tea
///   file 1234 <hash> 000042.sst
///   end <hash>
///
/// Pure.
namespace airperk::store::backup {

inline constexpr std::string_view manifest_name = "backup.manifest";
inline constexpr unsigned format_now = 1;

struct Manifest {
  struct File {
    std::string name;
    Sum sum;
    friend bool operator==(const File&, const File&) = default;
  };
  struct Survey {
    std::uint32_t id = 0;
    std::string name;
    friend bool operator==(const Survey&, const Survey&) = default;
  };
  std::string made_by;
  std::string store;             ///< its own name, 16 octets
  Instant taken;                 ///< by the machine's clock
  std::uint64_t last_group = 0;  ///< 0: an empty journal
  Instant last_at;               ///< business time
  Hash last_row{};
  std::uint64_t subscribers = 0;
  std::vector<Survey> surveys;  ///< those with sealed answers in it
  std::vector<File> files;      ///< by name; all but the manifest itself
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

std::string encode(const Manifest& manifest);
/// The error says what is wrong with the text, without a path.
Result<Manifest> decode(std::string_view text);

/// RFC 3339 in UTC, to the microsecond.
std::string in_utc(Instant at);

/// This version of airperk.
std::string made_by();

}  // namespace airperk::store::backup
