#pragma once

#include <cstdint>
#include <string>

namespace airperk::smpp {

/// The command_status values (§5.1.3) that something here decides by or sends.
namespace status {
inline constexpr std::uint32_t ok = 0x00;
inline constexpr std::uint32_t invalid_command_id = 0x03;
inline constexpr std::uint32_t invalid_bind_status = 0x04;
inline constexpr std::uint32_t invalid_source_address = 0x0A;
inline constexpr std::uint32_t message_queue_full = 0x14;
inline constexpr std::uint32_t throttled = 0x58;
inline constexpr std::uint32_t receiver_temporary_error = 0x64;
inline constexpr std::uint32_t receiver_permanent_error = 0x65;
}  // namespace status

/// Not taken, but it may be later: ESME_RTHROTTLED or ESME_RMSGQFUL.
constexpr bool is_throttling(std::uint32_t command_status) {
  return command_status == status::throttled || command_status == status::message_queue_full;
}

/// "ESME_RINVPASWD (0x0000000E)"; "0x00000400" for one the specification does not name.
std::string status_name(std::uint32_t command_status);

/// What to mend when a bind is refused with this status: "mend its password".
const char* bind_advice(std::uint32_t command_status);

}  // namespace airperk::smpp
