#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/result.h"
#include "face/rest/message.h"

/// Files of charges for finance, as far as they are finished.
namespace airperk::face::rest {

struct ExportFile {
  std::string name;
  std::uint64_t bytes = 0;
  Instant finished;  ///< system time
};

/// What the server calls out through, from the threads that may wait.
struct Exports {
  /// Newest first. The error says what is wrong with the directory.
  std::function<Result<std::vector<ExportFile>>()> list;
  /// Nothing where no finished file is called exactly that.
  std::function<std::optional<Download>(const std::string& name)> open;
};

}  // namespace airperk::face::rest
