#pragma once

#include <cstdint>
#include <string>

#include "protocol/smpp/pdu.h"

/// What a person wrote, out of a message of any service.
namespace airperk::smpp {

/// A deliver_sm that a person caused, not a receipt or an acknowledgement (§5.2.12).
bool is_from_user(const Message& message);

/// UTF-8, whatever came, without byte order marks and NULs. By data_coding as SMPP has it (§5.2.19:
/// Latin-1, ISO-8859-5, UCS-2), or as the network has it (TS 23.038) where a peer passes that on;
/// all else as GSM-7, or where it has eight bits as UTF-8 or Latin-1.
std::string read_text(std::uint8_t data_coding, Bytes text);

/// The text of an SMS from a phone, without the user data header if there is one. Of a long one, it
/// is this part's text. What is shorter than its own header has no text.
std::string read_sms_text(const Message& message);

}  // namespace airperk::smpp
