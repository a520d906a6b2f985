#include <fmt/format.h>

#include "app/commands.h"
#include "app/configuration.h"
#include "app/house.h"

namespace airperk::app {

int check(const std::string& programme) {
  const auto loaded = load_programme(programme);
  if (!loaded) {
    // A checker's own lines begin with the file, so that an editor finds the place.
    fmt::print(stderr, "{}\n", loaded.error());
    return 2;
  }
  const auto& p = loaded->programme;
  fmt::print("{}: good: programme {}, {} tariffs, {} services, {} languages\n", programme, p.name,
             p.tariffs.size(), p.services.size(), p.languages.size());
  return 0;
}

}  // namespace airperk::app
