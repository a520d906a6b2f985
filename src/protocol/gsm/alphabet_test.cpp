#include "protocol/gsm/alphabet.h"

#include <gtest/gtest.h>

#include <random>

namespace airperk::gsm {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(Gsm7, Every_septet_of_the_main_table_comes_back) {
  Bytes all;
  for (std::uint8_t septet = 0; septet < 128; ++septet) {
    if (septet != 0x1B) all.push_back(septet);
  }
  EXPECT_EQ(to_septets(from_septets(all)), all);
}

TEST(Gsm7, Characters_stand_where_the_specification_puts_them) {
  EXPECT_EQ(to_septets("@$A_a\n\r Ç¿à"),
            (Bytes{0x00, 0x02, 0x41, 0x11, 0x61, 0x0A, 0x0D, 0x20, 0x09, 0x60, 0x7F}));
  EXPECT_EQ(to_septets("ΔΦΓΛΩΠΨΣΘΞ"),
            (Bytes{0x10, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A}));
}

TEST(Gsm7, The_extension_table_takes_two_septets_a_character) {
  const std::string text = "\f^{}\\[~]|€";
  const auto septets = to_septets(text);
  ASSERT_TRUE(septets);
  EXPECT_EQ(*septets, (Bytes{0x1B, 0x0A, 0x1B, 0x14, 0x1B, 0x28, 0x1B, 0x29, 0x1B, 0x2F,
                             0x1B, 0x3C, 0x1B, 0x3D, 0x1B, 0x3E, 0x1B, 0x40, 0x1B, 0x65}));
  EXPECT_EQ(from_septets(*septets), text);
  EXPECT_EQ(measure(text), (Measure{Measure::Alphabet::gsm7, 20}));
}

TEST(Gsm7, A_receiver_shows_what_it_can_of_an_unknown_escape) {
  EXPECT_EQ(from_septets(Bytes{0x1B, 0x41}), "A");
  EXPECT_EQ(from_septets(Bytes{0x41, 0x1B}), "A ");
  EXPECT_EQ(from_septets(Bytes{0x1B, 0x80}), " \uFFFD");
}

TEST(Gsm7, Kazakh_and_Russian_are_not_in_it) {
  EXPECT_FALSE(is_gsm7("Қ"));
  EXPECT_FALSE(to_septets("a Да"));
  EXPECT_TRUE(is_gsm7(""));
  EXPECT_TRUE(is_gsm7("1.Join\n2.Terms"));
}

TEST(Ussd_packing, Matches_a_known_packing) {
  // "hellohello", the example that every implementer of TS 23.038 knows.
  EXPECT_EQ(pack_ussd(*to_septets("hellohello")),
            (Bytes{0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37}));
}

TEST(Ussd_packing, Every_length_comes_back) {
  for (std::size_t length = 0; length <= 182; ++length) {
    const Bytes septets = *to_septets(std::string(length, '@'));
    EXPECT_EQ(unpack_ussd(pack_ussd(septets)), septets) << length;
  }
}

TEST(Ussd_packing, A_full_screen_takes_160_octets) {
  EXPECT_EQ(pack_ussd(Bytes(182, 0x41)).size(), 160u);
}

TEST(Ussd_packing, A_return_on_the_octet_boundary_is_doubled_and_not_lost) {
  const Bytes septets = *to_septets("1234567\r");
  EXPECT_EQ(unpack_ussd(pack_ussd(septets)).at(7), 0x0D);
}

TEST(Utf16, Counts_code_units_and_comes_back) {
  const std::string text = "Қалдық 😀";
  EXPECT_EQ(to_utf16(text).size(), 9u);
  EXPECT_EQ(from_utf16_be(to_utf16_be(text)), text);
  EXPECT_EQ(to_utf16_be("Қ"), (Bytes{0x04, 0x9A}));
}

TEST(Utf16, What_is_broken_is_replaced) {
  EXPECT_EQ(from_utf16_be(Bytes{0x00, 0x41, 0x42}), "A\uFFFD");
  EXPECT_EQ(from_utf16_be(Bytes{0xD8, 0x00, 0x00, 0x41}), "\uFFFDA");
  EXPECT_EQ(from_utf16_be(Bytes{0xDC, 0x00}), "\uFFFD");
}

TEST(Utf8, Broken_sequences_become_one_replacement_each) {
  for (const char* broken : {"\xC0\xAF", "\xFF", "\xE2\x82", "\xED\xA0\x80", "\xF5\x80\x80\x80",
                             "\x80", "\xF0\x8F\xBF\xBF"}) {
    EXPECT_FALSE(is_utf8(broken));
    EXPECT_EQ(to_utf16(broken).front(), u'\uFFFD');
    EXPECT_FALSE(is_gsm7(broken));
  }
  EXPECT_EQ(to_utf16("\xE2\x82 A"), u"\uFFFD A");
  EXPECT_TRUE(is_utf8("Қ€😀"));
}

TEST(Utf8, Any_bytes_at_all_are_survived) {
  std::mt19937 random(38);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 20, ' ');
    for (char& c : text) c = static_cast<char>(random());
    const Bytes bytes(text.begin(), text.end());
    EXPECT_TRUE(is_utf8(from_septets(bytes)));
    EXPECT_TRUE(is_utf8(from_utf16_be(bytes)));
    EXPECT_TRUE(is_utf8(from_utf16(to_utf16(text))));
    unpack_ussd(bytes);
    EXPECT_LE(sms_parts(text), 1u);
  }
}

TEST(Screen, Holds_79_units_or_160_septets_though_networks_take_a_little_more) {
  const auto kazakh = [](std::size_t letters) {
    std::string text;
    for (std::size_t i = 0; i < letters; ++i) text += "қ";
    return measure(text);
  };
  EXPECT_TRUE(fits_screen(kazakh(79)));
  EXPECT_FALSE(fits_screen(kazakh(80)));
  EXPECT_TRUE(fits_ussd(kazakh(80)));
  EXPECT_FALSE(fits_ussd(kazakh(81)));
  EXPECT_TRUE(fits_screen(measure(std::string(160, 'a'))));
  EXPECT_FALSE(fits_screen(measure(std::string(161, 'a'))));
  EXPECT_TRUE(fits_ussd(measure(std::string(182, 'a'))));
  EXPECT_FALSE(fits_ussd(measure(std::string(183, 'a'))));
}

TEST(Sms, Parts_hold_153_septets_or_67_units_and_tear_no_pair) {
  EXPECT_EQ(sms_parts(""), 0u);
  EXPECT_EQ(sms_parts(std::string(160, 'a')), 1u);
  EXPECT_EQ(sms_parts(std::string(161, 'a')), 2u);
  EXPECT_EQ(sms_parts(std::string(306, 'a')), 2u);
  EXPECT_EQ(sms_parts(std::string(152, 'a') + "€" + std::string(152, 'a')), 3u);
  std::string russian;
  for (int i = 0; i < 70; ++i) russian += "я";
  EXPECT_EQ(sms_parts(russian), 1u);
  EXPECT_EQ(sms_parts(russian + "я"), 2u);
}

}  // namespace
}  // namespace airperk::gsm
