#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/instant.h"
#include "protocol/diameter/message.h"

/// The server's side of one peer (RFC 6733 §5) as a value: what happened and the time in; what to
/// do and the next deadline out. The time is steady time from any fixed origin.
///
///   state       enters on                       leaves on
///   WaitingCer  connection accepted             CER: open, or refused and closed; anything else,
///   or its time: closed Open        CER answered 2001               DPR: answered and closed;
///   silence after DWR: closed; Stop: leaving Leaving     DPR sent                        DPA, or
///   its time: closed Closed      -                               -
namespace airperk::diameter {

struct PeerSettings {
  std::string origin_host, origin_realm;  ///< ours; the host stable over restarts
  std::string product_name = "airperk";
  Bytes host_address;    ///< ours, as an Address (§4.3.1): family and octets; outlives the peer
  bool admitted = true;  ///< false: its CER is answered with 3010
  /// Why whoever calls itself so is not, as a refusal says it; nullptr: it is. Everybody is, where
  /// there is none.
  std::function<const char*(std::string_view host)> stranger{};
  /// §3: unique over all connections, and for some minutes over restarts. Where there is none, the
  /// connection counts its own.
  std::function<std::uint32_t()> next_end_to_end{};
  Duration cer_within = Duration::seconds(10);
  Duration watch_every = Duration::seconds(30);  ///< RFC 3539: Tw
  Duration leave_within = Duration::seconds(2);
};

namespace event {
struct Received {
  const Message* message = nullptr;
};
struct Tick {};
struct Stop {};
/// A Re-Auth-Request (RFC 8506 §5.5): the client shall report this session's use. Nothing happens
/// while the peer is not open.
struct AskReport {
  std::string_view session_id, host, realm;
};
}  // namespace event
using PeerEvent = std::variant<event::Received, event::Tick, event::Stop, event::AskReport>;

/// What is to be done. Steps append to it; bytes are written before a close.
struct PeerEffects {
  Buffer bytes;
  bool close = false;
  bool credit_control =
      false;  ///< this step's message is a CCR for the caller to answer; reset by each step
  std::vector<std::string> log;
};

class Peer {
 public:
  Peer(PeerSettings settings, Instant now);

  void step(PeerEvent event, Instant now, PeerEffects& effects);

  /// When to step with Tick at the latest, or Instant::never().
  Instant deadline() const;
  bool open() const { return std::holds_alternative<Open>(state_); }
  bool closed() const { return std::holds_alternative<Closed>(state_); }
  /// Its Origin-Host, once it said so; only printable characters.
  const std::string& host() const { return host_; }

 private:
  struct WaitingCer {
    Instant until;
  };
  struct Open {
    Instant watch_at;
    bool asked = false;  // a DWR is out
  };
  struct Leaving {
    Instant until;
  };
  struct Closed {};

  friend struct PeerStep;

  PeerSettings settings_;
  std::variant<WaitingCer, Open, Leaving, Closed> state_;
  std::string host_;
  std::uint32_t last_id_ = 0;
};

}  // namespace airperk::diameter
