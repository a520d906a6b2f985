#pragma once

#include <string>
#include <vector>

#include "base/instant.h"
#include "store/embedded/database.h"

namespace airperk::store::embedded {

/// What is wrong with the database's files, a line each: all of them read at once, by whoever asks.
std::vector<std::string> damaged_files(Database& database);

/// Reads every file of the database once a month, past the page cache, so that what has rotted on
/// the disk is heard of before somebody needs it. How far it has come outlasts a restart. For one
/// thread, which may take its time.
class Scrub {
 public:
  explicit Scrub(Database& database) : database_(database) {}
  /// Reads the next file, if one is due. The lines say what is damaged, file by file.
  struct Step {
    bool read_something = false;  ///< else: the next round begins later
    std::vector<std::string> damage;
  };
  Step step(Instant now);

 private:
  struct Place {
    Instant began;
    std::uint64_t file = 0;  ///< everything up to this one is read
    bool is_done = false;
  };
  Place place();
  void put(const Place& place);

  Database& database_;
};

}  // namespace airperk::store::embedded
