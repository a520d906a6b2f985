#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/ids.h"
#include "base/instant.h"
#include "base/recall.h"
#include "core/programme/texts.h"
#include "core/subscriber/record.h"

/// Where contacts go out: the port of the dispatcher, which the links implement.
namespace airperk::jobs {

struct Outgoing {
  SubscriberId id;
  std::uint32_t campaign = 0;
  Msisdn to;
  subscriber::Channel channel = subscriber::Channel::sms;
  std::string text;  ///< UTF-8
  programme::Language language;
  Instant until;  ///< it must not be delivered later
  Recall recall;  ///< pulled when consent has gone: it is refused, if it was not written yet (C4)
};

/// What the network said. In doubt it is `unknown`: what was given back is counted no more.
enum class HandOver : std::uint8_t {
  accepted,   ///< it has it
  refused,    ///< it certainly does not have it, and does not want it
  throttled,  ///< it certainly does not have it, and may take it later: the slot is taken anew then
  unknown,    ///< it may have it
};

class Network {
 public:
  /// `reference`: a hash of what the network calls it, by which receipts name it; 0: nothing.
  using Done = std::function<void(HandOver, std::uint64_t reference)>;

  virtual ~Network() = default;
  /// Whether there is a link for the channel that would take something now.
  virtual bool ready(subscriber::Channel channel) const = 0;
  /// `done` is called once, on any thread, also if the link is stopped.
  virtual void hand_over(Outgoing outgoing, Done done) = 0;
};

}  // namespace airperk::jobs
