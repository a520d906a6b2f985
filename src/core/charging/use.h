#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/programme/programme.h"

namespace airperk::charging {

/// One use as the network asks for it. Numbers are E.164 digits or a short code, without a plus.
struct Asked {
  programme::UsageKind kind = programme::UsageKind::sms;
  std::string called;                  ///< empty for data
  std::optional<std::string> visited;  ///< the visited PLMN's digits ("40102")
  std::string visited_msc;             ///< where no PLMN is said: the address of the serving MSC
  programme::Quantity quantity = 1;
};

/// The same as the rules see it.
struct Use {
  programme::UsageClass use;
  programme::Quantity quantity = 1;
  /// Nothing said where the subscriber is, and the programme does not take that for home: priced as
  /// at home, but only the main balance may pay (U2).
  bool location_unknown = false;
};

Use classify(const Asked& asked, const programme::Programme& programme);

}  // namespace airperk::charging
