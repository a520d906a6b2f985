#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "face/net/complaint.h"
#include "face/net/connection.h"
#include "face/net/deadline.h"
#include "protocol/smpp/link.h"
#include "steady/steady.h"

namespace airperk::face::smpp {

namespace protocol = airperk::smpp;

/// What every link has: a socket under a `protocol::Link`, which it connects, reads, writes and
/// closes as the link says. What deliver_sm mean and what is submitted, derived classes know.
///
/// Everything but stop() and waker() is called, and calls the virtual functions, on the executor,
/// which is a strand.
class Transceiver : public std::enable_shared_from_this<Transceiver> {
 public:
  using Log = std::function<void(const std::string& line)>;

  virtual ~Transceiver() = default;

  /// From any thread: takes no new message from now on, each is put off; what is under way goes on.
  void leave() { leaving_ = true; }
  /// From any thread. Leaves, waits for what is under way for up to a second, unbinds and
  /// closes; `stopped` is called on the executor when that is done, within some two seconds more.
  void stop(std::function<void()> stopped);
  /// From any thread: PDUs that could not be read, and were refused each by itself.
  std::uint64_t odd() const { return odd_; }

 protected:
  Transceiver(boost::asio::any_io_executor executor, std::string host, std::string port,
              protocol::LinkSettings settings, Log log);

  /// A deliver_sm or data_sm came: answer it, or take it, once.
  virtual void deliver(const protocol::Pdu& pdu, const protocol::Message& message) = 0;
  virtual void settled(const std::vector<protocol::Outcome>& outcomes) = 0;
  /// Something waits that was put there for the executor.
  virtual void woken() = 0;
  /// After each step, before its log lines, and after the last one too: what counters say of the
  /// link, and what ends with it.
  virtual void acted(const protocol::Link& link) = 0;
  /// Has everything been answered that the peer sent?
  virtual bool all_answered() const = 0;

  void begin();
  /// What wakes the link from any thread, for an Inbox; does nothing once the link is gone.
  std::function<void()> waker();
  const boost::asio::any_io_executor& executor() const { return executor_; }
  bool is_leaving() const { return leaving_; }
  /// From any thread: the peer wants no more for a while.
  bool is_throttled() const { return steady_now() < throttled_until_; }

  /// True if the link is bound and `status` is 0: the message is for the caller.
  bool answer(const protocol::Pdu& pdu, std::uint32_t status);
  /// The same for a message that is answered later; `later` is what to answer it by, with another
  /// status if it is not to be acknowledged.
  bool take(const protocol::Pdu& pdu, protocol::event::Answer& later);
  /// Within deliver() or woken().
  void answer(const protocol::event::Answer& later);
  /// Within deliver(), settled() or woken().
  void submit(protocol::Submission submission);
  /// A line with the link's name, at most one in ten seconds for each `complaint`.
  void complain(net::Complaint& complaint, std::string_view what);

 private:
  void happens(protocol::LinkEvent event);
  void act();
  void settle();
  void unbind_once_all_is_answered();
  void connect();
  void connected(boost::asio::ip::tcp::socket socket);
  void received(wire::Intake& intake);
  void receive(const protocol::Pdu& pdu);
  void refuse(const protocol::Fault& fault);

  boost::asio::any_io_executor executor_;
  std::string name_, host_, port_;
  Log log_;
  protocol::Link link_;
  protocol::LinkEffects effects_;
  net::Deadline deadline_;
  boost::asio::ip::tcp::resolver resolver_;
  std::shared_ptr<boost::asio::ip::tcp::socket> connecting_;
  std::shared_ptr<net::Connection> connection_;
  std::atomic<Instant> throttled_until_{Instant::beginning()};  ///< as link_ has it
  net::Complaint about_strays_, about_odd_;
  std::atomic<std::uint64_t> odd_{0};
  std::atomic<bool> leaving_{false};
  Instant leave_by_ = Instant::never();  ///< once it is stopped
  net::Deadline leave_deadline_;
  std::function<void()> stopped_;
};

}  // namespace airperk::face::smpp
