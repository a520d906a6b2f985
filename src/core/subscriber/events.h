#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/programme/tariff.h"
#include "core/subscriber/record.h"

/// Everything that can happen to a subscriber, as facts in the past tense. The journal keeps them
/// for good (store/archive/events.proto has their form at rest); `apply` is the only thing that
/// they do.
namespace airperk::subscriber {

struct Provisioned {
  NameKey brand, tariff;
  programme::Language language;
  Amount main;
  friend bool operator==(const Provisioned&, const Provisioned&) = default;
};

/// M3, M4: which words were on the screen when consent was given. Stored: never renumber.
enum class Shown : std::uint8_t {
  nothing = 0,  ///< the direct code joins at once
  confirm_screen =
      1,  ///< Text::confirm_join, in `language`, of the programme version that the batch names
};
struct Joined {
  std::uint32_t terms_version = 0;
  Channel channel = Channel::ussd;
  programme::Language language;
  Shown shown = Shown::nothing;
  friend bool operator==(const Joined&, const Joined&) = default;
};

/// Stored: never renumber.
enum class LeaveReason : std::uint8_t { own_wish = 1, brand_change = 2 };
struct Left {
  LeaveReason reason = LeaveReason::own_wish;
  Channel channel = Channel::ussd;
  friend bool operator==(const Left&, const Left&) = default;
};

struct BonusGranted {
  BalanceId id = 0;
  Amount amount;
  Instant until;
  friend bool operator==(const BonusGranted&, const BonusGranted&) = default;
};
struct BonusActivated {
  BalanceId grant = 0;
  BalanceId balance = 0;
  Instant until;
  friend bool operator==(const BonusActivated&, const BonusActivated&) = default;
};
/// Why something ended unused. Stored: never renumber.
enum class Ending : std::uint8_t { expired = 1, left_programme = 2 };
/// A waiting grant ends without activation (B2, M5).
struct GrantCancelled {
  BalanceId id = 0;
  Amount amount;
  Ending why = Ending::expired;
  friend bool operator==(const GrantCancelled&, const GrantCancelled&) = default;
};
/// What is left of a balance ends (B3, M5).
struct BalanceEnded {
  BalanceId id = 0;
  std::int64_t left = 0;
  Ending why = Ending::expired;
  friend bool operator==(const BalanceEnded&, const BalanceEnded&) = default;
};
/// B6. The words are sealed under the person's key at rest.
struct ExtraBonusGiven {
  BalanceId id = 0;
  Amount amount;
  Instant until;
  std::string reason, approved_by;
  friend bool operator==(const ExtraBonusGiven&, const ExtraBonusGiven&) = default;
};

struct ToppedUp {
  Amount amount;
  friend bool operator==(const ToppedUp&, const ToppedUp&) = default;
};
struct TransferSent {
  SubscriberId to;
  Amount amount, fee;
  std::int32_t day = 0;  ///< days since 1970 in the programme's zone
  friend bool operator==(const TransferSent&, const TransferSent&) = default;
};
struct TransferReceived {
  SubscriberId from;
  Amount amount;
  friend bool operator==(const TransferReceived&, const TransferReceived&) = default;
};

struct LanguageChanged {
  programme::Language language;
  friend bool operator==(const LanguageChanged&, const LanguageChanged&) = default;
};
struct TariffChanged {
  NameKey tariff;
  bool fee_paid = true;
  friend bool operator==(const TariffChanged&, const TariffChanged&) = default;
};
struct BrandChanged {
  NameKey brand;
  friend bool operator==(const BrandChanged&, const BrandChanged&) = default;
};
/// Also states the fee of a service already taken.
struct ServiceTaken {
  NameKey service;
  bool fee_paid = true;
  friend bool operator==(const ServiceTaken&, const ServiceTaken&) = default;
};
struct ServiceDropped {
  NameKey service;
  friend bool operator==(const ServiceDropped&, const ServiceDropped&) = default;
};

struct DialogueMoved {
  DialogueState to;
  friend bool operator==(const DialogueMoved&, const DialogueMoved&) = default;
};

/// The rule that kept a balance out of a charge (U13). Stored: never renumber.
enum class KeptOut : std::uint8_t {
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
/// One use, charged: every balance that paid and every one that did not (U13).
struct Charged {
  struct Part {
    BalanceId balance = main_balance;
    BalanceKind kind = BalanceKind::smart;  ///< of no meaning for the main balance
    Unit unit = Unit::units;
    std::int64_t amount = 0;
    std::string name;  ///< as in Balance
    friend bool operator==(const Part&, const Part&) = default;
  };
  struct Kept {
    BalanceId balance = 0;
    BalanceKind kind = BalanceKind::smart;
    std::string name;
    KeptOut rule = KeptOut::U1;
    friend bool operator==(const Kept&, const Kept&) = default;
  };
  programme::UsageClass use;
  programme::Quantity quantity = 0;
  std::vector<Part> parts;
  std::vector<Kept> kept_out;
  friend bool operator==(const Charged&, const Charged&) = default;
};

using Fact = std::variant<Provisioned, Joined, Left, BonusGranted, BonusActivated, GrantCancelled,
                          BalanceEnded, ExtraBonusGiven, ToppedUp, TransferSent, TransferReceived,
                          LanguageChanged, TariffChanged, BrandChanged, ServiceTaken,
                          ServiceDropped, DialogueMoved, Charged>;

struct Event {
  Instant at;
  Fact fact;
  friend bool operator==(const Event&, const Event&) = default;
};
using Events = std::vector<Event>;

}  // namespace airperk::subscriber
