#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <vector>

#include "face/gy/server.h"
#include "face/net/connection.h"
#include "face/net/deadline.h"
#include "face/net/inbox.h"
#include "protocol/diameter/peer.h"

namespace airperk::face::gy {

/// One peer's connection, on its own strand.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(boost::asio::ip::tcp::socket socket, bool admitted, std::uint32_t number,
          std::shared_ptr<Server> server);
  void start();
  /// Says DPR once everything under way is answered, or it has taken too long; refuses what is new.
  void stop();
  bool admitted() const { return admitted_; }
  /// Who is admitted has changed; leaves if it is not any more, or not as the one that it is.
  void know(std::shared_ptr<const Peers> peers);
  /// From any thread: the peer's hash and the connection's number; 0 before it has said who it is.
  std::uint64_t way() const { return way_; }
  static std::uint32_t hash_of(const std::string& host);
  /// From any thread: sends the client a Re-Auth-Request for each.
  void ask_for_report(const engine::SessionName& notice);

 private:
  struct Answered {
    std::shared_ptr<const ChargeRequest> request;
    diameter::CreditControlAnswer answer;
  };

  const char* stranger(std::string_view host);
  void begin();
  void happens(diameter::PeerEvent event);
  void act();
  void note_open();
  void received(wire::Intake& intake);
  void charge(const diameter::Message& message, const programme::Programme& programme,
              Instant arrived);
  void answers_came();
  bool speaks_for(std::string_view client) const;
  void refuse(const ChargeRequest& charged, diameter::Refusal refusal);
  void refused_for_load();
  void leave_if_all_is_answered();
  void write(const diameter::CreditControlRequest& request,
             const diameter::CreditControlAnswer& answer, diameter::Buffer& out);
  bool owes_answers() const;
  void end();
  void log(std::string_view what);
  void complain(net::Complaint& complaint, std::string_view what);

  boost::asio::any_io_executor executor_;
  std::shared_ptr<Server> server_;
  const bool admitted_;
  boost::asio::ip::address from_;
  std::string address_;            // the peer's, for log lines
  diameter::Buffer host_address_;  // ours, as an Address AVP has it
  std::shared_ptr<const Peers> peers_;
  KnownPeer known_;   ///< once its CER has come
  std::string came_;  ///< as which it is among the hosts that are here
  diameter::Peer peer_;
  diameter::PeerEffects effects_;
  net::Deadline deadline_;
  std::shared_ptr<net::Connection> connection_;
  std::shared_ptr<net::Inbox<Answered>> inbox_;
  std::vector<Answered> answers_;
  const std::uint32_t number_;
  std::atomic<std::uint64_t> way_ = 0;
  std::size_t in_flight_ = 0;  ///< requests that a stop answers first
  net::Complaint about_requests_, about_load_;
  bool counted_open_ = false, ended_ = false;
  bool leaving_ = false, said_goodbye_ = false;
  /// The peer has said goodbye as well, and is owed answers.
  bool closing_ = false;
  Instant goodbye_until_;
  net::Deadline leave_by_;
};

}  // namespace airperk::face::gy
