#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>

#include "protocol/wire/intake.h"

namespace airperk::face::net {

/// One TCP connection. One read takes all that is there and one write answers it; what waits in
/// either direction is bounded, so a peer that sends half a message or never reads costs a fixed
/// amount of memory and no one else's time.
///
/// Everything is called, and calls back, on the socket's executor, which is a strand or runs on one
/// thread. The handlers are let go of when the connection ends.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Limits {
    std::size_t intake = 64 * 1024;        ///< at least the protocol's longest message
    std::size_t outbox_max = 1024 * 1024;  ///< octets waiting for a peer that does not read
  };
  struct Handlers {
    /// Something was read. Takes out what is whole; fills outbox(), and flushes it once.
    std::function<void(wire::Intake&)> received;
    /// The peer or the network ended it, and why. Not called after finish() or close().
    std::function<void(const std::string& why)> ended;
  };

  Connection(boost::asio::ip::tcp::socket socket, Limits limits);

  /// Begins to read. Sets TCP_NODELAY.
  void start(Handlers handlers);
  /// Where to append what is to be written; flush() then writes it, now or after the write that is
  /// under way.
  wire::Buffer& outbox() { return outbox_; }
  void flush();
  /// Writes what is in the outbox, says that no more comes, and closes when the peer has too, or
  /// after two seconds.
  void finish();
  void close();

 private:
  void read();
  void end(const std::string& why);
  void write_done();
  void drain();

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer linger_;
  Limits limits_;
  Handlers handlers_;
  wire::Intake intake_;
  wire::Buffer outbox_, in_flight_;
  bool writing_ = false, finishing_ = false, closed_ = false;
};

}  // namespace airperk::face::net
