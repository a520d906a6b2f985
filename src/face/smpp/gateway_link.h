#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "face/net/inbox.h"
#include "face/smpp/submissions.h"
#include "face/smpp/transceiver.h"
#include "protocol/smpp/ussd.h"

namespace airperk::face::smpp {

/// What a subscriber entered on the phone.
struct DialRequest {
  Msisdn msisdn;
  std::string session;         ///< names the dialogue among those of this subscriber
  std::string text;            ///< UTF-8: the code dialled, or the answer to the last screen
  bool begins = false;         ///< a code was dialled
  std::uint32_t asked_by = 0;  ///< the first answer to a question that was pushed: its mark; else 0
  std::string channel;         ///< "ussd"
};
struct DialAnswer {
  std::string screen;  ///< UTF-8
  bool ended = false;
};
/// The subscriber, or the network, ended the dialogue: nothing is to be shown.
struct DialAbort {
  Msisdn msisdn;
  std::string session;
  std::string channel;
};

/// What the link calls out through, on its executor. `answer` is called exactly once for each dial,
/// from any thread, now or later; an answer that comes after a minute, or after stop(), is dropped.
struct DialPorts {
  std::function<void(DialRequest, std::function<void(DialAnswer)> answer)> dial;
  std::function<void(DialAbort)> abort;
  std::function<void(const std::string& line)> log;
  /// The gateway confirmed (not all do) that the notice with this mark was shown. May be left
  /// empty.
  std::function<void(Msisdn, std::uint32_t mark)> shown = {};
};

struct GatewayConfig {
  std::string name;
  std::string host;
  std::string port;
  std::string system_id, password, system_type;
  std::string profile = "standard";
  std::string source;  ///< where screens come from; empty: the address that was dialled
  std::uint8_t ton = 0, npi = 0;
  std::size_t window = 10;
  std::uint32_t rate = 0;  ///< submit_sm a second, 0 for no limit
  std::uint64_t seed = 1;  ///< of the backoff's jitter
  std::size_t dialogues_max =
      10'000;  ///< dials not yet answered; more are refused with ESME_RX_T_APPN
  std::size_t notices_max = 1'000;  ///< notices whose Done was not called; more are throttled
};

/// A transceiver link to one gateway: connects, binds, keeps bound, reconnects. Make it with
/// `make`, and keep the io_context alive until every dial was answered.
class GatewayLink : public Transceiver {
 public:
  /// The error says what in the configuration to mend.
  static Result<std::shared_ptr<GatewayLink>> make(boost::asio::any_io_executor executor,
                                                   GatewayConfig config, DialPorts ports);

  void start();

  /// From any thread: shows a text that nobody dialled for. `done` is
  /// called exactly once, within this call or on the executor, at the latest when the link has
  /// stopped:
  ///
  ///   accepted   the gateway took it, which does not say that a phone showed it
  ///   refused    certainly not taken: the gateway's error; or the text is empty or longer than one
  ///              USSD string
  ///   unsent     certainly not taken: never written, because there is no bind (a bind that is lost
  ///              is waited for up to a minute, and then its next try), `valid` is over, or it
  ///              was recalled
  ///   throttled  certainly not taken: ESME_RTHROTTLED or ESME_RMSGQFUL; or notices_max wait
  ///   unknown    anything else, as of SmsLink
  ///
  /// It comes from the configured `source`, for there is no dialled address to answer from. `mark`
  /// comes back while a network keeps the dialogue: through `shown`, and with what is first said to
  /// a question (USSR) through `dial`; what is said after that, as in any dialogue. 0: nobody asks.
  void push(protocol::Push push, Msisdn to, const std::string& text, Duration valid,
            std::uint32_t mark, Recall recall, Done done);

  /// From any thread: how many more notices it takes now; none while it is not bound, or the
  /// peer has throttled it.
  std::size_t room() const { return counters_.bound && !is_throttled() ? notices_.room() : 0; }

  /// From any thread.
  struct Counters {
    std::atomic<bool> bound{false};
    std::atomic<std::uint64_t> dials{0}, aborts{0}, screens{0}, screens_lost{0}, refused{0},
        notices{0}, notices_accepted{0};
  };
  const Counters& counters() const { return counters_; }

 private:
  /// An answer on its way back, with what it needs to find the phone.
  struct Answered {
    protocol::DialogueAddress address;
    DialAnswer answer;
  };
  GatewayLink(boost::asio::any_io_executor executor, GatewayConfig config,
              const protocol::Profile& profile, DialPorts ports);

  void deliver(const protocol::Pdu& pdu, const protocol::Message& message) override;
  void settled(const std::vector<protocol::Outcome>& outcomes) override;
  void woken() override;
  void acted(const protocol::Link& link) override;
  bool all_answered() const override { return dialogues_ == 0 && screens_out_ == 0; }
  void hand_over(Msisdn msisdn, protocol::UssdInput input);
  void show(const Answered& answered);
  void count(const protocol::Outcome& outcome);

  using Dialogue = std::pair<std::uint64_t, std::string>;  // the number and its session
  /// What waits for the phone's word.
  struct Pushed {
    protocol::Push push{};
    std::uint32_t mark = 0;
    Instant until;  ///< steady time
  };
  void remember(const Dialogue& dialogue, const Pushed& pushed);
  std::uint32_t take_mark(const Dialogue& dialogue, protocol::Push push);
  void tell_shown(Msisdn msisdn, std::uint32_t mark);

  GatewayConfig config_;
  const protocol::Profile& profile_;
  protocol::Origin origin_;
  DialPorts ports_;
  std::shared_ptr<net::Inbox<Answered>> inbox_;
  std::vector<Answered> answers_;
  Submissions notices_;
  std::atomic<std::uint16_t> last_dialogue_{0};  // of the notices
  std::size_t dialogues_ = 0;                    // dials not yet answered
  std::size_t screens_out_ = 0;                  // answers that the gateway has not taken yet
  std::mutex pushing_;                           // over the next two: pushes come from any thread
  std::map<Dialogue, Pushed> pushed_;
  std::deque<std::pair<Instant, Dialogue>> forgotten_at_;  // in the order of their time
  net::Complaint about_number_, about_load_, about_screen_, about_submit_;
  Counters counters_;
};

}  // namespace airperk::face::smpp
