#include <algorithm>

#include "protocol/smpp/pdu.h"

namespace airperk::smpp {
namespace {

/// Reads fields one after another; the first one that does not fit is the fault, and all after it
/// are empty.
class Reader {
 public:
  Reader(Bytes frame, Command command) : frame_(frame), command_(command) {}

  std::uint8_t u8(const char* missing) {
    if (!has(1, missing)) return 0;
    return frame_[at_++];
  }

  std::string_view c_string(const char* endless) {
    if (fault_) return {};
    const std::string_view rest = wire::as_text(frame_.subspan(at_));
    const std::size_t end = rest.find('\0');
    if (end == rest.npos) return fault(endless), std::string_view();
    at_ += end + 1;
    return rest.substr(0, end);
  }

  /// The last field of a response; the end of the PDU may stand for its NUL.
  std::string_view last_c_string() {
    const std::string_view rest = wire::as_text(frame_.subspan(at_));
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    at_ = std::min(at_ + end + 1, frame_.size());
    return rest.substr(0, end);
  }

  /// All that is left.
  Bytes rest() {
    const auto left = fault_ ? Bytes() : frame_.subspan(at_);
    at_ = frame_.size();
    return left;
  }

  Bytes octets(std::size_t count, const char* missing) {
    if (!has(count, missing)) return {};
    at_ += count;
    return frame_.subspan(at_ - count, count);
  }

  void fault(const char* what) {
    if (!fault_) fault_ = Fault{command_, what, at_, wire::get_u32(frame_.subspan(12))};
  }
  const std::optional<Fault>& fault() const { return fault_; }

 private:
  bool has(std::size_t count, const char* missing) {
    if (!fault_ && frame_.size() - at_ < count) fault(missing);
    return !fault_;
  }

  Bytes frame_;
  Command command_;
  std::size_t at_ = pdu_octets_min;
  std::optional<Fault> fault_;
};

Address read_address(Reader& in, const char* missing, const char* endless) {
  Address address;
  address.ton = in.u8(missing);
  address.npi = in.u8(missing);
  address.digits = in.c_string(endless);
  return address;
}

/// Gateways write small integers in one octet or, wrongly, in two or four.
std::optional<std::uint8_t> small_integer(Bytes value) {
  if (value.empty() || value.size() > 4) return std::nullopt;
  return value.back();
}

/// Those in front of what is no TLV. False: something is left over.
bool read_tlvs(Bytes octets, Tlvs& tlvs) {
  constexpr std::size_t head = 4;
  while (octets.size() >= head) {
    const std::size_t length = wire::get_u16(octets.subspan(2));
    if (octets.size() - head < length) return false;
    const Bytes value = octets.subspan(head, length);
    switch (wire::get_u16(octets)) {
      case 0x0501:
        tlvs.ussd_service_op = small_integer(value);
        break;
      case 0x1383:
        tlvs.its_session_info = value;
        break;
      case 0x0204:
        tlvs.user_message_reference = value;
        break;
      case 0x0424:
        tlvs.message_payload = value;
        break;
      case 0x001E:
        tlvs.receipted_message_id = value;
        break;
      case 0x0427:
        tlvs.message_state = small_integer(value);
        break;
      case 0x020C:
        tlvs.sar_msg_ref_num = value;
        break;
      case 0x020E:
        tlvs.sar_total_segments = small_integer(value);
        break;
      case 0x020F:
        tlvs.sar_segment_seqnum = small_integer(value);
        break;
      default:
        break;
    }
    octets = octets.subspan(head + length);
  }
  return octets.empty();
}

/// Some end short_message with a NUL that sm_length does not count.
Tlvs read_tlvs(Reader& in) {
  const auto octets = in.rest();
  Tlvs tlvs, behind_nul;
  const bool is_whole = read_tlvs(octets, tlvs);
  const bool has_nul = !octets.empty() && octets.front() == 0;
  if (!is_whole && has_nul && read_tlvs(octets.subspan(1), behind_nul)) return behind_nul;
  return tlvs;
}

BindTransceiver read_bind(Reader& in) {
  BindTransceiver bind;
  bind.system_id = in.c_string("system_id has no end");
  bind.password = in.c_string("password has no end");
  bind.system_type = in.c_string("system_type has no end");
  bind.interface_version = in.u8("interface_version is missing");
  bind.range = read_address(in, "the address range is missing", "address_range has no end");
  return bind;
}

void read_message(Reader& in, Message& message) {
  message.service_type = in.c_string("service_type has no end");
  message.source = read_address(in, "source_addr is missing", "source_addr has no end");
  message.destination =
      read_address(in, "destination_addr is missing", "destination_addr has no end");
  message.esm_class = in.u8("esm_class is missing");
  message.protocol_id = in.u8("protocol_id is missing");
  message.priority = in.u8("priority_flag is missing");
  message.schedule_delivery_time = in.c_string("schedule_delivery_time has no end");
  message.validity_period = in.c_string("validity_period has no end");
  message.registered_delivery = in.u8("registered_delivery is missing");
  message.replace_if_present = in.u8("replace_if_present_flag is missing");
  message.data_coding = in.u8("data_coding is missing");
  message.default_message = in.u8("sm_default_msg_id is missing");
  const std::uint8_t length = in.u8("sm_length is missing");
  message.short_message = in.octets(length, "short_message is shorter than sm_length");
  message.tlvs = read_tlvs(in);
}

void read_data(Reader& in, Message& message) {
  message.service_type = in.c_string("service_type has no end");
  message.source = read_address(in, "source_addr is missing", "source_addr has no end");
  message.destination =
      read_address(in, "destination_addr is missing", "destination_addr has no end");
  message.esm_class = in.u8("esm_class is missing");
  message.registered_delivery = in.u8("registered_delivery is missing");
  message.data_coding = in.u8("data_coding is missing");
  message.tlvs = read_tlvs(in);
}

Body read_data_body(Reader& in) {
  DataSm message;
  read_data(in, message);
  return message;
}

template <typename SubmitOrDeliver>
Body read_message_body(Reader& in) {
  SubmitOrDeliver message;
  read_message(in, message);
  return message;
}

Body read_body(Reader& in, Command command) {
  switch (command) {
    case Command::bind_transceiver:
      return read_bind(in);
    case Command::bind_transceiver_resp:
      return BindTransceiverResp{in.last_c_string()};
    case Command::submit_sm:
      return read_message_body<SubmitSm>(in);
    case Command::submit_sm_resp:
      return SubmitSmResp{in.last_c_string()};
    case Command::deliver_sm:
      return read_message_body<DeliverSm>(in);
    case Command::deliver_sm_resp:
      return DeliverSmResp{};
    case Command::data_sm:
      return read_data_body(in);
    case Command::data_sm_resp:
      return DataSmResp{};
    case Command::enquire_link:
      return EnquireLink{};
    case Command::enquire_link_resp:
      return EnquireLinkResp{};
    case Command::unbind:
      return Unbind{};
    case Command::unbind_resp:
      return UnbindResp{};
    case Command::generic_nack:
      return GenericNack{};
    case Command::alert_notification:
      break;
  }
  return OtherCommand{command};
}

}  // namespace

Result<Pdu, Fault> decode(Bytes frame) {
  if (frame.size() < pdu_octets_min)
    return fail(Fault{{}, "shorter than a PDU's header", frame.size()});
  const Command command{wire::get_u32(frame.subspan(4))};
  if (wire::get_u32(frame) != frame.size())
    return fail(Fault{command, "command_length differs from the octets given", 0});
  Pdu pdu;
  pdu.status = wire::get_u32(frame.subspan(8));
  pdu.sequence = wire::get_u32(frame.subspan(12));
  Reader in(frame, command);
  pdu.body = read_body(in, command);
  if (in.fault()) return fail(*in.fault());
  return pdu;
}

}  // namespace airperk::smpp
