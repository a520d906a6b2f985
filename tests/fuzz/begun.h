#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "engine/recover.h"
#include "require.h"

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
  require(loaded.has_value(), "the programme cannot be read");
  return *loaded;
}

/// An engine on that store, with the manual clock.
inline airperk::engine::Running begun_on(airperk::store::Store& store) {
  using airperk::Instant;
  auto running =
      airperk::engine::recover(store, shipped_programme(), std::string(32, 's'),
                               {.manual_start = *Instant::parse("2016-03-05T10:00:00+06:00")});
  require(running.has_value(), "the engine does not start");
  return std::move(*running);
}
