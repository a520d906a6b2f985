#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/subscriber/decide.h"

namespace airperk::charging {

using programme::Quantity;

/// The most that one event may be about: a month's call, the parts of one message, a tebibyte. More
/// is a mistake, or an attempt.
Quantity largest_event(programme::UsageKind kind);

/// One use as the network asks for it. Numbers are E.164 digits or a short code, without a plus.
struct Asked {
  programme::UsageKind kind = programme::UsageKind::sms;
  std::string called;                  ///< empty for data
  std::optional<std::string> visited;  ///< the visited PLMN's digits ("40102"), or its cell's
  std::string visited_msc;             ///< where no PLMN is said: the address of the serving MSC
  programme::Quantity quantity = 1;
  bool incoming = false;  ///< a call to the subscriber: somebody else pays
  bool free = false;      ///< to a number that the programme's list has as free (U1a)
  std::string client;     ///< who asks: its Origin-Host
};

/// The same as the rules see it.
struct Use {
  programme::UsageClass use;
  programme::Quantity quantity = 1;
  /// Nothing said where the subscriber is, and the programme does not take that for home: priced as
  /// at home, but only the main balance may pay (U2).
  bool location_unknown = false;
  bool incoming = false;  ///< or to a free number: nobody here pays
};

Use classify(const Asked& asked, const programme::Programme& programme);

/// What decides the price of such a use at `at`, under the tariff and services of the record.
subscriber::Rating rating_of(const Use& use, const subscriber::Record& record,
                             const programme::Version& version, Instant at);

/// The price that a rating's tariff asks, or nothing where it does not sell the use.
const programme::Ladder* ladder_of(const subscriber::Rating& rating,
                                   const programme::Programme& programme);

}  // namespace airperk::charging
