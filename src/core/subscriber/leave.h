#pragma once

#include "core/subscriber/decide.h"

namespace airperk::subscriber {

/// M5: everything that the end of a membership brings, whatever ended it; S3 too, where the
/// programme does not wait with it. For members only.
Facts leave_facts(const Record& record, LeaveReason reason, Channel channel,
                  const Context& context);

}  // namespace airperk::subscriber
