#include "protocol/smpp/ussd.h"

#include <fmt/format.h>

#include <algorithm>

#include "protocol/gsm/alphabet.h"
#include "protocol/smpp/text.h"

namespace airperk::smpp {
namespace {

constexpr std::uint8_t end_bit = 0x01;

std::optional<Bytes> dialogue_field(const Profile& profile, const Tlvs& tlvs) {
  switch (profile.field) {
    case DialogueField::session_octet:
    case DialogueField::session_info:
      return tlvs.its_session_info;
    case DialogueField::user_message_reference:
      return tlvs.user_message_reference;
  }
  return std::nullopt;
}

/// The part of the field that stays the same through the dialogue.
std::string session_name(const Profile& profile, std::string_view id) {
  std::string name;
  const std::size_t count = profile.field == DialogueField::session_octet ? 1 : id.size();
  for (std::size_t i = 0; i < std::min(count, id.size()); ++i) {
    auto octet = static_cast<std::uint8_t>(id[i]);
    const bool last = i + 1 == id.size();
    if (profile.field == DialogueField::session_info && last)
      octet = static_cast<std::uint8_t>(octet & ~end_bit);
    name += fmt::format("{:02x}", octet);
  }
  return name;
}

bool has_end_bit(std::string_view id) {
  return !id.empty() && (id.back() & end_bit) != 0;
}

/// The field as it goes back: what came, with the end bit saying whether this screen is the last
/// one.
std::string answered_id(const Profile& profile, std::string id, bool ended) {
  const std::size_t octets_min = profile.field == DialogueField::session_octet ? 2 : 1;
  if (!profile.sets_end_bit || id.size() < octets_min) return id;
  id.back() = static_cast<char>(ended ? id.back() | end_bit : id.back() & ~end_bit);
  return id;
}

UssdAct act_of(const Profile& profile, const Message& message, std::string_view id) {
  // It comes under the end bit that the notice had.
  if (message.tlvs.ussd_service_op == ussd_op::ussn_confirm) return UssdAct::confirms;
  if (profile.reads_end_bit && has_end_bit(id)) return UssdAct::aborts;
  // Without an op the text decides: only a code begins with a star or a hash.
  if (!message.tlvs.ussd_service_op) {
    const Bytes text = message.text();
    const bool code = text.empty() || text.front() == '*' || text.front() == '#';
    return code ? UssdAct::begins : UssdAct::continues;
  }
  switch (*message.tlvs.ussd_service_op) {
    case ussd_op::pssd_indication:
    case ussd_op::pssr_indication:
      return UssdAct::begins;
    case ussd_op::vendor_abort:
      return UssdAct::aborts;
    default:
      return UssdAct::continues;
  }
}

/// TS 23.038 §6.1.2.3.1: seven bits that were left over are a CR, or of older senders a septet 0,
/// which reads as @; and gateways end texts with what strings end with. Behind a code or a digit an
/// @ is nothing that was entered.
std::string without_padding(std::string text) {
  const auto ends_with = [&](std::string_view any) {
    return !text.empty() && any.find(text.back()) != std::string_view::npos;
  };
  while (ends_with("\r\n \t")) text.pop_back();
  const auto at = text.find_last_not_of('@');
  const bool is_dialled = at != std::string::npos && at + 1 < text.size() &&
                          text.find_first_not_of("0123456789*#@") == std::string::npos;
  if (is_dialled) text.resize(at + 1);
  while (ends_with("\r\n \t")) text.pop_back();
  return text;
}

/// The code that was dialled, from where the profile says it stands, or from the other place if
/// that one is empty.
std::string dialled_code(const Profile& profile, const Message& message) {
  const std::string text = without_padding(read_text(message.data_coding, message.text()));
  const std::string destination(message.destination.digits);
  switch (profile.dialled_code_in) {
    case DialledCodeIn::short_message:
      return text.empty() ? destination : text;
    case DialledCodeIn::destination_address:
      return destination.empty() ? text : destination;
  }
  return text;
}

/// A screen in the cheapest alphabet that has all its characters.
struct Coded {
  std::uint8_t data_coding = 0;
  Buffer text;
  bool cut = false;
};

Coded code_screen(std::string_view screen) {
  if (auto septets = gsm::to_septets(screen)) {
    Coded coded{0x00, std::move(*septets), false};
    if (coded.text.size() <= gsm::ussd_septets_max) return coded;
    const bool splits_escape = coded.text[gsm::ussd_septets_max - 1] == 0x1B;
    coded.text.resize(gsm::ussd_septets_max - (splits_escape ? 1 : 0));
    coded.cut = true;
    return coded;
  }
  Coded coded{0x08, gsm::to_utf16_be(screen), false};
  constexpr std::size_t octets_max = 2 * gsm::ussd_ucs2_max;
  if (coded.text.size() <= octets_max) return coded;
  const bool splits_pair = (coded.text[octets_max - 2] & 0xFC) == 0xD8;
  coded.text.resize(octets_max - (splits_pair ? 2 : 0));
  coded.cut = true;
  return coded;
}

Address address_of(const Origin& origin) {
  return {origin.ton, origin.npi, origin.address};
}

/// A field for a dialogue that begins here, in two octets.
std::string new_id(const Profile& profile, std::uint16_t dialogue) {
  const auto high = static_cast<char>(dialogue >> 8), low = static_cast<char>(dialogue & 0xFF);
  switch (profile.field) {
    case DialogueField::session_octet:
      return {low, '\0'};
    case DialogueField::session_info:
    case DialogueField::user_message_reference:
      break;
  }
  return {high, low};
}

/// What a screen has besides its text.
struct Envelope {
  Address source, destination;
  std::uint8_t op = 0;
  std::string id;  // the dialogue field's octets, none if empty
};

void write(const Profile& profile, const Envelope& envelope, const Coded& coded, Buffer& out) {
  SubmitSm submit;
  submit.service_type = "USSD";
  submit.source = envelope.source;
  submit.destination = envelope.destination;
  submit.data_coding = coded.data_coding;
  submit.short_message = coded.text;
  submit.tlvs.ussd_service_op = envelope.op;
  if (!envelope.id.empty()) {
    const bool in_reference = profile.field == DialogueField::user_message_reference;
    (in_reference ? submit.tlvs.user_message_reference : submit.tlvs.its_session_info) =
        wire::as_bytes(envelope.id);
  }
  encode({.status = 0, .sequence = 0, .body = submit}, out);
}

}  // namespace

std::optional<UssdInput> read_ussd(const Profile& profile, const Message& message) {
  if (!is_from_user(message)) return std::nullopt;
  UssdInput input;
  const auto field = dialogue_field(profile, message.tlvs);
  input.address = {.subscriber = std::string(message.source.digits),
                   .subscriber_ton = message.source.ton,
                   .subscriber_npi = message.source.npi,
                   .service = std::string(message.destination.digits),
                   .service_ton = message.destination.ton,
                   .service_npi = message.destination.npi,
                   .id = field ? std::string(wire::as_text(*field)) : std::string()};
  input.session = session_name(profile, input.address.id);
  input.act = act_of(profile, message, input.address.id);
  input.text = input.act == UssdAct::begins
                   ? dialled_code(profile, message)
                   : without_padding(read_text(message.data_coding, message.text()));
  return input;
}

bool write_ussd(const Profile& profile, const DialogueAddress& to, const Origin& origin,
                std::string_view screen, bool ended, Buffer& out) {
  const Coded coded = code_screen(screen);
  const Address source = origin.address.empty()
                             ? Address{to.service_ton, to.service_npi, to.service}
                             : address_of(origin);
  write(profile,
        {.source = source,
         .destination = {to.subscriber_ton, to.subscriber_npi, to.subscriber},
         .op = ended ? profile.op_end : profile.op_continue,
         .id = answered_id(profile, to.id, ended)},
        coded, out);
  return !coded.cut;
}

std::string push_session(const Profile& profile, std::uint16_t dialogue) {
  return session_name(profile, new_id(profile, dialogue));
}

bool write_push(const Profile& profile, Push push, const Address& to, const Origin& origin,
                std::string_view text, std::uint16_t dialogue, Buffer& out) {
  const Coded coded = code_screen(text);
  if (coded.cut) return false;
  write(profile,
        {.source = address_of(origin),
         .destination = to,
         .op = push == Push::notice ? profile.op_notify : profile.op_continue,
         .id = answered_id(profile, new_id(profile, dialogue), push == Push::notice)},
        coded, out);
  return true;
}

}  // namespace airperk::smpp
