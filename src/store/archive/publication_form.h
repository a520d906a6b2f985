#pragma once

#include <optional>

#include "store/archive/events.pb.h"
#include "store/store.h"

/// Publications at rest: parts of the house's events. For this room.
namespace airperk::store::archive {

/// An event of a publication; of another kind: nothing is written.
void publication_to_form(const HouseEvent& event, pb::HouseEvent& form);
/// Nothing if the form is of another kind, or of a later or damaged journal.
std::optional<HouseEvent> publication_from_form(const pb::HouseEvent& form);

}  // namespace airperk::store::archive
