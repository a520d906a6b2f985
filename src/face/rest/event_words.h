#pragma once

#include "face/rest/common.h"

namespace airperk::face::rest {

/// What happened, as a sentence for the person to whom it did; the figures are in event_json.
std::string event_words(const subscriber::Fact& fact);
/// "Handed to the network".
std::string_view words_of(subscriber::ContactState state);

}  // namespace airperk::face::rest
