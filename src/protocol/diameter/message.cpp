#include "protocol/diameter/message.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "protocol/diameter/codes.h"

namespace airperk::diameter {
namespace {

constexpr std::uint8_t bit_request = 0x80, bit_proxiable = 0x40, bit_error = 0x20,
                       bit_retransmitted = 0x10;

Header read_header(Bytes frame) {
  const std::uint8_t flags = frame[4];
  return {.request = (flags & bit_request) != 0,
          .proxiable = (flags & bit_proxiable) != 0,
          .error = (flags & bit_error) != 0,
          .retransmitted = (flags & bit_retransmitted) != 0,
          .command = wire::get_u24(frame.subspan(5)),
          .application = wire::get_u32(frame.subspan(8)),
          .hop_by_hop = wire::get_u32(frame.subspan(12)),
          .end_to_end = wire::get_u32(frame.subspan(16))};
}

/// The length that the first four octets state.
Result<std::size_t> stated_length(Bytes begin, std::size_t octets_max) {
  if (begin[0] != 1) return fail(fmt::format("version {} is not 1", begin[0]));
  const std::size_t length = wire::get_u24(begin.subspan(1));
  if (length < header_octets) return fail(fmt::format("length {} is less than a header", length));
  if (length % 4 != 0) return fail(fmt::format("length {} is no multiple of four", length));
  if (length > octets_max)
    return fail(fmt::format("length {} is more than {}", length, octets_max));
  return length;
}

}  // namespace

Result<std::optional<Message>> next_message(wire::Intake& intake, std::size_t octets_max) {
  const Bytes waiting = intake.waiting();
  if (waiting.size() < 4) return std::nullopt;
  const auto length = stated_length(waiting, octets_max);
  if (!length) return fail(length.error());
  if (waiting.size() < *length) return std::nullopt;
  intake.consume(*length);
  const Bytes frame = waiting.first(*length);
  return Message{read_header(frame), frame};
}

Result<Message> read_message(Bytes frame, std::size_t octets_max) {
  if (frame.size() < header_octets) return fail("shorter than a header");
  const auto length = stated_length(frame, octets_max);
  if (!length) return fail(length.error());
  if (*length != frame.size())
    return fail(fmt::format("length {} differs from the {} octets given", *length, frame.size()));
  return Message{read_header(frame), frame};
}

std::array<std::uint8_t, header_octets> octets_of(const Header& header) {
  std::uint8_t flags = 0;
  if (header.request) flags |= bit_request;
  if (header.proxiable) flags |= bit_proxiable;
  if (header.error) flags |= bit_error;
  if (header.retransmitted) flags |= bit_retransmitted;
  const std::array words = {std::uint32_t{1} << 24,
                            std::uint32_t{flags} << 24 | (header.command & 0xFFFFFF),
                            header.application, header.hop_by_hop, header.end_to_end};
  std::array<std::uint8_t, header_octets> octets;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto word = wire::octets_of(words[i]);
    std::copy(word.begin(), word.end(), octets.begin() + word.size() * i);
  }
  return octets;
}

Header answer_header(const Header& request, std::uint32_t result_code) {
  Header answer = request;
  answer.request = answer.retransmitted = false;
  answer.error = result::is_protocol_error(result_code);
  return answer;
}

}  // namespace airperk::diameter
