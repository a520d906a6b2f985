#include "protocol/smpp/receipt.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "protocol/smpp/text.h"

namespace airperk::smpp {
namespace {

constexpr std::size_t id_octets_max = 65;  // §4.4.2

bool begins_as_receipt(std::string_view lowered) {
  return lowered.starts_with("id:") && lowered.find("stat:") != std::string_view::npos;
}

/// The text's own octets, for SMSCs write ASCII here under any data_coding, UCS-2's too; or else as
/// that says.
std::string receipt_text(const Message& message) {
  std::string own(wire::as_text(message.text()));
  if (ascii::small(own).find("id:") != std::string::npos) return own;
  return read_text(message.data_coding, message.text());
}

/// What follows "key:" up to a space, in a text in lower case. `text:` begins the message's own
/// words, which may hold anything.
std::string_view field(std::string_view lowered, std::string_view original, std::string_view key) {
  const std::size_t end = std::min(lowered.find(" text:"), lowered.size());
  for (std::size_t at = lowered.find(key); at < end; at = lowered.find(key, at + 1)) {
    if (at > 0 && lowered[at - 1] != ' ') continue;
    const std::string_view rest = original.substr(at + key.size(), end - at - key.size());
    return rest.substr(0, std::min(rest.find(' '), rest.size()));
  }
  return {};
}

/// By how it begins: DELIVRD, DELIVERED; or its number.
std::optional<MessageState> state_named(std::string_view stat) {
  struct Named {
    std::string_view begins;
    MessageState state;
  };
  static constexpr Named names[] = {
      {"enrout", MessageState::enroute},        {"deliv", MessageState::delivered},
      {"expir", MessageState::expired},         {"delet", MessageState::deleted},
      {"undeliv", MessageState::undeliverable}, {"accept", MessageState::accepted},
      {"unknown", MessageState::unknown},       {"reject", MessageState::rejected},
      {"fail", MessageState::undeliverable},    {"buffer", MessageState::enroute},
      {"success", MessageState::delivered},
  };
  const auto lowered = ascii::small(stat);
  for (const Named& named : names) {
    if (lowered.starts_with(named.begins)) return named.state;
  }
  if (lowered.size() == 1 && lowered[0] >= '1' && lowered[0] <= '8') {
    return static_cast<MessageState>(lowered[0] - '0');
  }
  return std::nullopt;
}

MessageState state_numbered(std::uint8_t value) {
  const bool known = value >= 1 && value <= 8;
  return known ? static_cast<MessageState>(value) : MessageState::unknown;
}

std::string_view id_in(Bytes tlv) {
  const std::string_view text = wire::as_text(tlv);
  return text.substr(0, std::min(text.find('\0'), text.size()));
}

std::optional<std::uint16_t> reference_in(const Message& message) {
  const auto& tlv = message.tlvs.user_message_reference;
  if (!tlv || tlv->size() != 2) return std::nullopt;
  return static_cast<std::uint16_t>((*tlv)[0] << 8 | (*tlv)[1]);
}

std::string canonical(std::string_view id) {
  const std::size_t digits = std::min(id.find_first_not_of('0'), id.size());
  const bool all_zeros = digits == id.size() && !id.empty();
  return ascii::small(all_zeros ? id.substr(0, 1) : id.substr(digits));
}

std::optional<std::uint64_t> number(std::string_view text, int base) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

bool is_receipt(const Message& message) {
  const int type = message.esm_class & 0x3C;
  if (type == 0x04 || type == 0x20) return true;
  if (type != 0) return false;
  return message.tlvs.receipted_message_id || message.tlvs.message_state ||
         begins_as_receipt(ascii::small(receipt_text(message)));
}

std::optional<Receipt> read_receipt(const Message& message) {
  if (!is_receipt(message)) return std::nullopt;
  const std::string text = receipt_text(message), lowered = ascii::small(text);
  Receipt receipt;
  if (message.tlvs.receipted_message_id)
    receipt.message_id = id_in(*message.tlvs.receipted_message_id);
  if (receipt.message_id.empty()) receipt.message_id = field(lowered, text, "id:");
  if (receipt.message_id.empty() || receipt.message_id.size() > id_octets_max) return std::nullopt;
  receipt.reference = reference_in(message);
  if (message.tlvs.message_state) {
    receipt.state = state_numbered(*message.tlvs.message_state);
  } else if (const auto named = state_named(field(lowered, text, "stat:"))) {
    receipt.state = *named;
  }
  return receipt;
}

std::vector<std::string> message_id_spellings(std::string_view id) {
  std::vector<std::string> spellings{canonical(id)};
  const auto add = [&](std::string spelling) {
    if (std::ranges::find(spellings, spelling) == spellings.end())
      spellings.push_back(std::move(spelling));
  };
  const std::string first = spellings.front();
  if (const auto decimal = number(first, 10)) add(fmt::format("{:x}", *decimal));
  if (const auto hexadecimal = number(first, 16)) add(fmt::format("{}", *hexadecimal));
  return spellings;
}

bool same_message(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return false;
  const auto spellings = message_id_spellings(a);
  return std::ranges::find(spellings, canonical(b)) != spellings.end();
}

}  // namespace airperk::smpp
