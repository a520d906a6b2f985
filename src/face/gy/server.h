#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "core/programme/programme.h"
#include "engine/request.h"
#include "face/gy/peers.h"
#include "face/net/complaint.h"
#include "face/net/latency.h"
#include "face/net/presence.h"
#include "face/net/spare_descriptor.h"
#include "protocol/diameter/credit_control.h"

namespace airperk::face::gy {

/// A credit-control request that owns the octets its views point into: one allocation and one copy
/// a request, whatever it holds. Shared by who decides it and who writes its answer; never changed.
struct ChargeRequest {
  diameter::Buffer octets;
  diameter::CreditControlRequest request;
  Instant received_at;     ///< steady time
  Instant useful_until;    ///< likewise: its client waits no longer
  std::uint32_t peer = 0;  ///< a hash of the peer's Origin-Host, whatever connection it came by
  std::uint64_t way = 0;   ///< the connection that it came by
  bool may_refund_any = false;  ///< also what another client debited
};

/// What the server calls out through. `charge` is called on the peer's executor; its answer is
/// given exactly once, from any thread, now or later, with one ServiceAnswer for each of the
/// request's services or with none. An answer for a peer that has gone is dropped.
struct GyPorts {
  using Answer = std::function<void(diameter::CreditControlAnswer)>;
  std::function<void(std::shared_ptr<const ChargeRequest>, const programme::Programme&, Answer)>
      charge;
  /// Called first, likewise: what is answered on the spot, however busy the server is, or leaving.
  std::function<std::optional<diameter::CreditControlAnswer>(const diameter::CreditControlRequest&,
                                                             const programme::Programme&)>
      at_once;
  /// The programme in force; asked for once for all that arrives together.
  std::function<std::shared_ptr<const programme::Programme>()> in_force;
  std::function<void(const std::string& line)> log;
};

struct GyConfig {
  std::string host = "127.0.0.1";
  std::uint16_t port = 3868;  ///< 0: any free one
  std::string origin_host, origin_realm;
  std::vector<std::string> allow = {"127.0.0.0/8"};
  std::vector<PeerEntry> peers;
  std::size_t peers_max = 256;
  /// What cannot be answered within this is not charged: the shortest timer of the clients known
  /// (Kamailio's).
  Duration answer_within = Duration::seconds(5);
  /// At a stop, so long what is under way may still be answered before DPR is said all the same.
  Duration leave_within = Duration::seconds(3);
  /// Connections from addresses that are not admitted: each only waits for its 3010.
  std::size_t strangers_max = 16;
};

class Session;

/// Serves any number of peers. Make it with `make`; keep the io_context alive until every request
/// was answered.
class Server : public std::enable_shared_from_this<Server> {
 public:
  /// Listens at once. The error says what in the configuration to mend.
  static Result<std::shared_ptr<Server>> make(boost::asio::any_io_executor executor,
                                              GyConfig config, GyPorts ports);

  void start();
  /// From any thread. Refuses what is new with 3004; says DPR to each peer once everything that it
  /// asked before is answered, and closes. `stopped` is called when that is done, within
  /// `leave_within` and some two seconds.
  void stop(std::function<void()> stopped);
  /// From any thread: who is admitted from now on, and what they may. A peer that no longer is gets
  /// DPR, as at a stop. The error says what is wrong, and then nothing has changed.
  Result<void> admit(std::vector<std::string> allow, const std::vector<PeerEntry>& peers);
  std::uint16_t port() const { return port_; }
  /// Asks the clients for a report on these sessions (U14), each the way that its requests came:
  /// over agents too (RFC 6733 §2.8). From any thread.
  void ask_for_reports(std::vector<engine::SessionName> notices);

  /// From any thread.
  struct Counters {
    /// `refused`: at once, or with 3004. `late`: of the answers, those after `answer_within`.
    std::atomic<std::uint64_t> peers_open{0}, peers_refused{0}, requests{0}, answers{0}, refused{0},
        late{0}, reports_asked{0}, at_once{0};
  };
  const Counters& counters() const { return counters_; }
  /// From a request read to its answer written.
  net::Latency::Counts latency() const { return latency_.counts(); }

 private:
  friend class Session;

  Server(boost::asio::any_io_executor executor, GyConfig config, Peers peers, GyPorts ports);
  Result<void> listen();
  void warn_of(const Peers& peers) const;
  void accept();
  void accepted(boost::asio::ip::tcp::socket socket);
  void say_how_to_admit(const boost::asio::ip::address& address);
  void turn_away_at_the_door();
  void ended(const std::shared_ptr<Session>& session);
  std::shared_ptr<Session> way_to(const engine::SessionName& session) const;

  boost::asio::any_io_executor io_;        // each session makes its own strand on it
  boost::asio::any_io_executor executor_;  // a strand: sessions_ and what follows belong to it
  GyConfig config_;
  std::shared_ptr<const Peers> peers_;
  HostsHere here_;
  GyPorts ports_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::shared_ptr<net::Presence> presence_;
  boost::asio::steady_timer pause_;  // after an accept that failed
  std::uint16_t port_ = 0;
  std::atomic<std::uint32_t> end_to_end_;  ///< RFC 6733 §3
  std::uint32_t connections_ = 0;          ///< so far
  std::unordered_set<std::shared_ptr<Session>> sessions_;
  std::map<boost::asio::ip::address, net::Complaint> strangers_;
  net::Complaint crowded_{Duration::seconds(60)}, out_of_descriptors_{Duration::seconds(60)};
  net::SpareDescriptor spare_;
  bool stopping_ = false;
  std::function<void()> stopped_;
  Counters counters_;
  net::Latency latency_;
};

}  // namespace airperk::face::gy
