#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace airperk::face::rest {

/// As `store::Store::journal`: the groups after that number, at most so many. From any thread.
using Journal =
    std::function<Result<std::vector<store::Group>>(std::uint64_t after, std::size_t limit)>;

}  // namespace airperk::face::rest
