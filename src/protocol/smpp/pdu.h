#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "protocol/wire/intake.h"

/// SMPP 3.4: the PDUs that an ESME with a transceiver bind needs. Decoded PDUs hold views into the
/// octets they were decoded from, and are valid as long as those are. Nothing here allocates but
/// the buffer written to.
namespace airperk::smpp {

using wire::Buffer;
using wire::Bytes;

/// §5.1.2.1.
enum class Command : std::uint32_t {
  submit_sm = 0x00000004,
  deliver_sm = 0x00000005,
  unbind = 0x00000006,
  bind_transceiver = 0x00000009,
  enquire_link = 0x00000015,
  alert_notification = 0x00000102,
  data_sm = 0x00000103,
  generic_nack = 0x80000000,
  submit_sm_resp = 0x80000004,
  deliver_sm_resp = 0x80000005,
  unbind_resp = 0x80000006,
  bind_transceiver_resp = 0x80000009,
  enquire_link_resp = 0x80000015,
  data_sm_resp = 0x80000103,
};

/// "deliver_sm"; "command 0x00000103" for one this codec has no name for.
std::string to_string(Command command);

/// A type of number, a numbering plan, and the digits (§5.2.5 to §5.2.8).
struct Address {
  std::uint8_t ton = 0, npi = 0;
  std::string_view digits;
};

/// The optional parameters (§5.3) that somebody here reads or writes; others are skipped. Those
/// that only travel back to where they came from stay octets: gateways disagree on their length.
struct Tlvs {
  std::optional<std::uint8_t> ussd_service_op;     // 0x0501
  std::optional<Bytes> its_session_info;           // 0x1383
  std::optional<Bytes> user_message_reference;     // 0x0204
  std::optional<Bytes> message_payload;            // 0x0424
  std::optional<Bytes> receipted_message_id;       // 0x001E, a C string in most gateways
  std::optional<std::uint8_t> message_state;       // 0x0427
  std::optional<Bytes> sar_msg_ref_num;            // 0x020C, two octets
  std::optional<std::uint8_t> sar_total_segments;  // 0x020E
  std::optional<std::uint8_t> sar_segment_seqnum;  // 0x020F
};

struct BindTransceiver {  // §4.1.5
  std::string_view system_id, password, system_type;
  std::uint8_t interface_version = 0x34;
  Address range;
};
struct BindTransceiverResp {  // §4.1.6
  std::string_view system_id;
};

/// The common layout of submit_sm (§4.4.1) and deliver_sm (§4.6.1).
struct Message {
  std::string_view service_type;
  Address source, destination;
  std::uint8_t esm_class = 0, protocol_id = 0, priority = 0;
  std::string_view schedule_delivery_time, validity_period;
  std::uint8_t registered_delivery = 0, replace_if_present = 0, data_coding = 0,
               default_message = 0;
  Bytes short_message;
  Tlvs tlvs;

  /// The text's octets, wherever the sender put them (§5.3.2.32).
  Bytes text() const {
    return short_message.empty() && tlvs.message_payload ? *tlvs.message_payload : short_message;
  }
};
struct SubmitSm : Message {};
struct DeliverSm : Message {};
struct SubmitSmResp {  // §4.4.2
  std::string_view message_id;
};
struct DeliverSmResp {};  // §4.6.2; its message_id is unused and always empty
/// §4.7.1: the same with fewer fields, and all of its text in message_payload.
struct DataSm : Message {};
struct DataSmResp {};  // §4.7.2; likewise
struct EnquireLink {};
struct EnquireLinkResp {};
struct Unbind {};
struct UnbindResp {};
struct GenericNack {};
/// A command this codec has no body for.
struct OtherCommand {
  Command command{};
};

using Body = std::variant<BindTransceiver, BindTransceiverResp, SubmitSm, SubmitSmResp, DeliverSm,
                          DeliverSmResp, DataSm, DataSmResp, EnquireLink, EnquireLinkResp, Unbind,
                          UnbindResp, GenericNack, OtherCommand>;

struct Pdu {
  std::uint32_t status = 0;    // §5.1.3, 0 in requests
  std::uint32_t sequence = 0;  // §5.1.4
  Body body;
};

Command command_of(const Body& body);
/// The message that a peer hands over, or null.
const Message* message_in(const Body& body);

/// What is wrong with received octets, and where.
struct Fault {
  Command command{};      // 0 if not even that was there
  const char* what = "";  // "source_addr has no end"
  std::size_t at = 0;     // the octet, counted from the PDU's first
  std::uint32_t sequence = 0;
  std::string to_string() const;
};

/// A header, and no more than any gateway has use for.
inline constexpr std::size_t pdu_octets_min = 16;
inline constexpr std::size_t pdu_octets_max = 64 * 1024;

/// Takes the next whole PDU's octets out of what was read; none if the rest of it has still to
/// come. A command_length outside the bounds is a fault, after which the stream cannot be read any
/// further.
Result<std::optional<Bytes>, Fault> next_frame(wire::Intake& intake);

/// Reads one whole PDU, which command_length has framed. What is odd and harms nobody is passed
/// over: C strings longer than §5.2 allows, a last one without its NUL, octets where none belong, a
/// NUL between short_message and the TLVs, TLVs that are cut off or have lengths of their own. A
/// fault costs that PDU alone: a message without one of its fields, or shorter than it says.
Result<Pdu, Fault> decode(Bytes frame);

/// Appends the PDU. Text is cut at a NUL; short_message at 254 octets.
void encode(const Pdu& pdu, Buffer& out);

/// The sequence number of an encoded PDU, for one that waits before it is sent.
void set_sequence(Buffer& pdu, std::uint32_t sequence);

}  // namespace airperk::smpp
