#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>

#include "base/ids.h"
#include "base/instant.h"
#include "base/recall.h"
#include "core/outreach/service_message.h"
#include "core/programme/texts.h"
#include "core/subscriber/record.h"

/// Where contacts and service messages go out: the port of the dispatcher and of the sweeper, which
/// the links implement. Which class a message is of, its type says (C7).
namespace airperk::jobs {

struct Outgoing {
  SubscriberId id;
  std::uint32_t campaign = 0;
  Msisdn to;
  subscriber::Channel channel = subscriber::Channel::sms;
  std::string text;  ///< UTF-8
  programme::Language language;
  bool is_question = false;  ///< an answer is waited for
  Instant until;             ///< it must not be delivered later
  Recall recall;  ///< pulled when consent has gone: it is refused, if it was not written yet (C4)
};

/// By SMS; of no campaign, and in words that no partner can have written.
struct ServiceOutgoing {
  Msisdn to;
  outreach::ServiceWords words;
  Instant until;  ///< it must not be delivered later
  Recall recall;  ///< pulled when they have left
};

/// What was not taken is tried again after a second, and each time after twice as long, to about a
/// minute: so one that never is holds up nobody.
inline Duration rest_after(unsigned failures) {
  constexpr unsigned doublings_max = 6;
  return Duration::seconds(1 << std::min(failures, doublings_max));
}

/// What the network said. In doubt it is `unknown`: what was given back is counted no more. Of what
/// it certainly does not have, all but `refused` takes its slot anew when its turn comes again.
enum class HandOver : std::uint8_t {
  accepted,   ///< it has it
  refused,    ///< it certainly does not have it, and does not want it
  unsent,     ///< it certainly does not have it: recalled, too late, or no link
  throttled,  ///< it certainly does not have it, and wants no more for a moment
  unknown,    ///< it may have it
};

class Network {
 public:
  /// `reference`: a hash of what the network calls it, by which receipts name it; 0: nothing.
  using Done = std::function<void(HandOver, std::uint64_t reference)>;

  virtual ~Network() = default;
  /// How many more it would take now by that channel; none where there is no link.
  virtual std::size_t room(subscriber::Channel channel) const = 0;
  /// `done` is called once, on any thread, also if the link is stopped.
  virtual void hand_over(Outgoing outgoing, Done done) = 0;

  using ServiceDone = std::function<void(HandOver)>;
  /// How many service messages it would take now, also while it has no room for contacts; none
  /// where there is no link.
  virtual std::size_t service_room() const = 0;
  /// Before the contacts that wait. `done` as above.
  virtual void send_service(ServiceOutgoing outgoing, ServiceDone done) = 0;
};

}  // namespace airperk::jobs
