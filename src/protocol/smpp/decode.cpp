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

  Bytes octets(std::size_t count, const char* missing) {
    if (!has(count, missing)) return {};
    at_ += count;
    return frame_.subspan(at_ - count, count);
  }

  bool at_end() const { return fault_ || at_ == frame_.size(); }

  void fault(const char* what) {
    if (!fault_) fault_ = Fault{command_, what, at_};
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
std::optional<std::uint8_t> small_integer(Reader& in, Bytes value, const char* wrong) {
  if (value.empty() || value.size() > 4) return in.fault(wrong), std::nullopt;
  return value.back();
}

Tlvs read_tlvs(Reader& in) {
  Tlvs tlvs;
  while (!in.at_end()) {
    const Bytes head = in.octets(4, "a TLV's tag and length are cut off");
    if (in.fault()) break;
    const Bytes value = in.octets(wire::get_u16(head.subspan(2)), "a TLV's value is cut off");
    if (in.fault()) break;
    switch (wire::get_u16(head)) {
      case 0x0501:
        tlvs.ussd_service_op = small_integer(in, value, "ussd_service_op is not an octet");
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
        tlvs.message_state = small_integer(in, value, "message_state is not an octet");
        break;
      case 0x020C:
        tlvs.sar_msg_ref_num = value;
        break;
      case 0x020E:
        tlvs.sar_total_segments = small_integer(in, value, "sar_total_segments is not an octet");
        break;
      case 0x020F:
        tlvs.sar_segment_seqnum = small_integer(in, value, "sar_segment_seqnum is not an octet");
        break;
      default:
        break;
    }
  }
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

/// §4.1.6, §4.4.2: a response that says an error may come without its body.
std::string_view read_response_id(Reader& in, const char* endless) {
  if (in.at_end()) return {};
  const std::string_view id = in.c_string(endless);
  read_tlvs(in);
  return id;
}

template <typename SubmitOrDeliver>
Body read_message_body(Reader& in) {
  SubmitOrDeliver message;
  read_message(in, message);
  return message;
}

template <typename Empty>
Body read_empty(Reader& in) {
  if (!in.at_end()) in.fault("there is a body where none belongs");
  return Empty{};
}

Body read_body(Reader& in, Command command) {
  switch (command) {
    case Command::bind_transceiver:
      return read_bind(in);
    case Command::bind_transceiver_resp:
      return BindTransceiverResp{read_response_id(in, "system_id has no end")};
    case Command::submit_sm:
      return read_message_body<SubmitSm>(in);
    case Command::submit_sm_resp:
      return SubmitSmResp{read_response_id(in, "message_id has no end")};
    case Command::deliver_sm:
      return read_message_body<DeliverSm>(in);
    case Command::deliver_sm_resp:
      read_response_id(in, "message_id has no end");
      return DeliverSmResp{};
    case Command::enquire_link:
      return read_empty<EnquireLink>(in);
    case Command::enquire_link_resp:
      return read_empty<EnquireLinkResp>(in);
    case Command::unbind:
      return read_empty<Unbind>(in);
    case Command::unbind_resp:
      return read_empty<UnbindResp>(in);
    case Command::generic_nack:
      return read_empty<GenericNack>(in);
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
