#pragma once

#include "core/outreach/plan_check.h"

namespace airperk::outreach {

/// What is wrong with it, as of a plan: the first problem.
std::optional<PlanProblem> check_audience(const Audience& audience,
                                          const programme::Programme& programme);

}  // namespace airperk::outreach
