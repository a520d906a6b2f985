#pragma once

#include <vector>

#include "base/result.h"
#include "core/programme/history.h"
#include "store/store.h"

namespace airperk::engine {

/// What every subscriber's decisions share: the programme's history, the terms, the campaigns and
/// publications.
struct House {
  programme::History programmes;
  programme::Terms terms;
  outreach::Campaigns campaigns;
  outreach::Publications publications;
  account::Accounts accounts;
  store::ClockNoted clock;  ///< the newest
};

/// The house as its events made it. The error says which programme version cannot be read any more.
Result<House> house_from(const std::vector<store::HouseEvent>& events);

/// The events that put `loaded` in force from `now`: none if the same is in force already; the
/// programme's terms are version 1 if nothing was published before. The error says why it cannot
/// follow the one in force.
Result<std::vector<store::HouseEvent>> take_programme(const House& house,
                                                      const programme::Loaded& loaded, Instant now);

/// Changes a house by one event that `take_programme` or a publication made.
Result<void> apply(House& house, const store::HouseEvent& event);

}  // namespace airperk::engine
