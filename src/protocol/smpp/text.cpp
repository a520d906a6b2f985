#include "protocol/smpp/text.h"

#include "protocol/gsm/alphabet.h"

namespace airperk::smpp {

bool is_from_user(const Message& message) {
  return (message.esm_class & 0x3C) == 0 && !message.tlvs.receipted_message_id;
}

std::string read_text(std::uint8_t data_coding, Bytes text) {
  // 0x48 is the USSD DCS (TS 23.038 §5) of UCS-2, which some gateways pass on as it is.
  if (data_coding == 0x08 || data_coding == 0x48) return gsm::from_utf16_be(text);
  if (data_coding != 0x01 && data_coding != 0x03) return gsm::from_septets(text);
  std::u16string units(text.begin(), text.end());  // IA5 and Latin-1 are the first 256 of Unicode
  return gsm::from_utf16(units);
}

std::string read_sms_text(const Message& message) {
  Bytes text = message.text();
  if ((message.esm_class & 0x40) != 0) {  // the first octet says how long the rest of the header is
    const std::size_t header = text.empty() ? 0 : std::size_t{1} + text.front();
    text = header < text.size() ? text.subspan(header) : Bytes();
  }
  return read_text(message.data_coding, text);
}

}  // namespace airperk::smpp
