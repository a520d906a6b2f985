#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// How one kind of USSD gateway uses SMPP 3.4. No vendor is quite standard, so what differs is
/// data: a new kind is a new row of the table in profile.cpp.
namespace airperk::smpp {

/// ussd_service_op (§5.3.2.44; vendors use the reserved values from 0x80 on).
namespace ussd_op {
inline constexpr std::uint8_t pssd_indication = 0x00;
inline constexpr std::uint8_t pssr_indication = 0x01;
inline constexpr std::uint8_t ussr_request = 0x02;
inline constexpr std::uint8_t ussn_request = 0x03;
inline constexpr std::uint8_t pssr_response = 0x11;
inline constexpr std::uint8_t ussr_confirm = 0x12;
inline constexpr std::uint8_t ussn_confirm = 0x13;
inline constexpr std::uint8_t vendor_abort = 0x81;
}  // namespace ussd_op

/// Which parameter says which dialogue a message belongs to. Without it the subscriber's number
/// alone does.
enum class DialogueField {
  session_octet,  ///< its_session_info (§5.3.2.43): the first octet; the second is a sequence
                  ///< number
  session_info,   ///< its_session_info, all of it but the end bit
  user_message_reference,  ///< all of it
};

enum class DialledCodeIn { short_message, destination_address };

struct Profile {
  std::string_view name;
  DialogueField field{};
  std::uint8_t op_continue = ussd_op::ussr_request;  ///< a screen that waits for input
  std::uint8_t op_end = ussd_op::pssr_response;      ///< the last screen
  std::uint8_t op_notify = ussd_op::ussn_request;    ///< a notice that nobody dialled for
  bool sets_end_bit = false;   ///< the last screen carries the end bit of its_session_info
  bool reads_end_bit = false;  ///< the end bit in a message to us is the user's abort
  DialledCodeIn dialled_code_in = DialledCodeIn::short_message;
};

/// All profiles there are, for messages that list them.
std::span<const Profile> profiles();

/// By name ("standard", "end-bit", "user-reference"), or nothing.
const Profile* find_profile(std::string_view name);

}  // namespace airperk::smpp
