#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "face/net/connection.h"
#include "protocol/smpp/pdu.h"

namespace airperk::bench {

/// An SMSC that takes whatever it is sent and says so at once, on a thread of its own; it keeps
/// nothing and sends no receipts. On any free port of loopback.
class Smsc {
 public:
  Smsc();
  ~Smsc();
  Smsc(const Smsc&) = delete;
  Smsc& operator=(const Smsc&) = delete;

  std::uint16_t port() const { return port_; }
  /// submit_sm, of all links so far.
  std::uint64_t taken() const { return taken_; }

 private:
  void accept();
  void received(face::net::Connection& connection, wire::Intake& intake);
  void answer(const smpp::Pdu& pdu, wire::Buffer& out);

  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_;
  std::vector<std::shared_ptr<face::net::Connection>> connections_;
  std::atomic<std::uint64_t> taken_{0};
  std::thread thread_;
};

}  // namespace airperk::bench
