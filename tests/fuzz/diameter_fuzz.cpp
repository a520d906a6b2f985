// What a peer may send, as one stream: cut into messages, taken by a peer before and after its CER,
// read as a credit-control request and answered.

#include <algorithm>
#include <cstdlib>

#include "protocol/diameter/credit_control.h"
#include "protocol/diameter/peer.h"

namespace {

using namespace airperk;

void require(bool holds) {
  if (!holds) std::abort();
}

/// Opens every AVP as if it were grouped.
void walk(diameter::AvpReader reader) {
  while (const auto avp = reader.next()) walk(reader.open(*avp));
}

void require_well_formed(wire::Bytes octets) {
  while (!octets.empty()) {
    require(octets.size() >= 4);
    const std::size_t length = wire::get_u24(octets.subspan(1));
    require(length <= octets.size());
    const auto message = diameter::read_message(octets.first(length), length);
    require(message.has_value());
    diameter::AvpReader reader(message->avps());
    while (reader.next()) {
    }
    require(!reader.fault());
    octets = octets.subspan(length);
  }
}

void answer(const diameter::Message& message) {
  diameter::CreditControlRequest request;
  diameter::CreditControlAnswer answer;
  if (const auto refusal = diameter::parse(message, request)) {
    answer = {.result_code = refusal->result_code, .refusal = refusal};
  } else {
    require(request.type && request.number && !request.session_id.empty());
    answer.services.resize(request.services.size());
  }
  diameter::Buffer out;
  diameter::write(request, answer, {"airperk.example", "example"}, out);
  require_well_formed(out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::uint8_t loopback[] = {0, 1, 127, 0, 0, 1};
  Instant now = Instant::seconds(0);
  diameter::Peer peer(
      {.origin_host = "airperk.example", .origin_realm = "example", .host_address = loopback}, now);
  diameter::PeerEffects effects;
  wire::Intake intake(diameter::message_octets_max);
  const auto count = std::min(size, intake.space().size());
  std::copy_n(data, count, intake.space().begin());
  intake.filled(count);
  while (true) {
    const auto message = diameter::next_message(intake);
    if (!message || !*message) break;
    walk(diameter::AvpReader((*message)->avps()));
    answer(**message);
    peer.step(diameter::event::Received{&**message}, now, effects);
    peer.step(diameter::event::Tick{}, now, effects);
    now = now + Duration::seconds(1);
  }
  require_well_formed(effects.bytes);
  return 0;
}
