#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/smpp/pdu.h"

/// What became of a message that an SMSC took.
namespace airperk::smpp {

/// message_state (§5.2.28).
enum class MessageState : std::uint8_t {
  enroute = 1,
  delivered = 2,
  expired = 3,
  deleted = 4,
  undeliverable = 5,
  accepted = 6,
  unknown = 7,
  rejected = 8,
};

struct Receipt {
  std::string message_id;  ///< as the SMSC writes it here; compare with same_message
  std::optional<std::uint16_t> reference;  ///< user_message_reference, if it says one
  MessageState state = MessageState::unknown;
};

/// A delivery receipt or an intermediate notification: by its esm_class (0x04, 0x20), by what only
/// receipts have (receipted_message_id, message_state), or by its words alone, where an SMSC leaves
/// the mark out. Each half is read from its TLV, else from the text of Appendix B
/// ("id:4f2a sub:001 ... stat:DELIVRD err:000 text:..."), which SMSCs vary in case, order, coding
/// and in how they shorten a state. Nothing if the message is none, or names no message.
std::optional<Receipt> read_receipt(const Message& message);

/// Whether a message is a receipt, also where it names no message: nobody has written it.
bool is_receipt(const Message& message);

/// SMSCs answer a submit_sm with an id in hexadecimal and write the receipt in decimal, or the
/// other way round. All ways to write one id, to look a receipt up by: in lower case and without
/// leading zeros, first as it stands, then as if it were decimal and is told in hexadecimal, then
/// the reverse. A number of more than 64 bits has one spelling. Two messages may share a later
/// spelling, so what the first one finds is to be preferred.
std::vector<std::string> message_id_spellings(std::string_view id);

/// Are these two ids one number, in one or two of the spellings?
bool same_message(std::string_view a, std::string_view b);

}  // namespace airperk::smpp
