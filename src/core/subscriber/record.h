#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/amount.h"
#include "base/ids.h"
#include "base/instant.h"
#include "base/zone.h"
#include "core/programme/tariff.h"
#include "core/programme/texts.h"
#include "core/subscriber/attributes.h"

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

/// So long before a bonus ends its member may be reminded of it (C7).
inline constexpr Duration reminded_before = Duration::days(1);

/// A granted bonus that waits to be activated (B2).
struct WaitingGrant {
  BalanceId id = 0;
  bool reminded = false;  ///< a service message has told that it ends
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

/// What service messages know of a balance (C7). Stored: never renumber.
enum class Notice : std::uint8_t {
  none = 0,
  activated = 1,  ///< it came by an activation, which no message has told
  reminded = 2,   ///< a message has told that it ends
};

/// A balance of whatever kind but the main one.
struct Balance {
  BalanceId id = 0;
  BalanceKind kind = BalanceKind::smart;
  Unit unit = Unit::units;
  Notice notice = Notice::none;
  std::int64_t left = 0;  ///< in `unit`; for units in billionths. Never negative
  Instant since;
  Instant until;     ///< half open: the first instant at which it no longer holds
  std::string name;  ///< of the promotion or allowance; empty for `smart`
  friend bool operator==(const Balance&, const Balance&) = default;
};

/// So much of one balance: what a charge drew, or what a grant has set aside. What an unlimited
/// service or a tariff makes free is a share of 0 of the main balance, of the kind `allowance`.
struct Share {
  BalanceId balance = main_balance;
  BalanceKind kind = BalanceKind::smart;  ///< of no meaning for the main balance
  Unit unit = Unit::units;
  std::int64_t amount = 0;
  std::string name;  ///< as in Balance; of what makes it free
  bool is_free() const { return balance == main_balance && kind == BalanceKind::allowance; }
  friend bool operator==(const Share&, const Share&) = default;
};

/// The rule that kept a balance out of a charge (U13). Stored: never renumber.
enum class KeptOut : std::uint8_t {
  not_reached = 0,  ///< in grants only: what it was is known when the use is reported
  U1 = 1,
  U2 = 2,
  U3 = 3,
  U4 = 4,
  U5 = 5,
  U6 = 6,
  U7 = 7,
  U8 = 8,
  U9 = 9,
  U10 = 10,
};

struct KeptBalance {
  BalanceId balance = 0;
  BalanceKind kind = BalanceKind::smart;
  std::string name;
  KeptOut rule = KeptOut::U1;
  friend bool operator==(const KeptBalance&, const KeptBalance&) = default;
};

/// What decides a price: fixed when a grant is given (R1).
struct Rating {
  std::uint32_t programme_version = 0;
  NameKey tariff;
  programme::UsageClass use;
  bool location_unknown = false;  ///< priced as at home, paid as abroad (U2)
  bool incoming = false;          ///< a call that somebody else pays
  bool night = false;             ///< a night service's window (R5)
  friend bool operator==(const Rating&, const Rating&) = default;
};

/// What a client may use before it reports (RFC 8506 §5.1), and what pays for it: set aside, so
/// that nobody else can spend it (R1, R2).
struct Grant {
  programme::Quantity quantity = 0;
  Instant at;
  Instant until;             ///< the end of its Validity-Time
  Instant supervised_until;  ///< Tcc (§13): what is set aside is released then
  bool lapsed = false;       ///< Tcc is over: `shares` say what had been set aside
  bool final = false;        ///< nothing more can be granted after it
  Rating rating;
  std::vector<Share> shares;  ///< in the order in which they pay
  std::vector<KeptBalance> kept_out;
  friend bool operator==(const Grant&, const Grant&) = default;
};

/// One rating group of a session.
struct Flow {
  std::optional<std::uint32_t> rating_group, service_identifier;
  NameKey tariff;  ///< that the counts are of: another one begins anew (R5)
  programme::Quantity by_day = 0, by_night = 0;  ///< used so far (R4), by kind of window
  Instant reported_at;
  std::optional<Grant> grant;
  /// What is used after the tariff changes (Tariff-Time-Change, RFC 8506 §8.20): from its `at` on,
  /// the same quantity at the other price. Ends with `grant`.
  std::optional<Grant> after_change;

  std::optional<Grant>& grant_for(bool change) { return change ? after_change : grant; }
  const std::optional<Grant>& grant_for(bool change) const { return change ? after_change : grant; }
  friend bool operator==(const Flow&, const Flow&) = default;
};

/// A credit-control session that a client has open.
struct Session {
  std::uint64_t key = 0;            ///< a keyed hash of its Session-Id
  std::uint32_t number = 0;         ///< the highest CC-Request-Number answered
  std::uint64_t numbers_below = 0;  ///< bit i: number - 1 - i was answered too
  Instant opened_at, heard_at;
  programme::UsageClass use;
  bool location_unknown = false, incoming = false;
  std::uint64_t client = 0;  ///< a keyed hash of the Origin-Host that opened it; 0: unknown
  std::vector<Flow> flows;

  bool answered(std::uint32_t request_number) const {
    if (request_number >= number) return request_number == number;
    const auto below = number - 1 - request_number;
    // Further below: whoever answered it would still know what.
    return below < 64 && (numbers_below >> below & 1) != 0;
  }
  friend bool operator==(const Session&, const Session&) = default;
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
  balances = 6,
};

struct DialogueState {
  std::uint64_t session = 0;  ///< a hash of channel, gateway and its session id
  ScreenId screen = ScreenId::none;
  std::uint8_t page = 0;                 ///< of a screen that has several
  Instant since = Instant::beginning();  ///< it stands there; unknown of before this was kept
  friend bool operator==(const DialogueState&, const DialogueState&) = default;
};

/// What counts under a cap, each under its own (C2, C3). Stored: never renumber.
enum class ContactKind : std::uint8_t { message = 1, survey = 2 };

/// Stored: never renumber.
enum class ContactState : std::uint8_t {
  taken = 1,  ///< its slot is taken: the network is being asked, or was when the process ended
  handed_over = 2,  ///< the network has it
  delivered = 3,
  failed = 4,    ///< the network had it, and the telephone did not get it
  unknown = 5,   ///< the network may have it: it keeps its slot and is never sent again by itself
  returned = 6,  ///< the network certainly does not have it: the slot was given back
  refused = 7,   ///< never sent, by a rule
  control = 8,   ///< never sent: of the campaign's control group
};

/// The rule that refused it for good. Stored: never renumber.
enum class ContactRule : std::uint8_t { none = 0, C2 = 1, C3 = 2, C4 = 3, M5 = 4 };

/// What became of somebody's part in a survey. What they answered stands elsewhere (S2), and so do
/// when they began and how far they came: where a survey branches, that would tell. Stored: never
/// renumber.
enum class Participation : std::uint8_t {
  none = 0,
  completed = 2,
  refused = 3,  ///< what they had said was erased
};

/// What became of one campaign's contact with this subscriber (C4 to C6): there is one at most.
struct Contact {
  std::uint32_t campaign = 0;
  ContactKind kind = ContactKind::message;
  Channel channel = Channel::sms;
  ContactState state = ContactState::taken;
  ContactRule rule = ContactRule::none;
  Month month;                  ///< whose slot it took
  Instant at;                   ///< of the newest change
  std::uint64_t reference = 0;  ///< a hash of what the network calls it; 0: nothing
  Participation participation = Participation::none;  ///< of a survey
  friend bool operator==(const Contact&, const Contact&) = default;
};
/// So long is a contact kept: no campaign lasts longer.
inline constexpr Duration contacts_kept = Duration::days(62);

/// Messages about the programme itself: no partner's, no contacts, under no cap (C7). Stored: never
/// renumber.
enum class ServiceMessageKind : std::uint8_t {
  activation = 1,
  expiry = 2,
  new_terms = 3,
  how_to_leave = 4,  ///< C10: the answer to what was not understood
};
inline constexpr std::size_t service_message_kinds = 4;

struct Record {
  std::uint32_t version = 0;  ///< batches of events applied; 0: no such subscriber
  NameKey brand;
  NameKey tariff;
  programme::Language language;
  /// As provisioning states them of any subscriber, member or not: like brand and tariff they are
  /// not the programme's to erase at a leave (S3), which uses them for members alone.
  NameKey region;  ///< of the programme's; 0: unknown
  AgeBand age_band = AgeBand::unknown;
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
  std::vector<Session> sessions;  ///< in the order in which they were opened
  /// When the tariff's allowance is credited next (U4); never, where it has none or is not paid.
  Instant allowance_until = Instant::never();
  Instant left_at = Instant::beginning();   ///< the newest leave: it dropped what was planned (M5)
  std::optional<std::uint32_t> left_after;  ///< the newest campaign planned before that leave
  std::vector<Contact> contacts;            ///< in the order of their first change
  std::uint32_t terms_told = 0;         ///< the newest version that a service message has told of
  std::uint32_t told_how_to_leave = 0;  ///< the last day on which a message did: 20160305
  /// S3: when somebody who has left is erased next; never: nothing is due.
  Instant erase_at = Instant::never();
  std::uint32_t erased_version = 0;  ///< of the newest batch that erased something; 0: none
  bool is_erased = false;            ///< since they left: what is still due is the month's rest

  bool is_member() const { return membership.has_value(); }
  /// M5: whether the newest leave came after that campaign was planned: by their order, and not by
  /// their instants, which may be one.
  bool has_left_since(std::uint32_t campaign, Instant planned_at) const {
    if (left_at == Instant::beginning()) return false;
    return left_after ? campaign <= *left_after : planned_at <= left_at;
  }
  /// The counts of that month: zeros if the record has none for it. Or of a later one, if it has
  /// begun: when a zone's rules change, an instant can fall back into the month before, and what
  /// that may use up was used up.
  MonthCounts counts_of(Month month) const {
    return counts.month >= month ? counts : MonthCounts{.month = month};
  }
  friend bool operator==(const Record&, const Record&) = default;
};

}  // namespace airperk::subscriber
