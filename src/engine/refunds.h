#pragma once

#include "engine/engine.h"

/// A refund needs the past, which is on the disk and not the decider's: it is read beside the
/// decider, which then checks that nothing has happened since. Both block: never call them on a
/// thread that answers are needed on.
namespace airperk::engine {

/// A client's: `request`'s target and key say whose and which. Repeated, it is answered as before.
Answer refund(Engine& engine, Request request, const charging::Debit& debit);
/// A person's, of the charge that `wanted` names.
Answer refund(Engine& engine, Request request, const charging::Refund& wanted);

}  // namespace airperk::engine
