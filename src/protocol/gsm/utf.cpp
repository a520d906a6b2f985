#include "protocol/gsm/utf.h"

namespace airperk::gsm {
namespace {

struct Lead {
  std::size_t length = 0;  // 0: cannot begin a sequence
  unsigned char second_min = 0x80, second_max = 0xBF;
};

// Unicode 15, table 3-7: the second byte's range keeps out overlong forms, surrogates and what lies
// above U+10FFFF.
Lead lead_of(unsigned char byte) {
  if (byte < 0x80) return {1};
  if (byte < 0xC2) return {};
  if (byte < 0xE0) return {2};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte < 0xF0) return {3};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte < 0xF4) return {4};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

}  // namespace

Decoded first_point(std::string_view utf8) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
  const Lead lead = lead_of(byte(0));
  if (lead.length == 0) return {};
  if (lead.length == 1) return {byte(0), 1, true};
  char32_t point = byte(0) & (0xFFu >> (lead.length + 1));
  for (std::size_t i = 1; i < lead.length; ++i) {
    const unsigned char low = i == 1 ? lead.second_min : 0x80;
    const unsigned char high = i == 1 ? lead.second_max : 0xBF;
    if (i >= utf8.size() || byte(i) < low || byte(i) > high) return {replacement, i, false};
    point = point << 6 | (byte(i) & 0x3Fu);
  }
  return {point, lead.length, true};
}

void append_utf8(std::string& out, char32_t point) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  const auto put_rest = [&](int shift) {
    for (; shift >= 0; shift -= 6) put(0x80 | (point >> shift & 0x3F));
  };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put_rest(0);
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put_rest(6);
  } else {
    put(0xF0 | point >> 18);
    put_rest(12);
  }
}

}  // namespace airperk::gsm
