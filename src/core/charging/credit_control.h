#pragma once

#include <boost/container/small_vector.hpp>
#include <optional>
#include <string>

#include "core/charging/use.h"
#include "core/subscriber/decide.h"

/// Sessions (RFC 8506 §5): what a client may use next, and what it has used, in one procedure a
/// request. What a grant sets aside pays for the use that is reported under it, at the price of its
/// time (R1); what exceeds it is charged by the state of the moment it was used.
namespace airperk::charging {

/// One Multiple-Services-Credit-Control of a request.
struct ServiceAsked {
  std::optional<std::uint32_t> rating_group, service_identifier;
  /// Nothing: no grant is asked for. 0: the server chooses its size.
  std::optional<Quantity> requested;
  std::optional<Quantity> used;    ///< nothing: no report
  Quantity used_after_change = 0;  ///< how much of it after the tariff change that was announced
};

struct CreditControl {
  enum class Step : std::uint8_t { initial, update, termination };
  Step step = Step::initial;
  std::uint64_t session = 0;  ///< a keyed hash of its Session-Id; not 0
  std::uint32_t number = 0;   ///< CC-Request-Number
  std::uint64_t client = 0;   ///< a keyed hash of its Origin-Host; 0: not known
  Asked asked;  ///< where and to whom; `called` may be missing after the first request
  std::optional<Instant> timestamp;  ///< Event-Timestamp: when the use was that is reported
  boost::container::small_vector<ServiceAsked, 1> services;
};

/// The answer for one of the request's services.
struct ServiceDecided {
  std::optional<subscriber::Refusal> refusal;
  Quantity granted = 0;  ///< 0: none was asked for, or none can be given
  Duration validity;
  bool final = false;                    ///< nothing more can be granted after it
  std::optional<Instant> tariff_change;  ///< what is used from then on is to be reported apart
  Quantity ask_again = 0;                ///< what is left when to ask for more; 0: nothing
};

struct Controlled {
  subscriber::Facts facts;
  subscriber::Record after;                                    ///< the record once they are applied
  std::optional<subscriber::Refusal> refusal;                  ///< of the whole request
  bool repeated = false;                                       ///< its number was answered before
  boost::container::small_vector<ServiceDecided, 1> services;  ///< one for each asked
};

/// `record` is up to date. Facts are there even where the request is refused: what was used is
/// charged nevertheless (§9.1).
Controlled decide(const subscriber::Record& record, const CreditControl& request,
                  const subscriber::Context& context);

/// What cannot have been used is not charged: more seconds than have passed, more octets than the
/// fastest network carries in that time.
inline constexpr std::int64_t clock_tolerance_seconds = 5;
inline constexpr Quantity octets_per_second_max = 1'250'000'000;

}  // namespace airperk::charging
