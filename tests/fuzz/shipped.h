#pragma once

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "core/programme/load.h"

/// The programme as it is shipped.
inline airperk::programme::Loaded shipped_programme() {
  using airperk::Result;
  static const auto loaded =
      airperk::programme::load(std::string(AIRPERK_SOURCE_DIR) + "/programme/smart.toml",
                               [](const std::string& name) -> Result<std::string> {
                                 std::ifstream file(name, std::ios::binary);
                                 if (!file) return airperk::fail("is not there");
                                 return std::string(std::istreambuf_iterator<char>(file), {});
                               });
  if (!loaded) std::abort();
  return *loaded;
}
