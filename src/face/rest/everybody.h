#pragma once

#include <functional>
#include <vector>

#include "engine/engine.h"

/// Requests about many subscribers, for the bulk thread: a few at a time, so that nobody who waits
/// for an answer waits behind all of them.
namespace airperk::face::rest {

/// Asks all of these and waits for the last answer. `hear` is called for one at a time, on the
/// engine's thread.
void ask_all(engine::Engine& engine, std::vector<engine::Request> requests,
             const std::function<void(const engine::Answer&)>& hear);

/// Looks at everybody, some at a time. What time alone has brought about is a fact of the journal
/// once somebody looks.
void view_everybody(engine::Engine& engine,
                    const std::function<void(const std::vector<engine::Viewed>&)>& see);

}  // namespace airperk::face::rest
