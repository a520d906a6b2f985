#include <fmt/format.h>

#include <cstdio>

#include "app/commands.h"
#include "app/configuration.h"
#include "app/house.h"

namespace airperk::app {

int check(const std::string& programme) {
  const auto loaded = load_programme(programme);
  if (!loaded) {
    // A checker's own lines begin with the file, so that an editor finds the place.
    std::fputs(fmt::format("{}\n", loaded.error()).c_str(), stderr);
    return 2;
  }
  const auto& p = loaded->programme;
  fmt::print("{}: good: programme {}, {} tariffs, {} services, {} languages\n", programme, p.name,
             p.tariffs.size(), p.services.size(), p.languages.size());
  return 0;
}

}  // namespace airperk::app
