#include <algorithm>

#include "protocol/smpp/pdu.h"

namespace airperk::smpp {
namespace {

void put_c_string(Buffer& out, std::string_view text) {
  wire::put(out, text.substr(0, text.find('\0')));
  wire::put_u8(out, 0);
}

void put_address(Buffer& out, const Address& address) {
  wire::put_u8(out, address.ton);
  wire::put_u8(out, address.npi);
  put_c_string(out, address.digits);
}

void put_tlv(Buffer& out, std::uint16_t tag, Bytes value) {
  const Bytes fitting = value.first(std::min<std::size_t>(value.size(), 0xFFFF));
  wire::put_u16(out, tag);
  wire::put_u16(out, static_cast<std::uint16_t>(fitting.size()));
  wire::put(out, fitting);
}

void put_tlv(Buffer& out, std::uint16_t tag, const std::optional<Bytes>& value) {
  if (value) put_tlv(out, tag, *value);
}

void put_tlv(Buffer& out, std::uint16_t tag, const std::optional<std::uint8_t>& value) {
  if (value) put_tlv(out, tag, Bytes(&*value, 1));
}

void put_tlvs(Buffer& out, const Tlvs& tlvs) {
  put_tlv(out, 0x0501, tlvs.ussd_service_op);
  put_tlv(out, 0x1383, tlvs.its_session_info);
  put_tlv(out, 0x0204, tlvs.user_message_reference);
  put_tlv(out, 0x0424, tlvs.message_payload);
  put_tlv(out, 0x001E, tlvs.receipted_message_id);
  put_tlv(out, 0x0427, tlvs.message_state);
  put_tlv(out, 0x020C, tlvs.sar_msg_ref_num);
  put_tlv(out, 0x020E, tlvs.sar_total_segments);
  put_tlv(out, 0x020F, tlvs.sar_segment_seqnum);
}

void put_message(Buffer& out, const Message& message) {
  put_c_string(out, message.service_type);
  put_address(out, message.source);
  put_address(out, message.destination);
  wire::put_u8(out, message.esm_class);
  wire::put_u8(out, message.protocol_id);
  wire::put_u8(out, message.priority);
  put_c_string(out, message.schedule_delivery_time);
  put_c_string(out, message.validity_period);
  wire::put_u8(out, message.registered_delivery);
  wire::put_u8(out, message.replace_if_present);
  wire::put_u8(out, message.data_coding);
  wire::put_u8(out, message.default_message);
  const std::size_t length = std::min<std::size_t>(message.short_message.size(), 254);
  wire::put_u8(out, static_cast<std::uint8_t>(length));
  wire::put(out, message.short_message.first(length));
  put_tlvs(out, message.tlvs);
}

struct BodyWriter {
  Buffer& out;

  void operator()(const BindTransceiver& bind) const {
    put_c_string(out, bind.system_id);
    put_c_string(out, bind.password);
    put_c_string(out, bind.system_type);
    wire::put_u8(out, bind.interface_version);
    put_address(out, bind.range);
  }
  void operator()(const BindTransceiverResp& resp) const { put_c_string(out, resp.system_id); }
  void operator()(const SubmitSm& submit) const { put_message(out, submit); }
  void operator()(const DeliverSm& deliver) const { put_message(out, deliver); }
  void operator()(const SubmitSmResp& resp) const { put_c_string(out, resp.message_id); }
  void operator()(const DeliverSmResp&) const { put_c_string(out, ""); }
  void operator()(const DataSm& data) const {
    put_c_string(out, data.service_type);
    put_address(out, data.source);
    put_address(out, data.destination);
    wire::put_u8(out, data.esm_class);
    wire::put_u8(out, data.registered_delivery);
    wire::put_u8(out, data.data_coding);
    put_tlvs(out, data.tlvs);
  }
  void operator()(const DataSmResp&) const { put_c_string(out, ""); }
  void operator()(const EnquireLink&) const {}
  void operator()(const EnquireLinkResp&) const {}
  void operator()(const Unbind&) const {}
  void operator()(const UnbindResp&) const {}
  void operator()(const GenericNack&) const {}
  void operator()(const OtherCommand&) const {}
};

}  // namespace

void encode(const Pdu& pdu, Buffer& out) {
  const std::size_t start = out.size();
  wire::put_u32(out, 0);
  wire::put_u32(out, static_cast<std::uint32_t>(command_of(pdu.body)));
  wire::put_u32(out, pdu.status);
  wire::put_u32(out, pdu.sequence);
  std::visit(BodyWriter{out}, pdu.body);
  wire::patch_u32(out, start, static_cast<std::uint32_t>(out.size() - start));
}

}  // namespace airperk::smpp
