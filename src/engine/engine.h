#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "engine/clock.h"
#include "engine/decider.h"
#include "engine/house.h"
#include "engine/replies.h"
#include "engine/request.h"
#include "store/store.h"

/// One request's way: collect -> load -> decide -> commit -> answer, many at a time.
namespace airperk::engine {

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
/// Threads: `submit`, `house`, `timeline`, `identities` and `figures` may be called from any.
/// Answers come on a thread of the store's, in the order of submission; take them away quickly.
class Engine {
 public:
  using Done = std::function<void(Answer)>;

  /// `house` and `replies` as recovered.
  Engine(store::Store& store, Clock& clock, House house, store::Recovered recovered,
         RequestKeys keys, Replies replies, Respondents respondents = {});
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

  /// Answers what was submitted, then closes the store.
  void stop();

 private:
  struct Waiting {
    Request request;
    Done done;
  };
  void run();
  void decide_groups();
  void decide_group(std::span<Waiting> waiting);
  void touch(std::span<Waiting> waiting);

  store::Store& store_;
  Clock& clock_;
  RequestKeys keys_;
  Notify notify_;
  OnLeft on_left_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Waiting> inbox_;
  std::size_t groups_in_flight_ = 0;
  bool stopping_ = false;
  Figures figures_;
  std::shared_ptr<const House> house_;  ///< as of what is durable
  std::shared_ptr<const ContactTallies> told_tallies_;
  std::vector<ContactTallies::Lost> lost_contacts_;

  // The decider thread's own.
  std::vector<Waiting> taken_;
  std::vector<const store::Resident*> residents_;
  std::shared_ptr<const House> deciding_house_;
  Replies replies_;
  OpenSessions sessions_;
  ContactTallies tallies_;
  Respondents respondents_;
  std::uint64_t next_group_;
  Instant last_at_;
  std::thread thread_;
};

}  // namespace airperk::engine
