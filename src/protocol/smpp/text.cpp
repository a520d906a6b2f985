#include "protocol/smpp/text.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "protocol/gsm/alphabet.h"
#include "protocol/smpp/receipt.h"

namespace airperk::smpp {

bool is_from_user(const Message& message) {
  return (message.esm_class & 0x3C) == 0 && !is_receipt(message);
}

namespace {

/// ISO-8859-5: ASCII, its controls, and Cyrillic in the order of Unicode, but for three.
std::u16string from_cyrillic(Bytes text) {
  std::u16string units;
  for (const auto octet : text) {
    char16_t unit = octet;
    if (octet > 0xA0 && octet != 0xAD) unit = static_cast<char16_t>(0x0400 + octet - 0xA0);
    if (octet == 0xF0) unit = 0x2116;
    if (octet == 0xFD) unit = 0x00A7;
    units += unit;
  }
  return units;
}

enum class Coding { septets, octets, cyrillic, ucs2 };

/// SMPP's own values (§5.2.19), and those of TS 23.038 §4, §5 where a peer passes the network's on:
/// classes, compression and message waiting in one half, the alphabet in the other.
Coding coding_of(std::uint8_t data_coding) {
  switch (data_coding) {
    case 0x01:  // IA5
    case 0x02:  // 8 bits
    case 0x03:  // ISO-8859-1
    case 0x04:
      return Coding::octets;
    case 0x06:
      return Coding::cyrillic;
    case 0x48:  // USSD (§5)
      return Coding::ucs2;
    default:
      break;
  }
  const int alphabet = data_coding >> 2 & 0x3;
  const bool is_general = data_coding < 0x80;
  if (is_general && alphabet == 2) return Coding::ucs2;
  if (is_general && alphabet == 1 && data_coding >= 0x10) return Coding::octets;
  if (data_coding >= 0xE0 && data_coding < 0xF0) return Coding::ucs2;
  if (data_coding >= 0xF0 && (data_coding & 0x04) != 0) return Coding::octets;
  return Coding::septets;
}

/// A byte order mark says in which order they are.
std::string from_ucs2(Bytes text) {
  const bool is_swapped = text.size() >= 2 && text[0] == 0xFF && text[1] == 0xFE;
  if (!is_swapped) return gsm::from_utf16_be(text);
  Buffer right(text.begin(), text.end());
  for (std::size_t i = 0; i + 1 < right.size(); i += 2) std::swap(right[i], right[i + 1]);
  return gsm::from_utf16_be(right);
}

/// A septet has seven bits: what has more was written by somebody who knew nothing of septets.
std::string from_octets(Bytes text) {
  const auto utf8 = wire::as_text(text);
  if (gsm::is_utf8(utf8)) return std::string(utf8);
  return gsm::from_utf16(std::u16string(text.begin(), text.end()));
}

/// What is no part of what somebody wrote: a byte order mark, NULs.
std::string without_marks(std::string text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.erase(0, mark.size());
  std::erase(text, '\0');
  return text;
}

}  // namespace

std::string read_text(std::uint8_t data_coding, Bytes text) {
  const bool has_octets = std::ranges::any_of(text, [](auto octet) { return octet > 0x7F; });
  switch (coding_of(data_coding)) {
    case Coding::ucs2:
      return without_marks(from_ucs2(text));
    case Coding::cyrillic:
      return without_marks(gsm::from_utf16(from_cyrillic(text)));
    case Coding::octets:
      return without_marks(gsm::from_utf16(std::u16string(text.begin(), text.end())));
    case Coding::septets:
      break;
  }
  if (has_octets) return without_marks(from_octets(text));
  // At the end a NUL is what a C string leaves, and no @.
  while (!text.empty() && text.back() == 0) text = text.first(text.size() - 1);
  return gsm::from_septets(text);
}

std::string read_sms_text(const Message& message) {
  Bytes text = message.text();
  if ((message.esm_class & 0x40) != 0) {  // the first octet says how long the rest of the header is
    const std::size_t header = text.empty() ? 0 : std::size_t{1} + text.front();
    text = header < text.size() ? text.subspan(header) : Bytes();
  }
  return read_text(message.data_coding, text);
}

}  // namespace airperk::smpp
