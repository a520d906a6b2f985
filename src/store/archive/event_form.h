#pragma once

#include "core/subscriber/events.h"
#include "store/archive/archive.h"
#include "store/archive/events.pb.h"

namespace airperk::store::archive {

void to_form(const subscriber::Event& event, SubscriberId id, const Sealer& sealer,
             pb::Event& form);
/// Nothing if the form is of a later or damaged journal.
std::optional<subscriber::Event> from_form(const pb::Event& form, SubscriberId id,
                                           const Sealer& sealer);

}  // namespace airperk::store::archive
