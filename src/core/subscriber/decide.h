#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/programme/history.h"
#include "core/subscriber/events.h"
#include "core/subscriber/refusal.h"

/// What a subscriber's command does: pure functions from an up-to-date record to the facts that
/// happen now, or to one refusal. Refuse first: past the last check nothing can fail. One
/// procedure, one file.
namespace airperk::subscriber {

/// What every decision may look at besides the record.
struct Context {
  const programme::History& programmes;
  const programme::Terms& terms;
  Instant now;
  const programme::Programme& programme() const { return *programmes.at(now).programme; }
};

using Facts = std::vector<Fact>;
using Decided = Result<Facts, Refusal>;

// Each takes a record rolled forward to context.now.

/// M1-M3, M6, B1.
struct Join {
  Channel channel = Channel::ussd;
  Shown shown = Shown::nothing;
};
Decided decide(const Record&, const Join&, const Context&);

/// M5.
struct Leave {
  Channel channel = Channel::ussd;
};
Decided decide(const Record&, const Leave&, const Context&);

/// S3, on request: of somebody who is no member, now. Where nothing has happened since, nothing is
/// left to erase.
struct Erase {};
Decided decide(const Record&, const Erase&, const Context&);

/// B3, B4.
struct Activate {};
Decided decide(const Record&, const Activate&, const Context&);
/// B4: the first instant at which the month allows another activation.
Instant next_activation(const Record&, const Context&);

/// B6: valid from now for `validity`.
struct GrantExtra {
  Amount amount;
  Duration validity;
  std::string reason, approved_by;
};
Decided decide(const Record&, const GrantExtra&, const Context&);

/// U7 to U10: an allowance, an extra or a promotion's units, as whoever runs those states it.
/// `promotion` counts in units, the others in seconds, messages or bytes.
struct GiveBalance {
  BalanceKind kind = BalanceKind::promotion;
  Unit unit = Unit::units;
  std::int64_t amount = 0;
  Instant until;
  std::string name;
};
Decided decide(const Record&, const GiveBalance&, const Context&);

struct TopUp {
  Amount amount;
};
Decided decide(const Record&, const TopUp&, const Context&);

/// A person's correction of the main balance, and by whom it was approved where that is needed.
struct Adjust {
  Amount amount;  ///< negative: taken
  std::string reason, by, approved_by;
};
Decided decide(const Record&, const Adjust&, const Context&);
/// Whether somebody may do this by themselves, or with this approval.
bool is_approved(Amount amount, const std::string& by, const std::string& approved_by,
                 const programme::Programme& programme);

/// B7. The two halves are committed together or not at all.
struct Transfer {
  SubscriberId from, to;
  Amount amount;
};
struct TransferFacts {
  Facts from, to;
};
Result<TransferFacts, Refusal> decide(const Record& from, const Record& to, const Transfer&,
                                      const Context&);

struct SetLanguage {
  programme::Language language;
};
Decided decide(const Record&, const SetLanguage&, const Context&);

/// Without a value: as it is.
struct SetAttributes {
  std::optional<NameKey> region;  ///< 0: unknown
  std::optional<AgeBand> age_band;
};
Decided decide(const Record&, const SetAttributes&, const Context&);

/// B8: the bonus stays.
struct ChangeTariff {
  NameKey tariff;
  bool fee_paid = true;
};
Decided decide(const Record&, const ChangeTariff&, const Context&);

/// M1: who stops being of an admitted brand is out.
struct ChangeBrand {
  NameKey brand;
};
Decided decide(const Record&, const ChangeBrand&, const Context&);

struct TakeService {
  NameKey service;
  bool fee_paid = true;
};
Decided decide(const Record&, const TakeService&, const Context&);

struct DropService {
  NameKey service;
};
Decided decide(const Record&, const DropService&, const Context&);

/// A new subscriber.
struct Provision {
  NameKey brand, tariff;
  programme::Language language;
  Amount main;
  NameKey region = {};  ///< 0: unknown
  AgeBand age_band = AgeBand::unknown;
};
Decided decide(const Provision&, const Context&);

}  // namespace airperk::subscriber
