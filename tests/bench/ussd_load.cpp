#include "ussd_load.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace airperk::bench {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::uint8_t op_begin = 0x01, op_answer = 0x12, op_end = 0x11;

double quantile_ms(std::vector<std::uint32_t>& times_us, double part) {
  if (times_us.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(part * static_cast<double>(times_us.size() - 1));
  std::nth_element(times_us.begin(), times_us.begin() + at, times_us.end());
  return times_us[static_cast<std::size_t>(at)] / 1000.0;
}

}  // namespace

UssdGateway::UssdGateway(asio::io_context& context, UssdLoad load,
                         std::function<void(UssdFigures)> done)
    : context_(context),
      load_(std::move(load)),
      done_(std::move(done)),
      acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), load_.port)),
      end_(context),
      slots_(std::min(load_.outstanding, 65'536u)) {
  accept();
}

std::uint16_t UssdGateway::port() const {
  return acceptor_.local_endpoint().port();
}

void UssdGateway::accept() {
  acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
    if (error) return;
    connection_ = std::make_shared<face::net::Connection>(
        std::move(socket), face::net::Connection::Limits{.intake = 4 * smpp::pdu_octets_max,
                                                         .outbox_max = 64 * 1024 * 1024});
    connection_->start({.received = [this](wire::Intake& intake) { received(intake); },
                        .ended = [this](const std::string&) { finish(); }});
  });
}

void UssdGateway::received(wire::Intake& intake) {
  while (!over_) {
    const auto frame = smpp::next_frame(intake);
    const auto pdu = frame && *frame ? smpp::decode(**frame) : tl::make_unexpected(smpp::Fault{});
    if (!pdu) break;
    receive(*pdu);
  }
  connection_->flush();
}

void UssdGateway::receive(const smpp::Pdu& pdu) {
  if (std::holds_alternative<smpp::BindTransceiver>(pdu.body)) return bind(pdu);
  if (const auto* submit = std::get_if<smpp::SubmitSm>(&pdu.body)) return show(pdu, *submit);
  if (std::holds_alternative<smpp::EnquireLink>(pdu.body))
    return send({0, pdu.sequence, smpp::EnquireLinkResp{}});
  if (std::holds_alternative<smpp::DeliverSmResp>(pdu.body) && pdu.status != 0) ++figures_.refused;
}

void UssdGateway::bind(const smpp::Pdu& pdu) {
  send({0, pdu.sequence, smpp::BindTransceiverResp{"load"}});
  began_ = Clock::now();
  end_.expires_after(std::chrono::seconds(load_.seconds));
  end_.async_wait([this](boost::system::error_code error) {
    if (!error) finish();
  });
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) begin(slot);
}

void UssdGateway::begin(std::size_t slot) {
  slots_[slot] = {Clock::now(), load_.first_number + dialled_++ % load_.numbers, 0};
  deliver(slot, load_.code, op_begin);
}

void UssdGateway::show(const smpp::Pdu& pdu, const smpp::SubmitSm& submit) {
  send({0, pdu.sequence, smpp::SubmitSmResp{"1"}});
  ++figures_.screens;
  const auto reference = submit.tlvs.user_message_reference;
  if (!reference || reference->size() != 2 || wire::get_u16(*reference) >= slots_.size()) return;
  const std::size_t at = wire::get_u16(*reference);
  Slot& slot = slots_[at];
  const bool asks = submit.tlvs.ussd_service_op != op_end;
  if (asks && slot.entered < load_.entries.size())
    return deliver(at, load_.entries[slot.entered++], op_answer);
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - slot.began);
  times_us_.push_back(static_cast<std::uint32_t>(took.count()));
  ++figures_.dialogues;
  begin(at);
}

void UssdGateway::deliver(std::size_t slot, std::string_view text, std::uint8_t op) {
  char number[16];
  const auto* end = std::to_chars(number, number + sizeof number, slots_[slot].number).ptr;
  const std::uint8_t reference[] = {static_cast<std::uint8_t>(slot >> 8),
                                    static_cast<std::uint8_t>(slot)};
  smpp::DeliverSm deliver;
  deliver.service_type = "USSD";
  deliver.source = {1, 1, {number, static_cast<std::size_t>(end - number)}};
  deliver.destination = {0, 1, "555"};
  deliver.short_message = wire::as_bytes(text);
  deliver.tlvs.ussd_service_op = op;
  deliver.tlvs.user_message_reference = smpp::Bytes(reference);
  send({0, ++sequence_, deliver});
}

void UssdGateway::send(const smpp::Pdu& pdu) {
  smpp::encode(pdu, connection_->outbox());
}

void UssdGateway::finish() {
  if (std::exchange(over_, true)) return;
  end_.cancel();
  acceptor_.close();
  if (connection_) connection_->close();
  figures_.seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  figures_.p50_ms = quantile_ms(times_us_, 0.5);
  figures_.p99_ms = quantile_ms(times_us_, 0.99);
  done_(figures_);
}

}  // namespace airperk::bench
