#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "protocol/smpp/pdu.h"

/// Short messages to phones, as submit_sm.
namespace airperk::smpp {

/// How the parts of a long message say that they belong together. An SMSC understands one kind.
enum class LongMessages {
  udh,      ///< a concatenation header in the text (TS 23.040 §9.2.3.24.1), esm_class 0x40
  sar,      ///< sar_msg_ref_num and its two siblings (§5.3.2.22 to §5.3.2.24)
  payload,  ///< one submit_sm with all of it in message_payload (§5.3.2.32)
};

/// By name ("udh", "sar", "payload"), or nothing.
std::optional<LongMessages> find_long_messages(std::string_view name);

struct Sms {
  Address from, to;
  std::string_view text;             ///< UTF-8
  Instant until = Instant::never();  ///< becomes validity_period
  LongMessages kind = LongMessages::udh;
  std::uint16_t reference = 0;   ///< another one for each message; its low octet joins the parts
  bool tells_reference = false;  ///< in user_message_reference (§5.3.2.17), for the receipt
};

/// The submit_sm to send, in their order and with sequence number 0. GSM-7 if the alphabet has all
/// its characters, UCS-2 otherwise. The last one asks for a delivery receipt, which then stands for
/// the whole message. None if the text is empty or needs more than 255 parts.
std::vector<Buffer> write_sms(const Sms& sms);

/// §7.1.1, absolute, in UTC, rounded down to a tenth of a second: "160305160000000+". Empty, which
/// leaves it to the SMSC, for an instant before 2000 or after 2099, such as Instant::never().
std::string absolute_time(Instant at);

}  // namespace airperk::smpp
