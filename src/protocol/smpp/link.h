#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "base/recall.h"
#include "protocol/smpp/pdu.h"

// clang-format off
/// One ESME's transceiver link as a value: what happened and the time in; what to do and the next
/// deadline out. The time is steady time from any fixed origin. `step` is the only thing that
/// changes a Link.
///
///   state       enters on                       leaves on
///   Resting     start, any failure              its time: connect
///   Connecting  the connect it asked for        Connected: bind; ConnectFailed or its time: rest
///   Binding     Connected                       bind_transceiver_resp 0: bound; any other: rest
///   Bound       bind_transceiver_resp 0         Closed, Broken, unbind, silence: rest
///   Unbinding   Stop while bound                unbind_resp, Closed or its time: stopped
///                                               (responses to what is out still count)
///   Stopped     Stop                            -
// clang-format on
namespace airperk::smpp {

struct LinkSettings {
  std::string name;  ///< as the configuration calls it; log lines begin with it
  std::string system_id, password, system_type;
  std::size_t window = 10;         ///< submit_sm sent and not yet answered
  std::size_t queue_max = 10'000;  ///< submit_sm waiting for the window, the rate or a bind
  bool queues_unbound = true;      ///< else what is not sent when the bind ends is unsent at once
  std::uint32_t rate = 0;          ///< submit_sm a second; 0 is no limit
  Duration rate_beat = Duration::microseconds(10'000);  ///< what a high rate lets go, goes together
  std::uint64_t seed = 1;                               ///< of the jitter
  Duration connect_within = Duration::seconds(5);
  Duration bind_within = Duration::seconds(5);
  Duration enquire_every = Duration::seconds(30);
  Duration respond_within = Duration::seconds(10);
  Duration unbind_within = Duration::seconds(2);
  Duration throttled_pause = Duration::seconds(1);
  Duration backoff_min = Duration::microseconds(250'000);
  Duration backoff_max = Duration::seconds(30);
  Duration steady_after = Duration::seconds(10);  ///< bound this long, the backoff starts afresh
};

/// A submit_sm on its way. Its `pdu` is encoded, with any sequence number.
struct Submission {
  std::uint64_t token = 0;  ///< the caller's name for it
  Buffer pdu;
  Instant not_after;               ///< not sent, or sent again, later than this
  bool again_if_throttled = true;  ///< else a throttling status is the outcome, as any refusal
  bool ahead = false;              ///< of all that wait
  Recall recall = {};              ///< not sent any more once it is pulled
};

/// What became of a Submission. Each gets exactly one, at the latest when the link has stopped.
struct Outcome {
  enum class Fate {
    accepted,  ///< the gateway took it
    refused,   ///< a submit_sm_resp or a throttling status said no: certainly not taken
    unsent,    ///< never handed over: not in time, or no room in the queue
    unknown,   ///< handed over, and no response or a generic_nack came: it may have been taken
  };
  std::uint64_t token = 0;
  Fate fate{};
  std::uint32_t status = 0;
  std::string message_id;
};

namespace event {
struct Connected {};
struct ConnectFailed {
  std::string why;
};
struct Received {
  const Pdu* pdu = nullptr;
  std::uint32_t deliver_status = 0;  ///< what to answer if it is a deliver_sm
  bool answers_later = false;        ///< a message with status 0 is answered by an Answer
};
/// The answer to a deliver_sm or data_sm; none is sent if the bind on which it came is over.
struct Answer {
  std::uint64_t bind = 0;  ///< Link::binds() when it came
  bool data = false;       ///< it was a data_sm
  std::uint32_t sequence = 0;
  std::uint32_t status = 0;
};
struct Broken {
  std::string why;  ///< the stream holds what is not SMPP
};
struct Closed {
  std::string why;
};
struct Submit {
  Submission submission;
};
struct Tick {};
struct Stop {};
}  // namespace event

using LinkEvent =
    std::variant<event::Connected, event::ConnectFailed, event::Received, event::Answer,
                 event::Broken, event::Closed, event::Submit, event::Tick, event::Stop>;

/// What is to be done. Steps append to it, so that all that one read holds costs one write. Bytes
/// are written before a close; after a close, `connect` comes only from a later step.
struct LinkEffects {
  Buffer bytes;
  bool connect = false;
  bool close = false;
  bool delivered = false;  ///< the deliver_sm of this step is for the caller; reset by each step
  std::size_t strays = 0;  ///< responses to nothing that is out: late, repeated, made up
  std::vector<std::string> log;
  std::vector<Outcome> outcomes;
};

class Link {
 public:
  Link(LinkSettings settings, Instant now);

  void step(LinkEvent event, Instant now, LinkEffects& effects);

  /// When to step with Tick at the latest, or Instant::never().
  Instant deadline() const;

  bool bound() const { return std::holds_alternative<Bound>(state_); }
  std::uint64_t binds() const { return binds_; }  ///< so far
  bool stopped() const { return std::holds_alternative<Stopped>(state_); }
  /// The peer wants no more before this.
  Instant throttled_until() const { return throttled_until_; }
  std::size_t queued() const { return queue_.size(); }
  std::size_t outstanding() const { return window_.size(); }

 private:
  struct Resting {
    Instant until;
  };
  struct Connecting {
    Instant until;
  };
  struct Binding {
    Instant until;
    std::uint32_t sequence = 0;
  };
  struct Bound {
    Instant since, enquire_at;
    Instant answer_by = Instant::never();  // of the enquire_link that is out
    std::uint32_t enquiry = 0;
  };
  struct Unbinding {
    Instant until;
  };
  struct Stopped {};
  struct Outstanding {
    Submission submission;
    Instant answer_by;
  };

  friend struct LinkStep;

  LinkSettings settings_;
  std::variant<Resting, Connecting, Binding, Bound, Unbinding, Stopped> state_;
  std::uint32_t last_sequence_ = 0;
  std::uint64_t binds_ = 0;
  std::uint64_t jitter_;
  unsigned failures_ = 0;       // since the link was last steady
  std::string last_complaint_;  // so that the same failure is logged once, not once a try
  std::deque<Submission> queue_;
  std::map<std::uint32_t, Outstanding> window_;  // by sequence number
  Instant paced_until_;                          // the rate's next free instant
  Instant waits_until_;                          // that, or the next beat
  Instant throttled_until_ = Instant::beginning();
};

}  // namespace airperk::smpp
