#pragma once

#include "core/subscriber/decide.h"

namespace airperk::subscriber {

/// M5: everything that the end of a membership brings, whatever ended it. For members only.
Facts leave_facts(const Record& record, const Left& left, const Context& context);

}  // namespace airperk::subscriber
