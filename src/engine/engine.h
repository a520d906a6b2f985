#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "engine/backlog.h"
#include "engine/clock.h"
#include "engine/commit_pace.h"
#include "engine/decider.h"
#include "engine/house.h"
#include "engine/replies.h"
#include "engine/request.h"
#include "steady/steady.h"
#include "store/store.h"

/// One request's way: collect -> load -> decide -> commit -> answer, many at a time.
namespace airperk::engine {

/// Why a request was shed.
enum class Why : std::uint8_t {
  late,  ///< its answer could not have come in time any more
  many,  ///< more waited than can be answered soon, and it was the oldest of those who ask the most
  full,  ///< there was no room for it even to wait
};
inline constexpr std::size_t whys = 3;

/// How old requests were when they were decided, in steps of 1, 2 and 5.
struct Ages {
  /// No older than this, and older than the one before; the last has no end.
  static constexpr std::array within_us{100,     200,     500,       1'000,     2'000,
                                        5'000,   10'000,  20'000,    50'000,    100'000,
                                        200'000, 500'000, 1'000'000, 2'000'000, 5'000'000};
  std::array<std::uint64_t, within_us.size() + 1> counts{};
  void add(Duration age);
};

/// How full the engine is, for /metrics.
struct Figures {
  std::uint64_t requests = 0;
  std::uint64_t groups = 0;
  std::uint64_t batches = 0;
  std::uint64_t refused = 0;
  std::uint64_t repeated = 0;  ///< answered again from what was committed
  std::uint64_t dials = 0;
  std::uint32_t subscribers = 0;
  std::size_t sessions = 0;  ///< credit-control sessions open
  std::size_t waiting = 0;
  /// Not decided, and so not charged: by way and reason.
  std::array<std::array<std::uint64_t, whys>, ways> shed{};
  Ages ages;                  ///< of what came through a face
  std::size_t group_max = 0;  ///< how many requests a group may have just now
  Duration until_durable;     ///< what committing is expected to take just now
  /// Taken since the start.
  ServiceCounts service_messages{};
  /// Events since the start, by kind.
  EventCounts events{};
  template <typename Fact>
  std::uint64_t happened() const {
    return events[subscriber::Fact(Fact()).index()];
  }
};

/// Decides commands one after the other on a thread of its own, in groups that form by themselves:
/// while one group becomes durable, what arrives makes the next. Nothing is answered, or shown to a
/// reader, before it is durable.
///
/// A request says until when its answer is of use. What could not be answered by then is not
/// decided: it is shed, with Fault::shed, and so is what waits beyond a second's worth of all
/// together. A repetition of something decided is not shed but answered. What is shed leaves no
/// trace.
///
/// Threads: `submit`, `house`, `timeline`, `identities` and `figures` may be called from any.
/// Answers come on a thread of the store's, in the order of submission; those of what was shed come
/// before, on the decider's, or within `submit`. Take them away quickly.
class Engine {
 public:
  using Done = std::function<void(Answer)>;

  /// `house` and `replies` as recovered.
  Engine(store::Store& store, Clock& clock, House house, store::Recovered recovered,
         RequestKeys keys, Replies replies, Respondents respondents = {},
         Steady steady = steady_now);
  ~Engine();

  /// Called on a thread of the store's, once what makes it needed is durable. Set it before the
  /// first request.
  using Notify = std::function<void(const std::vector<SessionName>&)>;
  void on_session_notice(Notify notify) { notify_ = std::move(notify); }

  /// Called likewise for everybody who has left, before anybody has the answer that says so.
  using OnLeft = std::function<void(SubscriberId)>;
  void on_left(OnLeft on_left) { on_left_ = std::move(on_left); }

  void submit(Request request, Done done);
  /// Waits for the answer. Not on a thread that answers are needed on.
  Answer ask(Request request);

  /// The programme's history and the terms, as of the last committed change.
  std::shared_ptr<const House> house() const;
  /// Keys for requests that must happen once.
  const RequestKeys& keys() const { return keys_; }
  /// A subscriber's batches, newest first, from a View's `head` back.
  std::vector<store::Batch> timeline(store::Position newest, std::size_t limit) {
    return store_.history(newest, limit);
  }
  /// Of somebody who was viewed.
  store::Identities identities(SubscriberId id) { return store_.identities(id); }
  store::Store& store() { return store_; }
  Figures figures() const;
  /// What became of every campaign's contacts, as of what is durable.
  std::shared_ptr<const ContactTallies> contact_tallies() const;
  /// Contacts whose process ended while the network was being asked: as of the start.
  const std::vector<ContactTallies::Lost>& lost_contacts() const { return lost_contacts_; }
  /// The business clock.
  Instant now() const { return clock_.now(); }
  /// What time alone would do (closes, campaigns, reminders, erasures) waits while it is doubted.
  ClockState clock() const { return clock_.state(); }
  /// What a request's Admission is told in.
  Instant steady() const { return steady_(); }

  /// Answers what was submitted, then closes the store.
  void stop();

 private:
  /// What is to be done with the backlog now.
  struct Plan {
    Instant horizon;       ///< who is useful until before it only cannot be answered in time
    std::size_t most = 0;  ///< of a group
    std::size_t keep = 0;  ///< of the backlog
  };
  void run();
  bool may_decide(std::size_t waiting) const;
  bool nothing_waits() const;
  void collect();
  Plan plan(Instant now) const;
  void decide_next(const Plan& plan);
  void decide_group();
  void touch(std::span<Waiting* const> next);
  void shed(Why why);
  bool was_answered(const Request& request, std::size_t& looks_left);
  Answer shed_answer(const Request& request);

  store::Store& store_;
  Clock& clock_;
  RequestKeys keys_;
  const Steady steady_;
  Notify notify_;
  OnLeft on_left_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> inbox_;
  std::vector<std::uint64_t> turned_away_;  ///< sessions of which something found no room
  std::size_t kept_waiting_ = 0;            ///< of the backlog, as the decider has last left it
  CommitPace pace_;
  bool stopping_ = false;
  Figures figures_;
  std::shared_ptr<const House> house_;  ///< as of what is durable
  std::shared_ptr<const ContactTallies> told_tallies_;
  std::vector<ContactTallies::Lost> lost_contacts_;

  // The decider thread's own.
  Backlog backlog_;
  Backlog::Shed repeats_;  ///< would have been shed, but are decided already: they need no room
  Backlog::Shed shed_;
  std::vector<Waiting*> group_;
  std::vector<const store::Resident*> residents_;
  std::shared_ptr<const House> deciding_house_;
  Replies replies_;
  ClientClocks client_clocks_;
  OpenSessions sessions_;
  ContactTallies tallies_;
  Respondents respondents_;
  std::uint64_t next_group_;
  Instant last_at_;
  std::thread thread_;
};

}  // namespace airperk::engine
