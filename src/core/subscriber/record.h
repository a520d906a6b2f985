#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/amount.h"
#include "base/ids.h"
#include "base/instant.h"
#include "base/zone.h"
#include "core/programme/texts.h"

/// One subscriber, as every decision sees them. Plain values; `events.h` has the facts that change
/// them and `apply.h` the one place that does. Kept small on purpose: millions of these live in
/// memory.
namespace airperk::subscriber {

/// How somebody spoke to us. Stored: never renumber.
enum class Channel : std::uint8_t { ussd = 1, sms = 2, call = 3, api = 4, web = 5 };

/// M3: what a join accepted, and how.
struct Membership {
  Instant since;
  std::uint32_t terms_version = 0;
  programme::Language language;
  Channel channel = Channel::ussd;
  friend bool operator==(const Membership&, const Membership&) = default;
};

/// Identifies a grant or a balance within its subscriber; given once. 0 is the main balance.
using BalanceId = std::uint32_t;
inline constexpr BalanceId main_balance = 0;

/// A granted bonus that waits to be activated (B2).
struct WaitingGrant {
  BalanceId id = 0;
  Amount amount;
  Instant granted_at;
  Instant until;
  friend bool operator==(const WaitingGrant&, const WaitingGrant&) = default;
};

/// Stored: never renumber.
enum class BalanceKind : std::uint8_t {
  smart = 1,      ///< units of this programme: activated (B3) or given at discretion (B6)
  promotion = 2,  ///< units of another promotion (U10)
  allowance = 3,  ///< inclusive seconds, messages or bytes (U4, U7, U8)
  extra = 4,      ///< a bonus in kind (U9)
};

/// What a balance is counted in: billionths of a unit, seconds, messages, bytes. Stored: never
/// renumber.
enum class Unit : std::uint8_t { units = 1, seconds = 2, messages = 3, bytes = 4 };

/// A balance of whatever kind but the main one.
struct Balance {
  BalanceId id = 0;
  BalanceKind kind = BalanceKind::smart;
  Unit unit = Unit::units;
  std::int64_t left = 0;  ///< in `unit`; for units in billionths. Never negative
  Instant since;
  Instant until;     ///< half open: the first instant at which it no longer holds
  std::string name;  ///< of the promotion or allowance; empty for `smart`
  friend bool operator==(const Balance&, const Balance&) = default;
};

/// A service that the subscriber has; its fee is a fact that provisioning states.
struct ActiveService {
  NameKey service;
  bool fee_paid = true;
  friend bool operator==(const ActiveService&, const ActiveService&) = default;
};

/// What this month has used up (B1, B4, C2, C3, M6), for the month it names alone.
struct MonthCounts {
  Month month;
  std::uint8_t grants = 0;
  std::uint8_t activations = 0;
  std::uint16_t messages = 0;
  std::uint16_t surveys = 0;
  Amount transferred;
  friend bool operator==(const MonthCounts&, const MonthCounts&) = default;
};

/// Where a menu stands, so that it survives a restart. Stored: never renumber.
enum class ScreenId : std::uint8_t {
  none = 0,
  home = 1,
  terms = 2,
  confirm_join = 3,
  confirm_leave = 4,
  choose_language = 5,
};

struct DialogueState {
  std::uint64_t session = 0;  ///< a hash of channel, gateway and its session id
  ScreenId screen = ScreenId::none;
  friend bool operator==(const DialogueState&, const DialogueState&) = default;
};

struct Record {
  std::uint32_t version = 0;  ///< batches of events applied; 0: no such subscriber
  NameKey brand;
  NameKey tariff;
  programme::Language language;
  bool tariff_fee_paid = true;
  Amount main;
  std::optional<Membership> membership;
  MonthCounts counts;
  Month granted_through;  ///< the last month whose grants were given (members)
  BalanceId next_id = 1;
  DialogueState dialogue;
  std::int32_t transfer_day = 0;  ///< days since 1970 in the programme's zone
  std::uint32_t transfers_today = 0;
  std::vector<WaitingGrant> waiting;  ///< oldest first
  std::vector<Balance> balances;      ///< in the order they were given
  std::vector<ActiveService> services;

  bool is_member() const { return membership.has_value(); }
  /// The counts of that month: zeros if the record has none for it.
  MonthCounts counts_of(Month month) const {
    return counts.month == month ? counts : MonthCounts{.month = month};
  }
  friend bool operator==(const Record&, const Record&) = default;
};

}  // namespace airperk::subscriber
