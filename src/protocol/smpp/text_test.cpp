#include "protocol/smpp/text.h"

#include <gtest/gtest.h>

#include "protocol/gsm/alphabet.h"

namespace airperk::smpp {
namespace {

std::string read(std::uint8_t data_coding, std::initializer_list<std::uint8_t> octets) {
  return read_text(data_coding, Bytes(octets.begin(), octets.size()));
}
std::string read(std::uint8_t data_coding, std::string_view text) {
  return read_text(data_coding, wire::as_bytes(text));
}

TEST(SmppText, UCS_2_is_read_under_each_coding_that_means_it) {
  const auto stop = gsm::to_utf16_be("СТОП");
  for (const int coding : {0x08, 0x18, 0x19, 0x0B, 0x48, 0xE0, 0xE8}) {
    EXPECT_EQ(read_text(static_cast<std::uint8_t>(coding), stop), "СТОП") << coding;
  }
}

TEST(SmppText, A_byte_order_mark_is_no_text_and_says_the_order) {
  EXPECT_EQ(read(0x08, {0xFE, 0xFF, 0x04, 0x21}), "С");
  EXPECT_EQ(read(0x08, {0xFF, 0xFE, 0x21, 0x04}), "С");
}

TEST(SmppText, NULs_are_no_text) {
  EXPECT_EQ(read(0x00, std::string_view("STOP\0", 5)), "STOP");
  EXPECT_EQ(read(0x00, std::string_view("a\0b", 3)), "a@b") << "septet 0 is an @";
  EXPECT_EQ(read(0x03, std::string_view("STOP\0", 5)), "STOP");
  EXPECT_EQ(read(0x08, {0x00, 0x41, 0x00, 0x00}), "A");
}

TEST(SmppText, ISO_8859_5_is_Cyrillic) {
  EXPECT_EQ(read(0x06, {0xC1, 0xC2, 0xBE, 0xBF}), "СТОП");
  EXPECT_EQ(read(0x06, {0xA1, 0xF1, 0xF0, 0x41, 0xAF, 0xFF}), "Ёё№AЏџ");
}

TEST(SmppText, Eight_bits_under_GSM_7_are_UTF_8_or_Latin_1) {
  EXPECT_EQ(read(0x00, "СТОП"), "СТОП");
  EXPECT_EQ(read(0x00, "\xEF\xBB\xBFSTOP\xC2\xA0"), "STOP\xC2\xA0");
  EXPECT_EQ(read(0x00, {'c', 0xE9}), "cé");
  EXPECT_EQ(read(0xF1, "hello"), "hello");
}

}  // namespace
}  // namespace airperk::smpp
