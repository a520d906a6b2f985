#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/log/form.h"

namespace airperk::store::log {

/// Where the chain ends: the newest record that is whole, and the place behind it.
struct Tail {
  std::uint64_t sequence = 0;
  Hash hash{};
  std::uint64_t segment = 0;  ///< 0: there is no file that goes on behind it
  std::uint64_t end = 0;
};

/// Records that the head names, and that are not there.
struct Damage {
  std::string file;      ///< its name in the store's directory
  std::uint64_t at = 0;  ///< the first octet that is not what it should be
  std::string what;      ///< "the record there is not whole", "is missing" …
  std::uint64_t first_lost = 0, last_lost = 0;  ///< sequences; 0, 0: nobody can tell which
};

/// What a reading found. With damage `tail` is the end of what is whole.
struct Reading {
  Tail tail;
  std::optional<Damage> damage;
  std::uint64_t reached = 0;  ///< the newest record that the files know of, whole or forgotten
  std::uint64_t dropped = 0;  ///< records begun behind the head and not whole: nobody has an answer
};

/// "log-00000007.log"
std::string segment_name(std::uint64_t number);
struct SegmentFile {
  std::uint64_t number = 0;
  std::string path;
};
/// By number; a file of such a name whatever is in it.
std::vector<SegmentFile> segments_in(const std::string& directory);

/// Reads the records after `applied` in their order, as far as the chain goes. `head` is what must
/// be there at least; without one, nothing must.
Reading read(const std::string& directory, const StoreId& store, const std::optional<Head>& head,
             std::uint64_t applied, const std::function<void(const Record&)>& visit);

}  // namespace airperk::store::log
