#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>

#include "core/charging/charge_event.h"
#include "core/charging/credit_control.h"
#include "core/charging/refund.h"
#include "core/dialogue/dial.h"
#include "core/outreach/plan_check.h"
#include "core/outreach/service_message.h"
#include "core/outreach/slot.h"
#include "core/subscriber/decide.h"
#include "engine/house.h"
#include "store/store.h"

/// What can be asked of the engine, and what it answers.
namespace airperk::engine {

/// The subscriber whose credit-control session this is.
struct OpenSession {
  std::uint64_t key = 0;
};
/// Whom a request is about.
using Target = std::variant<std::monostate, Msisdn, Imsi, OpenSession, SubscriberId>;

/// Look, change nothing (but what is due is done first).
struct View {};
/// A subscriber as provisioning states it. Fields without a value are left as they are, or have the
/// programme's default.
struct Provision {
  std::optional<Imsi> imsi;
  std::optional<std::string> brand, tariff;
  std::optional<programme::Language> language;
  Amount main;                        ///< the opening balance: used for somebody new alone
  std::optional<std::string> region;  ///< empty: unknown
  std::optional<subscriber::AgeBand> age_band;
  bool update = true;  ///< a known number is changed (else: left alone)
};
struct Transfer {
  Msisdn to;
  Amount amount;
};
struct MoveClock {
  Instant to;
};
/// A person says that the system's clock is right; of a clock that is not doubted: nothing.
struct ConfirmClock {
  std::string by;
};
/// The journal is told what the next start must know of the clock.
struct NoteClock {};
struct PublishTerms {
  std::map<programme::Language, std::string> texts;
};
/// `at` is the decider's. What is wrong with it has been refused before.
struct ChangeAccount {
  account::AccountChanged change;
};
struct TakeProgramme {
  std::shared_ptr<const programme::Loaded> loaded;
};

// --- Outreach

/// `starts` and `ends` at their beginning: now, and seven days later.
struct PlanCampaign {
  outreach::Plan plan;
  std::vector<Msisdn> numbers;  ///< of a listed audience; unknown ones are left out
};
/// Approves, pauses, resumes (approved again), cancels.
struct MoveCampaign {
  std::uint32_t campaign = 0;
  outreach::CampaignState to = outreach::CampaignState::approved;
  std::string by;
  bool resumes = false;  ///< of `approved`: only from a pause, and so not an approval
};
/// `from` and `until` at their beginning: now, and thirty days later.
struct PlanPublication {
  outreach::Publication what;
};
struct MovePublication {
  std::uint32_t publication = 0;
  outreach::PublicationState to = outreach::PublicationState::approved;
  std::string by;
};
struct StopContacts {
  bool stopped = true;
  std::string by;
};
/// The dispatcher: everything before `through` is over.
struct ProgressCampaign {
  std::uint32_t campaign = 0;
  std::uint32_t through = 0;
  bool finished = false;
};
/// The dispatcher: the campaign has been over for so long that its tally is final.
struct CloseTally {
  std::uint32_t campaign = 0;
};
/// The next of its audience after a place in it.
struct ScanAudience {
  std::uint32_t campaign = 0;
  std::uint32_t after = 0;
};
/// How many a contact would reach, were it handed over at `at`: of the subscribers after `after`,
/// some at a time.
struct CountReach {
  outreach::ContactKind kind = outreach::ContactKind::message;
  outreach::Audience audience;  ///< a segment
  Instant at;
  std::uint32_t after = 0;
  int control = 0;                ///< percent of the audience, and
  std::uint64_t control_key = 0;  ///< what chooses them
};
/// How many slots of the month of `at` people have used: of the subscribers after `after`, some at
/// a time.
struct CountSlots {
  Instant at;
  std::uint32_t after = 0;
};
/// C4, C5: of the target, for the campaign.
struct TakeSlot {
  std::uint32_t campaign = 0;
};
/// The network's word on the target's contact.
struct SettleContact {
  std::uint32_t campaign = 0;  ///< 0: the one that `reference` names
  subscriber::ContactState to = subscriber::ContactState::unknown;
  std::uint64_t reference = 0;
  bool of_call = false;  ///< only of one that is a call
  bool of_part = false;  ///< of a message in several parts
};

/// C7: some of the subscribers after `after` are brought up to date, and the service messages that
/// are due to them are taken, `most` at most. S3: who is to be erased by now is, in any case.
struct SweepRecords {
  std::uint32_t after = 0;
  std::size_t most = 0;
};

// --- Surveys

/// The network has taken the question of this turn: what comes now answers it.
struct ToldQuestion {
  std::uint32_t campaign = 0;
  std::uint32_t turn = 0;
};
/// It is over: nobody's answer is taken any more.
struct CloseSurvey {
  std::uint32_t campaign = 0;
};
/// What was made of its answers, which go when this is durable.
struct KeepReport {
  std::uint32_t campaign = 0;
  report::SurveyReport report;
};
struct ReleaseReport {
  std::uint32_t campaign = 0;
  std::string by;
};

using Command =
    std::variant<View, dialogue::Dial, Provision, subscriber::TopUp, Transfer,
                 subscriber::GrantExtra, subscriber::GiveBalance, subscriber::SetLanguage,
                 subscriber::ChangeTariff, subscriber::ChangeBrand, subscriber::TakeService,
                 subscriber::DropService, charging::ChargeEvent, charging::Enquire,
                 charging::CreditControl, charging::Refund, subscriber::Adjust, MoveClock,
                 PublishTerms, TakeProgramme, subscriber::Leave, PlanCampaign, MoveCampaign,
                 StopContacts, ProgressCampaign, ScanAudience, CountReach, TakeSlot, SettleContact,
                 subscriber::Erase, dialogue::SurveyReply, ToldQuestion, CloseSurvey, KeepReport,
                 ReleaseReport, CloseTally, PlanPublication, MovePublication, ChangeAccount,
                 CountSlots, SweepRecords, ConfirmClock, NoteClock>;

/// A credit-control session as its client calls it: whom to ask for a report (U14). Kept in memory
/// alone, from one request of the session's to the next: it may hold numbers of a person's.
struct SessionName {
  std::string id, host, realm;
  std::uint64_t way = 0;  ///< the connection that its newest request came by: the face knows it
};

/// Which face a request came in by.
enum class Way : std::uint8_t { own, gy, http, ussd };
inline constexpr std::size_t ways = 4;

/// For how long an answer is of use, and who asks. Times are steady. As it stands here a request is
/// the server's own: somebody waits for its answer, however long that takes.
struct Admission {
  Instant arrived = Instant::never();
  /// Whoever asks has given up by then. What cannot be answered until then is not decided either.
  Instant useful_until = Instant::never();
  std::uint32_t source = 0;  ///< a hash of who asks: where too much waits, each keeps as much
  Way way = Way::own;
  bool never_shed = false;  ///< U1a: it is decided whatever the time
  bool can_be_shed() const { return !never_shed && useful_until != Instant::never(); }
};

struct Request {
  Target target;
  Command command;
  /// Also said of the target: a request whose two identities are two subscribers' is refused.
  std::optional<Imsi> same_as{};
  /// Present where a repetition must be answered as the first time, and change nothing.
  std::optional<store::RequestKey> key{};
  bool lasting_key = false;  ///< recognised for good, and not for hours only
  /// When its client says that what it asks about happened, and whether it says that it may have
  /// asked before (RFC 6733 §3, T). What can be no repetition of anything older is looked for in
  /// memory alone.
  std::optional<Instant> asked_at{};
  bool may_be_repeated = false;
  SessionName session{};          ///< of a CreditControl
  std::uint32_t fingerprint = 0;  ///< of what was asked: the same key with another one is refused
  Admission admission{};
};

struct Viewed {
  SubscriberId id;
  subscriber::Record record;
  Msisdn msisdn;
  Imsi imsi;
  store::Position head;
};
/// What became of a command, as committed; also what is kept for its repetition.
struct Outcome {
  bool created = false;
  Amount main;
  Amount amount;  ///< units given, or the price charged
  Instant until;
  std::uint32_t version = 0;   ///< of terms or programme
  std::uint64_t quantity = 0;  ///< charged
};

/// What a session's request was granted; also kept for its repetition.
struct SessionAnswer {
  boost::container::small_vector<charging::ServiceDecided, 1> services;
};

/// Of a SettleContact.
struct Settled {
  bool found = false;      ///< something was settled
  bool too_early = false;  ///< nothing was, and a contact is still being handed over: say it again
};
struct Candidates {
  std::vector<SubscriberId> ids;
  std::uint32_t through = 0;  ///< where the next scan goes on
  bool end = false;           ///< nobody comes after it
};
struct Reach {
  std::uint64_t members = 0;    ///< of the programme
  std::uint64_t audience = 0;   ///< of them, those it is for
  std::uint64_t control = 0;    ///< of them, those who would be of the control group
  std::uint64_t reachable = 0;  ///< of the others, those with a slot left in that month
  std::uint32_t through = 0;
  bool end = false;
};
/// Of a CountSlots: how many have used none, one, two... Members, and who has left with some used.
struct SlotCounts {
  std::vector<std::uint64_t> messages, surveys;
  std::uint32_t through = 0;
  bool end = false;
};
/// Of a TakeSlot; what to hand over, where it was taken.
struct SlotAnswer {
  outreach::Verdict verdict = outreach::Verdict::pass;
  Msisdn to;
  std::string text;
  programme::Language language;
  Instant until;
  bool is_question = false;
};

/// Of a SweepRecords: what is to be handed over, for it is taken.
struct Swept {
  struct Message {
    SubscriberId id;
    Msisdn to;
    outreach::ServiceWords words;
    Instant until;  ///< it must not be delivered later
  };
  std::vector<Message> messages;
  std::uint32_t through = 0;  ///< where the next one goes on
  bool end = false;           ///< nobody comes after it
};

/// Of a SurveyReply, and of any other message; an empty text where nothing is to be said.
struct SurveyTurn {
  dialogue::Screen screen;
  std::uint32_t campaign = 0;
  std::uint32_t turn = 0;  ///< of what is said now
  bool understood = true;  ///< C10: else nobody can tell what a message was to say
};

enum class Fault : std::uint8_t {
  none = 0,
  key_reused,         ///< the same key with another content
  programme_refused,  ///< `detail` says why
  overtaken,          ///< a Refund's history has gone on: read it again
  plan_refused,       ///< `body` is the PlanProblem, `detail` its words
  move_refused,       ///< a campaign cannot go there: `detail` says why
  unknown_campaign,
  unknown_publication,
  damaged,        ///< what the answer needs cannot be read: `detail` says what, where, and the mend
  broken,         ///< an assertion failed, and nothing has changed: `detail` says which
  clock_refused,  ///< it cannot be confirmed: `detail` says why
  foreign_session,  ///< it is another client's: nothing has changed, nor is this remembered
  too_old,          ///< whether it was answered before cannot be known any more: `detail` says so
  shed,  ///< it waited too long to be decided, and has changed nothing: ask again (a dial: a
         ///< screen)
};

struct Answer {
  Instant now;
  std::optional<subscriber::Refusal> refusal;
  Fault fault = Fault::none;
  std::string detail;
  bool repeated = false;
  std::variant<std::monostate, dialogue::Screen, Viewed, Outcome, SessionAnswer, charging::Quote,
               Settled, Candidates, Reach, SlotCounts, SlotAnswer, Swept, SurveyTurn,
               outreach::PlanProblem>
      body;
};

}  // namespace airperk::engine
