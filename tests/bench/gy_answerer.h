#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>

namespace airperk::bench {

/// Answers Gy and stores nothing: CER, DWR and DPR as a server does, every CCR with 2001 and what
/// was asked. What a charging system's rate is compared with.
class GyAnswerer {
 public:
  /// Listens on loopback at once; throws what asio throws.
  GyAnswerer(boost::asio::io_context& context, std::uint16_t port);
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void accept();

  boost::asio::ip::tcp::acceptor acceptor_;
};

}  // namespace airperk::bench
