#pragma once

#include <optional>
#include <string_view>

#include "core/charging/use.h"
#include "core/subscriber/decide.h"

namespace airperk::charging {

/// The rule that keeps a balance from paying for this use at all, whatever else the subscriber has;
/// nothing if it may pay. Where several do, the first in the order of U13.
std::optional<subscriber::KeptOut> kept_out(const subscriber::Balance& balance,
                                            const subscriber::Rating& rating,
                                            const subscriber::Record& record,
                                            const programme::Programme& programme);

/// The service under which this use is free (U5, U6), and the rule that it is free by.
struct FreeService {
  const std::string& name;
  subscriber::KeptOut rule;
};
std::optional<FreeService> free_service(const subscriber::Record& record,
                                        const subscriber::Rating& rating,
                                        const programme::Programme& programme);

/// U4: the subscriber's tariff, if uses of this class are free while its fee is paid, and it is.
const programme::Tariff* free_tariff(const subscriber::Record& record,
                                     const subscriber::Rating& rating,
                                     const programme::Programme& programme);

/// U6, R5: does a night service's window cover such a use at that instant?
bool is_night(const subscriber::Record& record, const programme::UsageClass& use,
              const programme::Programme& programme, Instant at);
/// The next instant after `at` at which `is_night` changes; never, if it does not.
Instant next_edge(const subscriber::Record& record, const programme::UsageClass& use,
                  const programme::Programme& programme, Instant at);

/// U4, U7, U8, U9, U10: the rule by which a balance that paid went before a SMART balance.
subscriber::KeptOut rule_of_precedence(subscriber::BalanceKind kind, std::string_view name,
                                       const programme::Programme& programme);

}  // namespace airperk::charging
