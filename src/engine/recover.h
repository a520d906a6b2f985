#pragma once

#include <memory>

#include "engine/engine.h"
#include "steady/steady.h"

namespace airperk::engine {

/// What an engine is started with, beside its store, programme and secret.
struct Settings {
  std::optional<Instant> manual_start;  ///< a manual clock's, on an empty store; else the system's
  ClockLimits clock_limits;
  ClockPorts clocks = system_clocks();
  Steady steady = steady_now;  ///< what ages of requests are told by
  /// Recognised without a look at the disk.
  std::size_t replies_in_memory = 2 * Replies::replies_per_bucket_max;
  /// Recognised at all: as long as the store keeps them.
  Duration replies_kept = Duration::hours(48);
};

/// An engine on a store just opened: house and records recovered, the newest replies remembered,
/// the configured programme in force.
struct Running {
  std::unique_ptr<Clock> clock;
  std::unique_ptr<Engine> engine;
  store::Recovered recovered;
};
Result<Running> recover(store::Store& store, programme::Loaded loaded, std::string secret,
                        Settings settings = {});

}  // namespace airperk::engine
