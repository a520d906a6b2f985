#include "protocol/gsm/alphabet.h"

#include <algorithm>
#include <array>
#include <utility>

#include "protocol/gsm/utf.h"

namespace airperk::gsm {
namespace {

constexpr std::uint8_t escape = 0x1B;
constexpr std::uint8_t carriage_return = 0x0D;

// TS 23.038 §6.2.1. The place of ESC holds a space: what a receiver shows for one that it cannot
// use.
constexpr std::u16string_view main_table =
    u"@£$¥èéùìòÇ\nØø\rÅå"
    u"Δ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ"
    u" !\"#¤%&'()*+,-./"
    u"0123456789:;<=>?"
    u"¡ABCDEFGHIJKLMNO"
    u"PQRSTUVWXYZÄÖÑÜ§"
    u"¿abcdefghijklmno"
    u"pqrstuvwxyzäöñüà";
static_assert(main_table.size() == 128);

struct Extension {
  std::uint8_t septet;
  char16_t character;
};
// TS 23.038 §6.2.1.1
constexpr std::array<Extension, 10> extensions = {{{0x0A, u'\f'},
                                                   {0x14, u'^'},
                                                   {0x28, u'{'},
                                                   {0x29, u'}'},
                                                   {0x2F, u'\\'},
                                                   {0x3C, u'['},
                                                   {0x3D, u'~'},
                                                   {0x3E, u']'},
                                                   {0x40, u'|'},
                                                   {0x65, u'€'}}};

struct Coded {
  std::uint8_t septet = 0;
  bool escaped = false;
};

/// Every character of a screen is looked up, most of them more than once: by its point, up to the
/// last of the Greek ones. Beyond is the euro alone.
constexpr std::size_t known_points = 0x400;
constexpr auto codes = [] {
  std::array<std::optional<Coded>, known_points> by_point{};
  for (std::size_t i = main_table.size(); i-- > 0;) {
    by_point[main_table[i]] = Coded{static_cast<std::uint8_t>(i)};
  }
  by_point[u' '] = Coded{0x20};  // not the place of ESC
  for (const Extension& extension : extensions) {
    if (extension.character == u'€') continue;
    by_point[extension.character] = Coded{extension.septet, true};
  }
  return by_point;
}();

std::optional<Coded> code_of(char32_t point) {
  if (point < known_points) return codes[point];
  if (point == U'€') return Coded{extensions.back().septet, true};
  return {};
}

char16_t extended_character(std::uint8_t septet) {
  for (const Extension& extension : extensions) {
    if (extension.septet == septet) return extension.character;
  }
  return main_table[septet];
}

bool is_high_surrogate(char16_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(char16_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

using Part = std::pair<std::size_t, std::size_t>;  // begin and end

// A pair is an element that must not be torn from the next one.
template <typename Elements, typename BeginsPair>
std::vector<Part> parts(const Elements& text, std::size_t alone_max, std::size_t part_max,
                        BeginsPair begins_pair) {
  if (text.empty()) return {};
  if (text.size() <= alone_max) return {{0, text.size()}};
  std::vector<Part> found;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = std::min(at + part_max, text.size());
    if (end < text.size() && begins_pair(text[end - 1])) --end;
    found.push_back({at, end});
    at = end;
  }
  return found;
}

// Of a text that has a character outside the default alphabet.
std::vector<Part> ucs2_parts(std::u16string_view units) {
  return parts(units, 70, 67, is_high_surrogate);
}
std::vector<Part> gsm7_parts(const std::vector<std::uint8_t>& septets) {
  return parts(septets, 160, 153, [](std::uint8_t septet) { return septet == escape; });
}

std::vector<std::uint8_t> big_endian(std::u16string_view units) {
  std::vector<std::uint8_t> octets(units.size() * 2);
  for (std::size_t i = 0; i < units.size(); ++i) {
    octets[2 * i] = static_cast<std::uint8_t>(units[i] >> 8);
    octets[2 * i + 1] = static_cast<std::uint8_t>(units[i] & 0xFF);
  }
  return octets;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const Decoded next = first_point(text);
    if (!next.valid) return false;
    text.remove_prefix(next.length);
  }
  return true;
}

bool is_gsm7(std::string_view utf8) {
  return measure(utf8).alphabet == Measure::Alphabet::gsm7;
}

std::optional<std::vector<std::uint8_t>> to_septets(std::string_view utf8) {
  std::vector<std::uint8_t> septets;
  septets.reserve(utf8.size());
  bool known = true;
  for_each_point(utf8, [&](char32_t point) {
    const auto code = code_of(point);
    known = known && code.has_value();
    if (!code) return;
    if (code->escaped) septets.push_back(escape);
    septets.push_back(code->septet);
  });
  if (!known) return {};
  return septets;
}

std::string from_septets(std::span<const std::uint8_t> septets) {
  std::string text;
  text.reserve(septets.size());
  for (std::size_t i = 0; i < septets.size(); ++i) {
    if (septets[i] > 0x7F) {
      append_utf8(text, replacement);
    } else if (septets[i] == escape && i + 1 < septets.size() && septets[i + 1] <= 0x7F) {
      append_utf8(text, extended_character(septets[++i]));
    } else {
      append_utf8(text, main_table[septets[i]]);
    }
  }
  return text;
}

std::vector<std::uint8_t> pack_ussd(std::span<const std::uint8_t> septets) {
  std::vector<std::uint8_t> padded(septets.begin(), septets.end());
  const bool seven_bits_spare = padded.size() % 8 == 7;
  const bool ends_with_cr_on_boundary =
      !padded.empty() && padded.size() % 8 == 0 && padded.back() == carriage_return;
  if (seven_bits_spare || ends_with_cr_on_boundary) padded.push_back(carriage_return);
  std::vector<std::uint8_t> octets((padded.size() * 7 + 7) / 8);
  for (std::size_t i = 0; i < padded.size(); ++i) {
    const std::size_t bit = i * 7;
    const unsigned shifted = (padded[i] & 0x7Fu) << bit % 8;
    octets[bit / 8] |= static_cast<std::uint8_t>(shifted & 0xFF);
    if (shifted > 0xFF) octets[bit / 8 + 1] |= static_cast<std::uint8_t>(shifted >> 8);
  }
  return octets;
}

std::vector<std::uint8_t> unpack_ussd(std::span<const std::uint8_t> octets) {
  std::vector<std::uint8_t> septets(octets.size() * 8 / 7);
  for (std::size_t i = 0; i < septets.size(); ++i) {
    const std::size_t bit = i * 7;
    unsigned window = octets[bit / 8];
    if (bit / 8 + 1 < octets.size()) window |= unsigned{octets[bit / 8 + 1]} << 8;
    septets[i] = window >> bit % 8 & 0x7F;
  }
  const bool whole_octets = !septets.empty() && septets.size() % 8 == 0;
  if (whole_octets && septets.back() == carriage_return) septets.pop_back();
  return septets;
}

std::u16string to_utf16(std::string_view utf8) {
  std::u16string units;
  units.reserve(utf8.size());
  for_each_point(utf8, [&](char32_t point) {
    if (point > 0xFFFF) {
      const char32_t rest = point - 0x10000;
      units += static_cast<char16_t>(0xD800 + (rest >> 10));
      units += static_cast<char16_t>(0xDC00 + (rest & 0x3FF));
    } else {
      units += static_cast<char16_t>(point);
    }
  });
  return units;
}

std::string from_utf16(std::u16string_view units) {
  std::string text;
  text.reserve(units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const char16_t unit = units[i];
    if (is_high_surrogate(unit) && i + 1 < units.size() && is_low_surrogate(units[i + 1])) {
      append_utf8(text, 0x10000 + ((unit - 0xD800u) << 10) + (units[++i] - 0xDC00u));
    } else if (is_high_surrogate(unit) || is_low_surrogate(unit)) {
      append_utf8(text, replacement);
    } else {
      append_utf8(text, unit);
    }
  }
  return text;
}

std::vector<std::uint8_t> to_utf16_be(std::string_view utf8) {
  return big_endian(to_utf16(utf8));
}

std::string from_utf16_be(std::span<const std::uint8_t> octets) {
  std::u16string units;
  units.reserve(octets.size() / 2 + 1);
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
    units += static_cast<char16_t>(octets[i] << 8 | octets[i + 1]);
  }
  if (octets.size() % 2 != 0) units += static_cast<char16_t>(replacement);
  return from_utf16(units);
}

Measure measure(std::string_view utf8) {
  std::size_t septets = 0, units = 0;
  bool gsm7 = true;
  for_each_point(utf8, [&](char32_t point) {
    const auto code = code_of(point);
    gsm7 = gsm7 && code.has_value();
    septets += code && code->escaped ? 2 : 1;
    units += point > 0xFFFF ? 2 : 1;
  });
  if (gsm7) return {Measure::Alphabet::gsm7, septets};
  return {Measure::Alphabet::ucs2, units};
}

bool fits_ussd(const Measure& text) {
  return text.length <=
         (text.alphabet == Measure::Alphabet::gsm7 ? ussd_septets_max : ussd_ucs2_max);
}

bool fits_screen(const Measure& text) {
  return text.length <=
         (text.alphabet == Measure::Alphabet::gsm7 ? screen_septets_max : screen_ucs2_max);
}

SmsText split_sms(std::string_view utf8) {
  SmsText text;
  if (const auto septets = to_septets(utf8)) {
    for (const auto& [begin, end] : gsm7_parts(*septets))
      text.parts.emplace_back(septets->data() + begin, septets->data() + end);
    return text;
  }
  text.alphabet = Measure::Alphabet::ucs2;
  const std::u16string units = to_utf16(utf8);
  for (const auto& [begin, end] : ucs2_parts(units))
    text.parts.push_back(big_endian(std::u16string_view(units).substr(begin, end - begin)));
  return text;
}

std::size_t sms_parts(std::string_view utf8) {
  return split_sms(utf8).parts.size();
}

}  // namespace airperk::gsm
