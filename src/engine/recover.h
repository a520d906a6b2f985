#pragma once

#include <memory>

#include "engine/engine.h"

namespace airperk::engine {

/// An engine on a store just opened: house and records recovered, young replies remembered, the
/// configured programme in force. `start` is where a manual clock begins on an empty store; nothing
/// for the system's clock.
struct Running {
  std::unique_ptr<Clock> clock;
  std::unique_ptr<Engine> engine;
  store::Recovered recovered;
};
Result<Running> recover(store::Store& store, programme::Loaded loaded, std::string secret,
                        std::optional<Instant> manual_start);

}  // namespace airperk::engine
