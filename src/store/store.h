#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "base/result.h"
#include "core/account/account.h"
#include "core/outreach/campaign.h"
#include "core/outreach/publication.h"
#include "core/outreach/tally.h"
#include "core/programme/history.h"
#include "core/programme/load.h"
#include "core/subscriber/events.h"

/// The store's port and its promises. Every engine (embedded/, memory/, later postgres/) passes
/// contract_test.h.
///
/// The journal is the truth: a sequence of groups, each committed whole or not at all, in order.
/// Records are what the journal makes of them; the directory knows who a person is and stands apart
/// from what they did.
///
/// The words that events keep of a person (reasons, and who gave them) are sealed under a key of
/// that person's. With an Erased that forgets words (S3) the key becomes another one, in the same
/// write: from then on nobody reads the words of earlier events, which come back empty. Those of
/// later ones are read as ever.
namespace airperk::store {

/// A read met a damaged place of the disk: what cannot be read, where, and the mend. It costs that
/// read, and nothing else.
class Damaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A batch's place in the journal: its group and its index there. 0: none.
struct Position {
  std::uint64_t value = 0;
  static constexpr Position of(std::uint64_t group, std::size_t index) {
    return {group << 16 | index};
  }
  constexpr std::uint64_t group() const { return value >> 16; }
  constexpr std::size_t index() const { return value & 0xFFFF; }
  friend constexpr auto operator<=>(Position, Position) = default;
};
inline constexpr std::size_t batches_per_group_max = 0xFFFF;

/// What one command did to one subscriber.
struct Batch {
  SubscriberId id;
  std::uint32_t version = 0;  ///< of the record once applied; counts from 1 without gaps
  Position previous;          ///< the same subscriber's batch before this one
  std::uint32_t programme_version = 0;
  subscriber::Events events;
  friend bool operator==(const Batch&, const Batch&) = default;
};

/// A programme that took force, with its files: replay needs nothing else.
struct ProgrammeTaken {
  std::uint32_t version = 0;
  Instant from;
  std::string hash;
  programme::Source source;
};
struct TermsPublished {
  programme::TermsVersion version;
};
/// The manual clock was moved.
struct ClockMoved {
  Instant to;
};
/// Somebody went on without groups that had been answered, and that no disk has any more.
struct LossAccepted {
  std::string what;                               ///< file, place and extent, as it was refused
  std::uint64_t first_group = 0, last_group = 0;  ///< 0, 0: nobody can tell which
  Instant at;
  std::string by;  ///< of the machine
};
/// What the next start must know of the system's clock.
struct ClockNoted {
  Instant at;              ///< business time, which was sure, or is doubted from here on
  bool was_ahead = false;  ///< it is doubted, for it has gone ahead: a restart does not change that
  Duration lag;            ///< a person confirmed that it is right, and so far behind
  std::string by;          ///< who confirmed it, if somebody did
  friend bool operator==(const ClockNoted&, const ClockNoted&) = default;
};
/// What changes the house and not a subscriber.
using HouseEvent =
    std::variant<ProgrammeTaken, TermsPublished, ClockMoved, outreach::CampaignPlanned,
                 outreach::CampaignMoved, outreach::CampaignProgressed, outreach::ContactsStopped,
                 outreach::SurveyReported, outreach::SurveyReleased, outreach::ContactsForgotten,
                 outreach::CampaignTallied, outreach::PublicationPlanned,
                 outreach::PublicationMoved, outreach::BonusAnnounced, account::AccountChanged,
                 LossAccepted, ClockNoted>;

/// Who a person is. Committed with the group, kept apart from the journal.
struct PersonOpened {
  SubscriberId id;
  Msisdn msisdn;
  std::optional<Imsi> imsi;
  Instant from;
};
/// SIM swap: the IMSI is the person's from now on, and the one before is nobody's.
struct ImsiChanged {
  SubscriberId id;
  Imsi imsi;
  Instant from;
};
using DirectoryChange = std::variant<PersonOpened, ImsiChanged>;

/// What the directory knows of a person.
struct Identities {
  struct Span {
    Imsi imsi;
    Instant from, until;  ///< never: it is theirs
    friend bool operator==(const Span&, const Span&) = default;
  };
  Msisdn msisdn;
  Instant since;            ///< of the number
  std::vector<Span> imsis;  ///< oldest first
  friend bool operator==(const Identities&, const Identities&) = default;
};

/// A keyed 128-bit hash of what names a request, so that its repetition is recognised.
using RequestKey = std::array<std::uint8_t, 16>;
/// Facts of a committed answer. `lasting` ones (HTTP's Idempotency-Key) can be looked up for good,
/// the others are handed out at recovery, or can be looked up while they are recent.
struct Reply {
  RequestKey key{};
  std::string facts;
  bool lasting = false;
};

/// What one person has answered to one survey, sealed under the survey's key: without it nobody can
/// tell what it says, nor whose it is (S2). Committed with a group, and no part of the journal.
struct SealedAnswers {
  std::uint32_t survey = 0;
  std::array<std::uint8_t, 16> respondent{};  ///< a keyed hash
  std::string sealed;                         ///< empty: erased
};
using SurveyKey = std::array<std::uint8_t, 32>;

/// What is committed at once: durable together or not at all.
struct Group {
  std::uint64_t number = 0;  ///< counts from 1 without gaps
  Instant at;  ///< business time at which it was decided; never before the group before
  std::vector<Batch> batches;
  std::vector<HouseEvent> house;
  std::vector<DirectoryChange> directory;
  std::vector<Reply> replies;
  std::vector<SealedAnswers> answers;
};

/// A record in memory, with its place in the journal and what the directory says of the person.
struct Resident {
  subscriber::Record record;
  Position head;  ///< its newest batch
  Msisdn msisdn;
  Imsi imsi;  ///< 0: none
};

/// Of a step of reading everything through.
struct Scrubbed {
  bool goes_on = false;             ///< there is more to read; else the next round is not due yet
  std::vector<std::string> damage;  ///< a line each: the file, what it holds, and what is wrong
};

struct Recovered {
  std::uint64_t last_group = 0;
  Instant last_at = Instant::beginning();
  std::uint64_t groups_replayed = 0;
  bool has_all_replies = true;     ///< were handed out; else older ones are found
  std::vector<std::string> notes;  ///< what was mended on the way, a line each for the log
};

/// Threads: everything but `history`, `journal`, `identities`, `backup`, `scrub` and what is of
/// surveys is for one thread, the decider's. Those may be called from any thread and see what is
/// durable. A write that fails ends the process with one line on standard error: nothing that
/// follows could be told truly. A read that meets damage throws Damaged, or says so in its Result.
class Store {
 public:
  virtual ~Store() = default;

  /// House events in their order. Callable before `recover`: the programme's history is needed for
  /// it.
  virtual std::vector<HouseEvent> house() = 0;

  /// Brings every record up to the journal's end, each batch by the zone of the programme that it
  /// names. The newest replies are handed out, oldest first.
  using RecoveredReply = std::function<void(const Reply&)>;
  virtual Result<Recovered> recover(const programme::History& programmes,
                                    const RecoveredReply& replies) = 0;

  virtual std::optional<SubscriberId> find(Msisdn msisdn) const = 0;
  virtual std::optional<SubscriberId> find(Imsi imsi) const = 0;
  /// The record as of the last group accepted by `commit`, to be changed in place by the batches of
  /// the next one. Nothing for an id never opened.
  virtual Resident* load(SubscriberId id) = 0;
  /// A new, empty record with its directory entry; durable with the group that carries the same
  /// PersonOpened.
  virtual SubscriberId open_person(Msisdn msisdn, std::optional<Imsi> imsi) = 0;
  virtual void change_imsi(SubscriberId id, Imsi imsi) = 0;
  virtual std::uint32_t subscribers() const = 0;
  /// The facts of a lasting reply.
  virtual std::optional<std::string> lasting_reply(const RequestKey& key) = 0;
  /// The facts of another one of the last hours, by steady time: those that recovery has not handed
  /// out, and of this process's own all but the newest million or two. What was given longer ago
  /// than `within` need not be looked for: the less there is to look through, the sooner it ends.
  virtual std::optional<std::string> recent_reply(const RequestKey& key, Duration within) = 0;

  /// Accepts the next group. `durable` is called once it is safe, in the groups' order, on a thread
  /// of the store's (or on this one, before commit returns).
  virtual void commit(Group group, std::function<void()> durable) = 0;
  /// Makes answers durable that come with no group: the journal does not tell that there were any.
  virtual void keep(std::vector<SealedAnswers> answers, std::function<void()> durable) = 0;
  /// Calls `then` likewise, once everything accepted so far is durable: for answers that only
  /// looked.
  virtual void after_commits(std::function<void()> then) = 0;

  /// A subscriber's batches from `newest` back, at most `limit`, newest first.
  virtual std::vector<Batch> history(Position newest, std::size_t limit) = 0;
  /// Of somebody opened with a durable group.
  virtual Identities identities(SubscriberId id) = 0;
  /// The journal read forward: the groups after number `after` in their order, at most `limit`;
  /// none where nothing more is durable yet. They come without directory changes, and the words
  /// that were sealed may be empty. The error says where the journal is damaged.
  virtual Result<std::vector<Group>> journal(std::uint64_t after, std::size_t limit) = 0;
  /// A complete copy of the store that can be opened by itself, taken beside everything else.
  virtual Result<void> backup(const std::string& directory) = 0;

  /// Reads on through everything that is stored, some at a time, a round each month. May take a
  /// minute. For one thread, any one.
  virtual Scrubbed scrub(Instant now) = 0;

  /// The survey's key. It stands beside the store and not in it, so that no backup has it. The
  /// error says what to mend: one that is missing was lost, or is destroyed.
  virtual Result<SurveyKey> survey_key(std::uint32_t survey) = 0;
  /// The same, made and made durable if there is none yet.
  virtual Result<SurveyKey> make_survey_key(std::uint32_t survey) = 0;
  /// All that is durable of a survey's answers, in no order.
  virtual std::vector<SealedAnswers> answers(std::uint32_t survey) = 0;
  /// The key and then the answers, for good. Harmless if they are gone. After an error: again.
  virtual Result<void> destroy_answers(std::uint32_t survey) = 0;

  /// Waits until everything accepted is durable, and writes what makes the next start quick. No
  /// commit may follow.
  virtual void close() = 0;
};

}  // namespace airperk::store
