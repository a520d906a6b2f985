#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "face/rest/links.h"

namespace airperk::face::rest {

struct DemoSubscriber {
  Msisdn msisdn;
  std::string brand, tariff, language;
  bool member = false;
};

/// The crowd since the demo began: totals that only grow, but for `members`.
struct DemoFigures {
  std::uint64_t subscribers = 0, members = 0;
  std::uint64_t dials = 0, joins = 0, activations = 0, leaves = 0;
};

/// What the demo's page needs of the demo. The functions may be called from any thread and must not
/// wait.
struct DemoPort {
  /// Goes into the page: whoever can read the page has the demo in hand, so the demo listens on
  /// loopback only.
  std::string token;
  /// At most `limit` of those whose number contains these digits.
  std::function<std::vector<DemoSubscriber>(const std::string& digits, std::size_t limit)>
      subscribers;
  std::function<DemoFigures()> figures;
  Links links;  ///< beside those that are configured
};

}  // namespace airperk::face::rest
