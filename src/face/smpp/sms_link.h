#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/instant.h"
#include "face/net/inbox.h"
#include "face/smpp/part_ids.h"
#include "face/smpp/submissions.h"
#include "face/smpp/transceiver.h"
#include "protocol/smpp/sms.h"

namespace airperk::face::smpp {

/// A message to a subscriber.
struct Outgoing {
  Msisdn to;
  std::string text;  ///< UTF-8
  Instant until;  ///< not sent, and not to be delivered, later than this; never: the SMSC decides
  Recall recall = {};  ///< once pulled, it is not sent any more
  bool ahead = false;  ///< of those that wait
};

/// What the SMSC says of a message that it took.
struct SmsReceipt {
  enum class State {
    accepted,   ///< on its way, or not known: more may come
    delivered,  ///< the phone has it
    failed,     ///< expired, deleted, undeliverable or rejected: the phone will not get it
  };
  Msisdn from;             ///< the subscriber to whom the message went
  std::string message_id;  ///< hex or decimal: compare by protocol/smpp/receipt's same_message; or
                           ///< as `done` was told it, of ReceiptsBy::reference
  State state{};
  bool of_part = false;  ///< of a message in several: another part may say otherwise (C6)
};

/// What a subscriber wrote.
struct SmsReceived {
  Msisdn from;
  std::string text;  ///< UTF-8; one part of it, if it was long
};

/// What the link calls out through, on its executor. Each receipt and message comes with an
/// `acknowledge`, to be called exactly once, from any thread: true when what it says is safe, so
/// that the SMSC may forget it; false (ESME_RX_T_APPN) to have it sent again later. The SMSC also
/// sends it again if the bind ends before that, so the same one may come twice.
struct SmsPorts {
  using Acknowledge = std::function<void(bool safe)>;
  std::function<void(SmsReceipt, Acknowledge)> receipt;
  std::function<void(SmsReceived, Acknowledge)> received;
  std::function<void(const std::string& line)> log;
  std::function<Instant()> now;  ///< by the clock that Outgoing::until is told by; from any thread
  /// The number that an address names, however it is written; on the link's executor.
  std::function<std::optional<Msisdn>(std::string_view digits)> number = Msisdn::parse;
};

/// What a receipt names its message by.
enum class ReceiptsBy {
  message_id,
  reference,  ///< the user_message_reference that was sent along: OsmoMSC gives all one message_id
};

struct SmsConfig {
  std::string name;
  std::string host;
  std::string port;
  std::string system_id, password, system_type;
  std::string source;  ///< where messages come from: a number, a short code or a name
  std::uint8_t ton = 0, npi = 0;
  protocol::LongMessages long_messages = protocol::LongMessages::udh;
  ReceiptsBy receipts_by = ReceiptsBy::message_id;
  std::size_t window = 10;           ///< submit_sm sent and not yet answered
  std::uint32_t rate = 0;            ///< submit_sm a second, 0 for no limit; a part counts as one
  std::uint64_t seed = 1;            ///< of the backoff's jitter
  std::size_t queue_max = 1'000;     ///< messages whose Done was not called; more are throttled
  std::size_t replies_max = 10'000;  ///< so many replies beyond those
  std::size_t unacknowledged_max = 1'000;           ///< receipts and messages; more are put off
  Duration respond_within = Duration::seconds(10);  ///< then it is unknown whether it was taken
};

/// A transceiver link to one SMSC: connects, binds, keeps bound, reconnects. Keep the io_context
/// running until it has stopped.
class SmsLink : public Transceiver {
 public:
  static std::shared_ptr<SmsLink> make(boost::asio::any_io_executor executor, SmsConfig config,
                                       SmsPorts ports);

  void start();

  /// From any thread. `done` is called exactly once, within this call or on the executor, at the
  /// latest when the link has stopped:
  ///
  ///   accepted   every part was answered with ESME_ROK; message_id is the last part's, the one
  ///              that asks for a receipt; or what stands for it, of ReceiptsBy::reference
  ///   refused    certainly not taken: a submit_sm_resp with an error to the first part; or the
  ///              text is empty or longer than 255 parts
  ///   unsent     certainly not taken: never written, because there is no bind, `until` has passed
  ///              or it was recalled
  ///   throttled  certainly not taken: ESME_RTHROTTLED or ESME_RMSGQFUL to the first part, after
  ///              which the link sends nothing for a second; or queue_max messages wait already
  ///   unknown    anything else: no answer, a generic_nack, the bind lost or the link stopped after
  ///              it may have been written, an error to a part after the first
  ///
  /// While the link is bound, a message waits for the window and the rate; what still waits when
  /// the bind is lost is unsent.
  void submit(Outgoing outgoing, Done done);

  /// The same of what somebody waits for who has just written: it finds room where messages that
  /// nobody has asked for do not.
  void reply(Outgoing outgoing, Done done);

  /// From any thread: how many more messages it takes now; none while it is not bound, or the
  /// peer has throttled it.
  std::size_t room() const { return counters_.bound && !is_throttled() ? submissions_.room() : 0; }
  /// From any thread: the messages whose Done was not called yet.
  std::size_t queued() const { return submissions_.pending(); }

  /// From any thread.
  struct Counters {
    std::atomic<bool> bound{false};
    std::atomic<std::uint64_t> accepted{0}, refused{0}, throttled{0}, unknown{0};  // submit_sm
    std::atomic<std::uint64_t> receipts{0}, received{0}, unread{0}, put_off{0};    // deliver_sm
  };
  const Counters& counters() const { return counters_; }

 private:
  SmsLink(boost::asio::any_io_executor executor, SmsConfig config, SmsPorts ports);

  void submit(Outgoing outgoing, Done done, std::size_t beyond);
  void deliver(const protocol::Pdu& pdu, const protocol::Message& message) override;
  void settled(const std::vector<protocol::Outcome>& outcomes) override;
  void woken() override;
  void acted(const protocol::Link& link) override;
  bool all_answered() const override { return unacknowledged_ == 0; }
  void hand_over(const protocol::Message& message, protocol::event::Answer later);
  void leave_out(protocol::event::Answer later, std::string_view why);
  std::optional<Msisdn> number_of(const protocol::Address& address) const;
  bool is_to_us(const protocol::Address& address) const;
  void hear_of(const protocol::Message& message, protocol::event::Answer later);
  SmsPorts::Acknowledge acknowledgement(protocol::event::Answer later);
  void count(const protocol::Outcome& outcome);

  SmsConfig config_;
  SmsPorts ports_;
  PartIds parts_;
  Submissions submissions_;
  std::shared_ptr<net::Inbox<protocol::event::Answer>> acknowledged_;
  std::vector<protocol::event::Answer> answers_;
  std::size_t unacknowledged_ = 0;
  std::atomic<std::uint16_t> last_reference_;
  net::Complaint about_message_, about_load_, about_submit_;
  Counters counters_;
};

}  // namespace airperk::face::smpp
