#include "core/outreach/audience_check.h"

namespace airperk::outreach {
std::optional<PlanProblem> check_audience(const Audience& audience,
                                          const programme::Programme& programme) {
  if (audience.listed && audience.subscribers.empty()) {
    return problem_with("audience", "is empty: no subscriber has one of these numbers");
  }
  for (const auto tariff : audience.tariffs) {
    if (!programme.find_tariff(tariff)) {
      return problem_with("audience.tariffs", "names a tariff that the programme does not have");
    }
  }
  for (const auto region : audience.regions) {
    if (!programme.knows_region(region)) {
      return problem_with("audience.regions",
                          "names a region that is not in the programme's [audiences]");
    }
  }
  if (audience.joined_until <= audience.joined_from) {
    return problem_with("audience.joined_until", "must be after \"joined_from\"");
  }
  return {};
}

}  // namespace airperk::outreach
