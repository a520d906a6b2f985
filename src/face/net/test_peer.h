#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "protocol/wire/bytes.h"

/// For tests only: the other end of a face's connection, blocking, in the test's own thread, with a
/// time limit on everything.
namespace airperk::face::net {

class TestPeer {
 public:
  TestPeer() = default;
  explicit TestPeer(int fd) : fd_(fd) {
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  TestPeer(TestPeer&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  TestPeer& operator=(TestPeer&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~TestPeer() {
    if (fd_ >= 0) ::close(fd_);
  }

  /// Connects to a port on loopback.
  static TestPeer to(std::uint16_t port) {
    TestPeer peer(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address = loopback(port);
    if (::connect(peer.fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return {};
    return peer;
  }

  bool connected() const { return fd_ >= 0; }

  void send(wire::Bytes octets) const {
    while (!octets.empty()) {
      const ssize_t sent = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      octets = octets.subspan(static_cast<std::size_t>(sent));
    }
  }
  /// As much as the socket's buffers take without waiting; what was taken.
  std::size_t send_some(wire::Bytes octets) const {
    const ssize_t sent = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent > 0 ? static_cast<std::size_t>(sent) : 0;
  }

  /// Exactly `count` octets, or nothing at the end of the stream or after `patience`.
  std::optional<wire::Buffer> read(
      std::size_t count, std::chrono::milliseconds patience = std::chrono::seconds(5)) const {
    wire::Buffer octets(count);
    for (std::size_t at = 0; at < count;) {
      if (!readable(patience)) return std::nullopt;
      const ssize_t got = ::recv(fd_, octets.data() + at, count - at, 0);
      if (got <= 0) return std::nullopt;
      at += static_cast<std::size_t>(got);
    }
    return octets;
  }

  /// Did the other side end the connection, whatever it sent before?
  bool ended(std::chrono::milliseconds patience = std::chrono::seconds(5)) const {
    std::uint8_t waste[4096];
    while (readable(patience))
      if (::recv(fd_, waste, sizeof waste, 0) <= 0) return true;
    return false;
  }

  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }

 private:
  bool readable(std::chrono::milliseconds patience) const {
    pollfd waiting{fd_, POLLIN, 0};
    return ::poll(&waiting, 1, static_cast<int>(patience.count())) == 1;
  }

  int fd_ = -1;
};

/// Listens on a free port on loopback.
class TestListener {
 public:
  explicit TestListener(std::uint16_t port = 0) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const int on = 1;
    ::setsockopt(fd_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address = TestPeer::loopback(port);
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return;
    ::listen(fd_, 16);
    socklen_t size = sizeof address;
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  TestListener(const TestListener&) = delete;
  TestListener& operator=(const TestListener&) = delete;
  ~TestListener() { ::close(fd_); }

  std::uint16_t port() const { return port_; }

  TestPeer accept(std::chrono::milliseconds patience = std::chrono::seconds(5)) const {
    pollfd waiting{fd_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) != 1) return {};
    return TestPeer(::accept(fd_, nullptr, nullptr));
  }

 private:
  int fd_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace airperk::face::net
