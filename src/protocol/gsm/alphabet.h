#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Text as GSM networks carry it (3GPP TS 23.038): UTF-8 on our side, the 7-bit default alphabet or
/// UCS-2 on theirs. Pure functions, safe from any thread. Broken input never throws: each broken
/// piece counts as one U+FFFD.
namespace airperk::gsm {

/// Is this well-formed UTF-8 (no surrogates, no overlong forms)?
bool is_utf8(std::string_view text);

/// Every character is in the default alphabet or its extension table (TS 23.038 §6.2.1).
bool is_gsm7(std::string_view utf8);

/// One septet a byte, as SMPP carries data coding 0; a character of the extension table takes two,
/// the first being ESC. Nothing if the text has a character outside the alphabet.
std::optional<std::vector<std::uint8_t>> to_septets(std::string_view utf8);

/// Back to UTF-8. As TS 23.038 §6.2.1.1 asks: ESC with an unknown second septet shows the character
/// of the main table, a lone ESC a space. A byte above 0x7F is U+FFFD.
std::string from_septets(std::span<const std::uint8_t> septets);

/// Eight septets in seven octets (TS 23.038 §6.1.2.3.1, USSD: a CR fills seven spare bits, and a
/// text that ends with CR on an octet boundary gets a second one). For networks that take packed
/// text.
std::vector<std::uint8_t> pack_ussd(std::span<const std::uint8_t> septets);
std::vector<std::uint8_t> unpack_ussd(std::span<const std::uint8_t> octets);

/// UTF-16 code units; what networks call UCS-2 (data coding 8). A character beyond the basic plane
/// takes two.
std::u16string to_utf16(std::string_view utf8);
std::string from_utf16(std::u16string_view units);

/// The same as octets, the high one first. A single octet left over at the end is U+FFFD.
std::vector<std::uint8_t> to_utf16_be(std::string_view utf8);
std::string from_utf16_be(std::span<const std::uint8_t> octets);

/// How long a text is in the cheapest alphabet that can write it.
struct Measure {
  enum class Alphabet { gsm7, ucs2 };
  Alphabet alphabet = Alphabet::gsm7;
  std::size_t length = 0;  ///< septets (gsm7) or UTF-16 code units (ucs2)
  friend bool operator==(const Measure&, const Measure&) = default;
};
Measure measure(std::string_view utf8);

/// A USSD string has 160 octets (TS 24.090).
inline constexpr std::size_t ussd_septets_max = 182;
inline constexpr std::size_t ussd_ucs2_max = 80;
/// Where this house stops: one unit below what networks take in UCS-2, and a text that also fits
/// networks which carry one septet an octet.
inline constexpr std::size_t screen_septets_max = 160;
inline constexpr std::size_t screen_ucs2_max = 79;

/// Can a network carry it as one USSD string?
bool fits_ussd(const Measure& text);
/// Is it within the house's own limit for a screen?
bool fits_screen(const Measure& text);

/// A text in the cheapest alphabet that can write it, as the parts of one SMS (160/70 in one,
/// 153/67 in each of several): one septet an octet, or UTF-16 with the high octet first. A part
/// never splits an ESC pair or a surrogate pair. The empty text has no parts.
struct SmsText {
  Measure::Alphabet alphabet = Measure::Alphabet::gsm7;
  std::vector<std::vector<std::uint8_t>> parts;
};
SmsText split_sms(std::string_view utf8);

/// How many parts that makes.
std::size_t sms_parts(std::string_view utf8);

}  // namespace airperk::gsm
