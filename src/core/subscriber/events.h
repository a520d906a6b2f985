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
  NameKey region;
  AgeBand age_band = AgeBand::unknown;
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
  /// S3: when what is known of the person is erased. Its beginning: the contacts went with the
  /// leave itself, and the words stay, as it was before there was an Erased.
  Instant erase_at = Instant::beginning();
  /// M5: the newest campaign planned before it, and so dropped by it; nothing: as it was before
  /// this was kept, whatever was planned no later.
  std::optional<std::uint32_t> drops_through{};
  friend bool operator==(const Left&, const Left&) = default;
};

/// Why somebody was erased. Stored: never renumber.
enum class Erasure : std::uint8_t {
  after_leave = 1,  ///< `erase_after` is over
  on_request = 2,   ///< compliance did not wait for it
  month_over = 3,   ///< what had stayed for the month's counts (M6) and for receipts
};
/// S3: what is known of somebody who has left, but for accounting, proof of consent and what the
/// month still needs, is known no more. Before the month's rest, the store forgets the words as
/// well (see store.h).
struct Erased {
  Erasure why = Erasure::after_leave;
  bool forgets_words() const { return why != Erasure::month_over; }
  friend bool operator==(const Erased&, const Erased&) = default;
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
enum class Ending : std::uint8_t { expired = 1, left_programme = 2, tariff_changed = 3 };
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
  std::int64_t left = 0;  ///< what no session had set aside
  Ending why = Ending::expired;
  Unit unit = Unit::units;
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
/// Both of them, as they are now.
struct AttributesStated {
  NameKey region;
  AgeBand age_band = AgeBand::unknown;
  friend bool operator==(const AttributesStated&, const AttributesStated&) = default;
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

/// An allowance, an extra or a promotion's units, credited from outside (U7 to U10).
struct BalanceGiven {
  BalanceId id = 0;
  BalanceKind kind = BalanceKind::promotion;
  Unit unit = Unit::units;
  std::int64_t amount = 0;
  Instant until;
  std::string name;
  friend bool operator==(const BalanceGiven&, const BalanceGiven&) = default;
};
/// The tariff's inclusive allowance, for its next period (U4).
struct AllowanceCredited {
  struct Part {
    BalanceId id = 0;
    Unit unit = Unit::seconds;
    std::int64_t amount = 0;
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::string name;
  Instant until;
  std::vector<Part> parts;
  friend bool operator==(const AllowanceCredited&, const AllowanceCredited&) = default;
};
/// The tariff's allowance is not credited again: its fee is not paid, or it has none any more.
struct AllowanceStopped {
  friend bool operator==(const AllowanceStopped&, const AllowanceStopped&) = default;
};

/// One use, charged: every balance that paid and every one that did not (U13).
struct Charged {
  using Part = Share;
  using Kept = KeptBalance;
  programme::UsageClass use;
  programme::Quantity quantity = 0;
  std::vector<Part> parts;
  std::vector<Kept> kept_out;

  // Of a session's use:
  std::uint64_t session = 0;  ///< its key; 0: an event's
  std::uint32_t flow = 0;
  bool under_grant = false;   ///< paid from what the flow's grant had set aside (R1)
  bool after_change = false;  ///< by the one for after the tariff change
  bool night = false;
  NameKey tariff;
  Amount unpaid;                     ///< used without anything left to pay
  programme::Quantity disputed = 0;  ///< reported beyond what can have been used: not charged

  std::uint64_t event = 0;   ///< a keyed hash of the Session-Id of the event that it was; 0: none
  std::uint64_t client = 0;  ///< an event's: a keyed hash of the Origin-Host that asked; 0: none
  friend bool operator==(const Charged&, const Charged&) = default;
};

/// A charge's place in its subscriber's history.
struct ChargeId {
  std::uint32_t version = 0;  ///< of the record, once the charge was applied
  std::uint32_t index = 0;    ///< among the events of that version
  friend auto operator<=>(const ChargeId&, const ChargeId&) = default;
};
/// A charge given back, whole, to the balances that paid it.
struct Refunded {
  /// `share` says how much; the rest, which balance it is: one that was drained comes back.
  struct Part {
    Share share;
    Instant since, until;
    friend bool operator==(const Part&, const Part&) = default;
  };
  ChargeId charge;
  programme::Quantity quantity = 0;
  std::vector<Part> parts;
  std::vector<Share> ended;   ///< paid by balances that have ended since: nobody gets it back
  std::uint64_t request = 0;  ///< a keyed hash of the Session-Id that asked for it; 0: a person did
  std::string reason, by, approved_by;
  friend bool operator==(const Refunded&, const Refunded&) = default;
};
/// The main balance, corrected by a person.
struct Adjusted {
  Amount amount;  ///< negative: taken
  std::string reason, by, approved_by;
  friend bool operator==(const Adjusted&, const Adjusted&) = default;
};

struct SessionOpened {
  std::uint64_t session = 0;
  std::uint32_t number = 0;
  programme::UsageClass use;
  bool location_unknown = false, incoming = false;
  std::uint64_t client = 0;  ///< a keyed hash of the Origin-Host that opened it; 0: unknown
  friend bool operator==(const SessionOpened&, const SessionOpened&) = default;
};
struct FlowOpened {
  std::uint64_t session = 0;
  std::optional<std::uint32_t> rating_group, service_identifier;
  friend bool operator==(const FlowOpened&, const FlowOpened&) = default;
};
/// The client was heard of; where the subscriber is may have changed.
struct SessionUpdated {
  std::uint64_t session = 0;
  std::uint32_t number = 0;
  bool roaming = false, location_unknown = false;
  friend bool operator==(const SessionUpdated&, const SessionUpdated&) = default;
};
/// Stored: never renumber.
enum class SessionEnd : std::uint8_t { terminated = 1, forgotten = 2 };
struct SessionClosed {
  std::uint64_t session = 0;
  SessionEnd why = SessionEnd::terminated;
  friend bool operator==(const SessionClosed&, const SessionClosed&) = default;
};
/// What its shares name is set aside.
struct Granted {
  std::uint64_t session = 0;
  std::uint32_t flow = 0;  ///< its index
  Grant grant;
  bool after_change = false;  ///< besides the one before the tariff change, which lasts as long
  friend bool operator==(const Granted&, const Granted&) = default;
};
/// What a grant had set aside goes back, but for what its balance's end has cancelled (R2).
struct GrantReleased {
  std::uint64_t session = 0;
  std::uint32_t flow = 0;
  bool lapsed = false;  ///< by Tcc: a late report is still charged as granted
  std::vector<Share> cancelled;
  bool after_change = false;
  friend bool operator==(const GrantReleased&, const GrantReleased&) = default;
};

/// C5: the slot is the contact's, before the network is asked.
struct ContactTaken {
  std::uint32_t campaign = 0;
  ContactKind kind = ContactKind::message;
  Channel channel = Channel::sms;
  Month month;
  friend bool operator==(const ContactTaken&, const ContactTaken&) = default;
};
/// The network's word on a contact whose slot is taken. `returned` gives the slot back.
struct ContactMoved {
  std::uint32_t campaign = 0;
  ContactState to = ContactState::unknown;
  std::uint64_t reference = 0;  ///< 0: as it was
  friend bool operator==(const ContactMoved&, const ContactMoved&) = default;
};
/// For good (C2).
struct ContactRefused {
  std::uint32_t campaign = 0;
  ContactKind kind = ContactKind::message;
  Channel channel = Channel::sms;
  ContactRule rule = ContactRule::C2;
  friend bool operator==(const ContactRefused&, const ContactRefused&) = default;
};
/// Somebody has finished a survey, or refuses it: what they said is told to nobody here (S2).
struct SurveyMoved {
  std::uint32_t campaign = 0;
  Participation to = Participation::completed;
  Channel channel = Channel::ussd;
  friend bool operator==(const SurveyMoved&, const SurveyMoved&) = default;
};

/// Of the campaign's audience, but of its control group: nothing is sent, and no slot is taken.
struct ContactWithheld {
  std::uint32_t campaign = 0;
  ContactKind kind = ContactKind::message;
  Channel channel = Channel::sms;
  friend bool operator==(const ContactWithheld&, const ContactWithheld&) = default;
};

/// C7: durable before the network is asked, so that it goes out once at most. It takes no slot, and
/// what the network says of it is not kept.
struct ServiceMessageTaken {
  ServiceMessageKind kind = ServiceMessageKind::expiry;
  std::uint32_t about = 0;  ///< the grant or balance; of `new_terms`: their version; of
                            ///< `how_to_leave`: the day, 20160305
  friend bool operator==(const ServiceMessageTaken&, const ServiceMessageTaken&) = default;
};

using Fact =
    std::variant<Provisioned, Joined, Left, BonusGranted, BonusActivated, GrantCancelled,
                 BalanceEnded, ExtraBonusGiven, ToppedUp, TransferSent, TransferReceived,
                 LanguageChanged, TariffChanged, BrandChanged, ServiceTaken, ServiceDropped,
                 DialogueMoved, Charged, BalanceGiven, AllowanceCredited, AllowanceStopped,
                 SessionOpened, FlowOpened, SessionUpdated, SessionClosed, Granted, GrantReleased,
                 Refunded, Adjusted, ContactTaken, ContactMoved, ContactRefused, SurveyMoved,
                 AttributesStated, ContactWithheld, ServiceMessageTaken, Erased>;

struct Event {
  Instant at;
  Fact fact;
  friend bool operator==(const Event&, const Event&) = default;
};
using Events = std::vector<Event>;

}  // namespace airperk::subscriber
