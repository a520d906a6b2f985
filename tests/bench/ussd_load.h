#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "face/net/connection.h"
#include "protocol/smpp/pdu.h"

/// A USSD gateway that keeps many dialogues going over one SMPP link at once, and counts them.
namespace airperk::bench {

struct UssdLoad {
  std::uint16_t port = 0;  ///< where the link connects to; 0: any free one
  std::uint64_t first_number = 77'010'000'000;
  unsigned numbers = 100'000;  ///< subscribers that dial in turn
  unsigned outstanding = 256;  ///< dialogues at once, at most 65,536
  unsigned seconds = 5;
  std::string code = "*111*3#";
  std::vector<std::string>
      entries;  ///< what is entered at the screens that ask, one after the other
};

struct UssdFigures {
  std::uint64_t dialogues = 0, screens = 0, refused = 0;
  double seconds = 0;
  double p50_ms = 0, p99_ms = 0;  ///< of whole dialogues
  double dialogues_per_second() const {
    return seconds > 0 ? static_cast<double>(dialogues) / seconds : 0;
  }
};

/// One run. The link's profile is "user-reference". Everything happens on the context's one thread;
/// `done` is called at the end, after which the connection is closed.
class UssdGateway {
 public:
  UssdGateway(boost::asio::io_context& context, UssdLoad load,
              std::function<void(UssdFigures)> done);
  std::uint16_t port() const;

 private:
  using Clock = std::chrono::steady_clock;
  /// One dialogue at a time; its number is the user_message_reference.
  struct Slot {
    Clock::time_point began;
    std::uint64_t number = 0;
    std::size_t entered = 0;
  };

  void accept();
  void received(wire::Intake& intake);
  void receive(const smpp::Pdu& pdu);
  void bind(const smpp::Pdu& pdu);
  void show(const smpp::Pdu& pdu, const smpp::SubmitSm& submit);
  void begin(std::size_t slot);
  void deliver(std::size_t slot, std::string_view text, std::uint8_t op);
  void send(const smpp::Pdu& pdu);
  void finish();

  boost::asio::io_context& context_;
  UssdLoad load_;
  std::function<void(UssdFigures)> done_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer end_;
  std::shared_ptr<face::net::Connection> connection_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> times_us_;
  UssdFigures figures_;
  Clock::time_point began_;
  std::uint64_t dialled_ = 0;
  std::uint32_t sequence_ = 0;
  bool over_ = false;
};

}  // namespace airperk::bench
