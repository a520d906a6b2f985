#include "protocol/smpp/sms.h"

#include <gtest/gtest.h>

#include "protocol/gsm/alphabet.h"
#include "protocol/smpp/text.h"

namespace airperk::smpp {
namespace {

/// Written, and read as an SMSC reads it.
struct Sent {
  std::vector<Buffer> octets;
  std::vector<SubmitSm> parts;

  explicit Sent(std::string_view text, LongMessages kind = LongMessages::udh,
                Instant until = Instant::never()) {
    octets = write_sms({.from = {5, 0, "airperk"},
                        .to = {1, 1, "77011234567"},
                        .text = text,
                        .until = until,
                        .kind = kind,
                        .reference = 0xAB});
    for (const Buffer& each : octets) parts.push_back(std::get<SubmitSm>(decode(each)->body));
  }
  std::string text() const {
    std::string all;
    for (const SubmitSm& part : parts) all += read_sms_text(part);
    return all;
  }
};

std::string repeated(std::string_view what, int times) {
  std::string all;
  while (times-- > 0) all += what;
  return all;
}

TEST(Sms, A_short_Latin_text_is_one_plain_submit_sm_in_septets) {
  const Sent sent("Hello @ €", LongMessages::udh, *Instant::parse("2016-03-05T22:00:00+06:00"));
  ASSERT_EQ(sent.parts.size(), 1u);
  const SubmitSm& part = sent.parts[0];
  EXPECT_EQ(part.service_type, "");
  EXPECT_EQ(part.source.digits, "airperk");
  EXPECT_EQ(part.source.ton, 5);
  EXPECT_EQ(part.destination.digits, "77011234567");
  EXPECT_EQ(part.destination.npi, 1);
  EXPECT_EQ(part.data_coding, 0);
  EXPECT_EQ(part.esm_class, 0);
  EXPECT_EQ(part.registered_delivery, 1);
  EXPECT_EQ(part.validity_period, "160305160000000+");
  EXPECT_EQ(part.short_message.size(), 10u);
  EXPECT_EQ(sent.text(), "Hello @ €");
}

TEST(Sms, A_text_with_one_character_outside_GSM_7_goes_out_in_UCS_2) {
  const Sent sent("Сәлем!");
  ASSERT_EQ(sent.parts.size(), 1u);
  EXPECT_EQ(sent.parts[0].data_coding, 8);
  EXPECT_EQ(sent.parts[0].short_message.size(), 12u);
  EXPECT_EQ(sent.text(), "Сәлем!");
}

TEST(Sms, A_long_text_by_udh_carries_reference_total_and_number_in_each_part) {
  const std::string text = repeated("жақсы ", 30);  // 180 characters: 67, 67, 46
  const Sent sent(text);
  ASSERT_EQ(sent.parts.size(), 3u);
  for (std::uint8_t i = 0; i < 3; ++i) {
    const SubmitSm& part = sent.parts[i];
    EXPECT_EQ(part.esm_class, 0x40);
    const Buffer header(part.short_message.begin(), part.short_message.begin() + 6);
    EXPECT_EQ(header, (Buffer{5, 0, 3, 0xAB, 3, static_cast<std::uint8_t>(i + 1)}));
    EXPECT_LE(part.short_message.size(), 140u);
    EXPECT_FALSE(part.tlvs.sar_msg_ref_num);
  }
  EXPECT_EQ(sent.text(), text);
}

TEST(Sms, Only_the_last_part_asks_for_a_receipt) {
  for (const auto kind : {LongMessages::udh, LongMessages::sar}) {
    const Sent sent(std::string(400, 'a'), kind);
    ASSERT_EQ(sent.parts.size(), 3u);
    EXPECT_EQ(sent.parts[0].registered_delivery, 0);
    EXPECT_EQ(sent.parts[1].registered_delivery, 0);
    EXPECT_EQ(sent.parts[2].registered_delivery, 1);
  }
}

TEST(Sms, A_long_text_by_sar_carries_the_same_in_three_TLVs) {
  const std::string text = std::string(152, 'a') + "€" + std::string(152, 'b');
  const Sent sent(text, LongMessages::sar);
  ASSERT_EQ(sent.parts.size(), 3u);
  for (std::uint8_t i = 0; i < 3; ++i) {
    const SubmitSm& part = sent.parts[i];
    EXPECT_EQ(part.esm_class, 0);
    ASSERT_TRUE(part.tlvs.sar_msg_ref_num);
    EXPECT_EQ(wire::get_u16(*part.tlvs.sar_msg_ref_num), 0xAB);
    EXPECT_EQ(part.tlvs.sar_total_segments, 3);
    EXPECT_EQ(part.tlvs.sar_segment_seqnum, i + 1);
  }
  EXPECT_EQ(sent.text(), text);
}

TEST(Sms, A_long_text_by_payload_is_one_submit_sm_and_a_short_one_stays_in_short_message) {
  const std::string text = repeated("жақсы ", 300);
  const Sent sent(text, LongMessages::payload);
  ASSERT_EQ(sent.parts.size(), 1u);
  EXPECT_TRUE(sent.parts[0].short_message.empty());
  ASSERT_TRUE(sent.parts[0].tlvs.message_payload);
  EXPECT_EQ(sent.parts[0].registered_delivery, 1);
  EXPECT_EQ(sent.text(), text);
  EXPECT_FALSE(Sent("short", LongMessages::payload).parts.at(0).tlvs.message_payload);
}

TEST(Sms, A_text_that_no_reference_can_number_is_not_written) {
  EXPECT_EQ(Sent("").parts.size(), 0u);
  EXPECT_EQ(Sent(std::string(255 * 153, 'a')).parts.size(), 255u);
  EXPECT_EQ(Sent(std::string(255 * 153 + 1, 'a')).parts.size(), 0u);
}

TEST(Sms, Times_are_UTC_tenths_of_a_second_and_none_outside_this_century) {
  EXPECT_EQ(absolute_time(*Instant::parse("2024-02-29T23:59:59.987Z")), "240229235959900+");
  EXPECT_EQ(absolute_time(*Instant::parse("2000-01-01T00:00:00Z")), "000101000000000+");
  EXPECT_EQ(absolute_time(Instant::never()), "");
  EXPECT_EQ(absolute_time(Instant::beginning()), "");
}

TEST(Sms, The_three_kinds_have_names) {
  EXPECT_EQ(find_long_messages("udh"), LongMessages::udh);
  EXPECT_EQ(find_long_messages("sar"), LongMessages::sar);
  EXPECT_EQ(find_long_messages("payload"), LongMessages::payload);
  EXPECT_FALSE(find_long_messages("UDH"));
}

TEST(SmsText, A_phones_words_are_read_in_the_alphabet_they_came_in) {
  const auto read = [](std::uint8_t data_coding, Buffer octets, std::uint8_t esm_class = 0) {
    DeliverSm deliver;
    deliver.data_coding = data_coding;
    deliver.esm_class = esm_class;
    deliver.short_message = octets;
    return read_sms_text(deliver);
  };
  EXPECT_EQ(read(0, {'S', 0x00, 'O', 'P', 0x00}), "S@OP");
  EXPECT_EQ(read(8, {0x04, 0x21, 0x04, 0x22}), "СТ");
  EXPECT_EQ(read(3, {'s', 0xE9}), "sé");
  EXPECT_EQ(read(0, {5, 0, 3, 1, 2, 1, 'N', 'O'}, 0x40), "NO");
  EXPECT_EQ(read(0, {5, 0, 3, 1}, 0x40), "");
  EXPECT_EQ(read(0, {}, 0x40), "");
  EXPECT_EQ(read(8, {0x04}), "\uFFFD");
}

}  // namespace
}  // namespace airperk::smpp
