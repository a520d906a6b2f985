#include "smsc.h"

#include <charconv>
#include <utility>

namespace airperk::bench {

namespace asio = boost::asio;
using asio::ip::tcp;

Smsc::Smsc()
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      port_(acceptor_.local_endpoint().port()) {
  accept();
  thread_ = std::thread([this] { context_.run(); });
}

Smsc::~Smsc() {
  context_.stop();
  thread_.join();
}

void Smsc::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
    if (error) return;
    auto connection = std::make_shared<face::net::Connection>(
        std::move(socket), face::net::Connection::Limits{.intake = 4 * smpp::pdu_octets_max,
                                                         .outbox_max = 64 * 1024 * 1024});
    connections_.push_back(connection);
    auto& own = *connection;
    connection->start({.received = [this, &own](wire::Intake& intake) { received(own, intake); },
                       .ended = [](const std::string&) {}});
    accept();
  });
}

void Smsc::received(face::net::Connection& connection, wire::Intake& intake) {
  for (;;) {
    const auto frame = smpp::next_frame(intake);
    const auto pdu = frame && *frame ? smpp::decode(**frame) : tl::make_unexpected(smpp::Fault{});
    if (!pdu) break;
    answer(*pdu, connection.outbox());
  }
  connection.flush();
}

void Smsc::answer(const smpp::Pdu& pdu, wire::Buffer& out) {
  smpp::Pdu response{.status = 0, .sequence = pdu.sequence, .body = smpp::UnbindResp{}};
  char id[16];
  if (std::holds_alternative<smpp::SubmitSm>(pdu.body)) {
    const auto* end = std::to_chars(id, id + sizeof id, ++taken_).ptr;
    response.body = smpp::SubmitSmResp{{id, static_cast<std::size_t>(end - id)}};
  } else if (std::holds_alternative<smpp::BindTransceiver>(pdu.body)) {
    response.body = smpp::BindTransceiverResp{"bench"};
  } else if (std::holds_alternative<smpp::EnquireLink>(pdu.body)) {
    response.body = smpp::EnquireLinkResp{};
  } else if (!std::holds_alternative<smpp::Unbind>(pdu.body)) {
    return;
  }
  smpp::encode(response, out);
}

}  // namespace airperk::bench
