#pragma once

#include <memory>

#include "app/configuration.h"
#include "engine/recover.h"
#include "store/embedded/embedded_store.h"

namespace airperk::app {

/// The programme that the configuration names, or the one that the binary carries. The error has
/// one line for each problem.
Result<programme::Loaded> load_programme(const std::string& file);

/// A store, and the engine on it.
struct OpenHouse {
  std::unique_ptr<store::embedded::EmbeddedStore> store;
  engine::Running running;
  std::string secret;

  engine::Engine& engine() { return *running.engine; }
};
Result<OpenHouse> open_house(const Configuration& configuration);

/// The store's secret: request keys and tokens hang on it. Made by whoever comes first.
Result<std::string> store_secret(const Configuration& configuration);

}  // namespace airperk::app
