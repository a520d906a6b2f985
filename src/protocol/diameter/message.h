#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "protocol/wire/intake.h"

namespace airperk::diameter {

using wire::Buffer;
using wire::Bytes;

/// RFC 6733 §3.
struct Header {
  bool request = false, proxiable = false, error = false, retransmitted = false;
  std::uint32_t command = 0, application = 0;
  std::uint32_t hop_by_hop = 0, end_to_end = 0;
};

inline constexpr std::size_t header_octets = 20;
inline constexpr std::size_t message_octets_max = 64 * 1024;

/// A whole message: its header read, its AVPs still octets. Valid as long as the octets it was read
/// from.
struct Message {
  Header header;
  Bytes frame;
  Bytes avps() const { return frame.subspan(header_octets); }
};

/// Takes the next whole message out of what was read; none if the rest of it has still to come. The
/// error says what makes the stream unreadable from here on: another version, a length no message
/// can have, or more than `octets_max`.
Result<std::optional<Message>> next_message(wire::Intake& intake,
                                            std::size_t octets_max = message_octets_max);

/// Reads exactly one message; the same errors, and one if the octets are more or fewer.
Result<Message> read_message(Bytes frame, std::size_t octets_max = message_octets_max);

/// A header whose length is filled in later (Writer::finish).
std::array<std::uint8_t, header_octets> octets_of(const Header& header);

/// The header of the answer to a request (§6.2): same ids and P bit; the E bit for protocol errors.
Header answer_header(const Header& request, std::uint32_t result_code);

}  // namespace airperk::diameter
