#include "core/subscriber/attributes.h"

#include <algorithm>

namespace airperk::subscriber {
namespace {

/// By value.
constexpr std::array<std::string_view, 8> names = {"",      "0-17",  "18-24", "25-34",
                                                   "35-44", "45-54", "55-64", "65+"};

}  // namespace

std::string_view name_of(AgeBand band) {
  return names.at(static_cast<std::size_t>(band));
}

std::optional<AgeBand> age_band_with_name(std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return {};
  return static_cast<AgeBand>(found - names.begin());
}

}  // namespace airperk::subscriber
