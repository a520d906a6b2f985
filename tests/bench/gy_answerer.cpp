#include "gy_answerer.h"

#include <memory>
#include <utility>

#include "face/net/connection.h"
#include "face/net/deadline.h"
#include "protocol/diameter/credit_control.h"
#include "protocol/diameter/peer.h"
#include "steady/steady.h"

namespace airperk::bench {

using boost::asio::ip::tcp;

namespace {

constexpr diameter::Origin origin = {"gyload-answerer.localdomain", "localdomain"};
constexpr std::uint8_t loopback_address[] = {0, 1, 127, 0, 0, 1};

diameter::PeerSettings peer_settings() {
  diameter::PeerSettings settings;
  settings.origin_host = origin.host;
  settings.origin_realm = origin.realm;
  settings.product_name = "airperk-gyload";
  settings.host_address = loopback_address;
  return settings;
}

/// All of a request's units as they were asked for.
void echo(const diameter::Message& message, wire::Buffer& out) {
  diameter::CreditControlRequest request;
  diameter::CreditControlAnswer answer;
  if (auto refusal = diameter::parse(message, request)) {
    answer.result_code = refusal->result_code;
    answer.refusal = std::move(refusal);
  } else {
    for (const auto& service : request.services)
      answer.services.emplace_back().granted = service.requested;
  }
  diameter::write(request, answer, origin, out);
}

/// One peer's connection; lives as long as that.
class Answering : public std::enable_shared_from_this<Answering> {
 public:
  explicit Answering(tcp::socket socket)
      : peer_(peer_settings(), steady_now()),
        connection_(std::make_shared<face::net::Connection>(
            std::move(socket), face::net::Connection::Limits{.intake = 4 * 64 * 1024,
                                                             .outbox_max = 256 * 1024 * 1024})) {}

  void start() {
    connection_->start(
        {.received = [self = shared_from_this()](wire::Intake& intake) { self->received(intake); },
         .ended = [](const std::string&) {}});
  }

 private:
  void received(wire::Intake& intake) {
    const auto now = steady_now();
    while (!effects_.close) {
      const auto message = diameter::next_message(intake);
      if (!message) return connection_->close();
      if (!*message) break;
      peer_.step(diameter::event::Received{&**message}, now, effects_);
      if (effects_.credit_control) echo(**message, connection_->outbox());
      if (effects_.bytes.empty()) continue;
      wire::put(connection_->outbox(), effects_.bytes);
      effects_.bytes.clear();
    }
    if (effects_.close) return connection_->finish();
    connection_->flush();
  }

  diameter::Peer peer_;
  diameter::PeerEffects effects_;
  std::shared_ptr<face::net::Connection> connection_;
};

}  // namespace

GyAnswerer::GyAnswerer(boost::asio::io_context& context, std::uint16_t port)
    : acceptor_(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), port)) {
  accept();
}

void GyAnswerer::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
    if (!error) std::make_shared<Answering>(std::move(socket))->start();
    if (acceptor_.is_open()) accept();
  });
}

}  // namespace airperk::bench
