#pragma once

#include <optional>

#include "face/rest/common.h"

namespace airperk::face::rest {

/// What a join consents to (M4).
inline constexpr std::string_view consents[] = {"partner messages", "survey calls",
                                                "personal data"};

/// One membership, half open, with the words that it accepted.
struct ConsentSpan {
  Instant since;
  std::optional<Instant> until;
  subscriber::Joined joined;
  std::uint32_t programme_version = 0;
};

/// What proves it, but for the terms' text.
json evidence_of(const ConsentSpan& span, const Spoken& spoken);

}  // namespace airperk::face::rest
