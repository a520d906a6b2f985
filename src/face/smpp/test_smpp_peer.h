#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <variant>

#include "face/net/test_peer.h"
#include "protocol/smpp/pdu.h"

/// For tests only.
namespace airperk::face::smpp {

namespace protocol = airperk::smpp;
using wire::Buffer;
using wire::Bytes;

/// A PDU with the octets its views point into.
struct Received {
  Buffer octets;
  protocol::Pdu pdu;
  template <typename T>
  const T* as() const {
    return std::get_if<T>(&pdu.body);
  }
};

/// The other end of a link, scripted, blocking, in the test's thread.
class TestSmppPeer {
 public:
  std::uint16_t port() const { return listener_->port(); }

  void accepts() {
    peer_ = listener_->accept();
    ASSERT_TRUE(peer_.connected());
  }
  void binds(std::uint32_t status = 0) {
    accepts();
    const auto bind = receives();
    ASSERT_TRUE(bind.as<protocol::BindTransceiver>());
    sends(protocol::BindTransceiverResp{"gateway"}, bind.pdu.sequence, status);
  }
  void restarts() {
    peer_ = {};
    const std::uint16_t port = listener_->port();
    listener_.reset();
    listener_ = std::make_unique<net::TestListener>(port);
  }
  void drops() { peer_ = {}; }

  void sends(const protocol::Body& body, std::uint32_t sequence, std::uint32_t status = 0) {
    Buffer octets;
    protocol::encode({status, sequence, body}, octets);
    peer_.send(octets);
  }
  void sends_octets(Bytes octets) { peer_.send(octets); }
  std::size_t sends_some(Bytes octets) { return peer_.send_some(octets); }

  /// The next PDU; an enquire_link without a body if none comes.
  Received receives() {
    Received received{{}, {0, 0, protocol::EnquireLink{}}};
    const auto length = peer_.read(4);
    if (!length) return received;
    const auto rest = peer_.read(wire::get_u32(*length) - 4);
    if (!rest) return received;
    received.octets = *length;
    wire::put(received.octets, Bytes(*rest));
    received.pdu = protocol::decode(received.octets).value();
    return received;
  }
  bool is_left() const { return peer_.ended(); }

 private:
  std::unique_ptr<net::TestListener> listener_ = std::make_unique<net::TestListener>();
  net::TestPeer peer_;
};

}  // namespace airperk::face::smpp
