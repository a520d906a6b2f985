#include "protocol/smpp/pdu.h"

#include <fmt/format.h>

namespace airperk::smpp {

namespace {

template <typename... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};
template <typename... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;  // clang 14 does not deduce it by itself

}  // namespace

std::string to_string(Command command) {
  switch (command) {
    case Command::submit_sm:
      return "submit_sm";
    case Command::deliver_sm:
      return "deliver_sm";
    case Command::unbind:
      return "unbind";
    case Command::bind_transceiver:
      return "bind_transceiver";
    case Command::enquire_link:
      return "enquire_link";
    case Command::alert_notification:
      return "alert_notification";
    case Command::data_sm:
      return "data_sm";
    case Command::data_sm_resp:
      return "data_sm_resp";
    case Command::generic_nack:
      return "generic_nack";
    case Command::submit_sm_resp:
      return "submit_sm_resp";
    case Command::deliver_sm_resp:
      return "deliver_sm_resp";
    case Command::unbind_resp:
      return "unbind_resp";
    case Command::bind_transceiver_resp:
      return "bind_transceiver_resp";
    case Command::enquire_link_resp:
      return "enquire_link_resp";
  }
  return fmt::format("command 0x{:08X}", static_cast<std::uint32_t>(command));
}

Command command_of(const Body& body) {
  return std::visit(Overloaded{
                        [](const BindTransceiver&) { return Command::bind_transceiver; },
                        [](const BindTransceiverResp&) { return Command::bind_transceiver_resp; },
                        [](const SubmitSm&) { return Command::submit_sm; },
                        [](const SubmitSmResp&) { return Command::submit_sm_resp; },
                        [](const DeliverSm&) { return Command::deliver_sm; },
                        [](const DeliverSmResp&) { return Command::deliver_sm_resp; },
                        [](const DataSm&) { return Command::data_sm; },
                        [](const DataSmResp&) { return Command::data_sm_resp; },
                        [](const EnquireLink&) { return Command::enquire_link; },
                        [](const EnquireLinkResp&) { return Command::enquire_link_resp; },
                        [](const Unbind&) { return Command::unbind; },
                        [](const UnbindResp&) { return Command::unbind_resp; },
                        [](const GenericNack&) { return Command::generic_nack; },
                        [](const OtherCommand& other) { return other.command; },
                    },
                    body);
}

const Message* message_in(const Body& body) {
  if (const auto* deliver = std::get_if<DeliverSm>(&body)) return deliver;
  return std::get_if<DataSm>(&body);
}

std::string Fault::to_string() const {
  const bool named = command != Command{};
  return fmt::format("{}{}{}, at octet {}", named ? smpp::to_string(command) : "",
                     named ? ": " : "", what, at);
}

Result<std::optional<Bytes>, Fault> next_frame(wire::Intake& intake) {
  const Bytes waiting = intake.waiting();
  if (waiting.size() < 4) return std::nullopt;
  const std::uint32_t length = wire::get_u32(waiting);
  if (length < pdu_octets_min) return fail(Fault{{}, "command_length is less than a header", 0});
  if (length > pdu_octets_max) return fail(Fault{{}, "command_length is more than 65536", 0});
  if (waiting.size() < length) return std::nullopt;
  intake.consume(length);
  return waiting.first(length);
}

void set_sequence(Buffer& pdu, std::uint32_t sequence) {
  wire::patch_u32(pdu, 12, sequence);
}

}  // namespace airperk::smpp
