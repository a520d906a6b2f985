#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace airperk::store::access {

/// What somebody finds who reads a whole access log with its key.
struct Checked {
  std::uint64_t notes = 0;
  std::uint64_t first = 0;  ///< the oldest note's number; above 1: older files were taken away
  std::vector<std::string> findings;  ///< each names file, line and note
};

/// Of a log that may be written meanwhile. The error says what cannot be read. Reads all files.
Result<Checked> check(const std::string& directory, const std::string& key);

}  // namespace airperk::store::access
