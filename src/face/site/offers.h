#pragma once

#include <map>
#include <memory>
#include <vector>

#include "core/outreach/publication.h"

namespace airperk::face::site {

/// What the offers page tells of (C1, B6) at one instant.
struct Offers {
  /// What stands on the site, newest first.
  std::vector<std::shared_ptr<const outreach::Published>> standing;
  std::map<outreach::BonusKind, Instant> bonuses;
  /// A publication that has changed is another object, so that the same pointers are the same page.
  bool operator==(const Offers&) const = default;
};

Offers offers_at(const outreach::Publications& publications, Instant now);

}  // namespace airperk::face::site
