#include "protocol/smpp/receipt.h"

#include <gtest/gtest.h>

#include <random>

#include "protocol/gsm/alphabet.h"
#include "protocol/smpp/text.h"

namespace airperk::smpp {
namespace {

std::optional<Receipt> read(std::string_view text, std::uint8_t esm_class = 0x04) {
  DeliverSm deliver;
  deliver.esm_class = esm_class;
  deliver.short_message = wire::as_bytes(text);
  return read_receipt(deliver);
}

TEST(Receipt, Is_read_from_the_text_of_Appendix_B) {
  const auto receipt = read(
      "id:c449_Ab94 sub:001 dlvrd:001 submit date:1603051000 done date:1603051001 stat:DELIVRD "
      "err:000 text:id:7 stat:EXPIRED");
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->message_id, "c449_Ab94");
  EXPECT_EQ(receipt->state, MessageState::delivered);
}

TEST(Receipt, Its_text_may_come_in_other_case_and_order) {
  const auto receipt = read("Stat:Undeliv submit date:1 Id:77 Text:");
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->message_id, "77");
  EXPECT_EQ(receipt->state, MessageState::undeliverable);
  EXPECT_EQ(read("id:1 stat:REJECTD")->state, MessageState::rejected);
  EXPECT_EQ(read("id:1 stat:EXPIRED")->state, MessageState::expired);
  EXPECT_EQ(read("id:1 stat:ACCEPTD")->state, MessageState::accepted);
  EXPECT_EQ(read("id:1 stat:DELIVERED")->state, MessageState::delivered);
  EXPECT_EQ(read("id:1 stat:undeliverable")->state, MessageState::undeliverable);
  EXPECT_EQ(read("id:1 stat:Failed")->state, MessageState::undeliverable);
  EXPECT_EQ(read("id:1 stat:2")->state, MessageState::delivered);
  EXPECT_EQ(read("id:1 stat:WHAT")->state, MessageState::unknown);
  EXPECT_EQ(read("id:1")->state, MessageState::unknown);
}

TEST(Receipt, Is_read_from_its_TLVs_with_or_without_an_end_and_before_the_text) {
  DeliverSm deliver;
  deliver.esm_class = 0x04;
  deliver.short_message = wire::as_bytes("id:9 stat:EXPIRED");
  deliver.tlvs.receipted_message_id = wire::as_bytes(std::string_view("4f2a\0", 5));
  deliver.tlvs.message_state = 2;
  EXPECT_EQ(read_receipt(deliver)->message_id, "4f2a");
  EXPECT_EQ(read_receipt(deliver)->state, MessageState::delivered);
  deliver.tlvs.message_state.reset();
  EXPECT_EQ(read_receipt(deliver)->state, MessageState::expired);
  deliver.esm_class = 0;
  deliver.tlvs.receipted_message_id = wire::as_bytes("4f2a");
  EXPECT_EQ(read_receipt(deliver)->message_id, "4f2a");
  deliver.tlvs.message_state = 99;
  EXPECT_EQ(read_receipt(deliver)->state, MessageState::unknown);
}

TEST(Receipt, May_be_written_in_UCS_2) {
  const auto octets = gsm::to_utf16_be("id:12 stat:DELIVRD");
  DeliverSm deliver;
  deliver.esm_class = 0x04;
  deliver.data_coding = 8;
  deliver.short_message = octets;
  EXPECT_EQ(read_receipt(deliver)->message_id, "12");
  EXPECT_EQ(read_receipt(deliver)->state, MessageState::delivered);
}

TEST(Receipt, Is_ASCII_also_where_it_says_UCS_2) {
  DeliverSm deliver;
  deliver.esm_class = 0x04;
  deliver.data_coding = 8;
  deliver.short_message = wire::as_bytes("id:12 sub:001 stat:DELIVRD");
  EXPECT_EQ(read_receipt(deliver)->message_id, "12");
  EXPECT_EQ(read_receipt(deliver)->state, MessageState::delivered);
}

TEST(Receipt, Without_its_mark_it_is_one_by_what_it_says) {
  EXPECT_EQ(read("id:1 sub:001 stat:DELIVRD err:000 text:", 0x00)->message_id, "1");
  DeliverSm deliver;
  deliver.short_message = wire::as_bytes("id:7 err:000");
  EXPECT_TRUE(is_from_user(deliver));
  deliver.tlvs.message_state = 2;
  EXPECT_FALSE(is_from_user(deliver));
  EXPECT_EQ(read_receipt(deliver)->message_id, "7");
  EXPECT_EQ(read_receipt(deliver)->state, MessageState::delivered);
}

TEST(Receipt, A_phones_message_and_an_acknowledgement_are_none) {
  EXPECT_FALSE(read("my id:1 and stat:DELIVRD", 0x00));
  EXPECT_FALSE(read("id:1", 0x00));
  EXPECT_FALSE(read("id:1 stat:DELIVRD", 0x08));
  EXPECT_TRUE(read("id:1 stat:ENROUTE", 0x20));
  DeliverSm words;
  EXPECT_TRUE(is_from_user(words));
  words.esm_class = 0x04;
  EXPECT_FALSE(is_from_user(words));
}

TEST(Receipt, One_that_names_no_message_is_none) {
  for (const std::string_view text : {"", "id:", "id: stat:DELIVRD", "stat:DELIVRD", "xid:5",
                                      "text:id:5", "hello text:id:5 stat:DELIVRD"})
    EXPECT_FALSE(read(text)) << text;
  EXPECT_FALSE(read("id:" + std::string(66, '1')));
}

TEST(Receipt, Random_text_is_read_or_not_and_harms_nobody) {
  std::mt19937 random(20260101);
  const std::string_view pieces[] = {"id:", "stat:", " ", "text:", "DELIVRD", "4f", ":", "\xFF"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (unsigned i = random() % 8; i > 0; --i) text += pieces[random() % std::size(pieces)];
    const auto receipt = read(text);
    EXPECT_TRUE(!receipt || !receipt->message_id.empty());
  }
}

TEST(MessageId, One_number_is_one_message_in_decimal_and_in_hexadecimal) {
  EXPECT_TRUE(same_message("4F2A", "20266"));
  EXPECT_TRUE(same_message("20266", "4f2a"));
  EXPECT_TRUE(same_message("00004f2a", "4F2A"));
  EXPECT_TRUE(same_message("0000000010", "10"));
  EXPECT_TRUE(same_message("255", "ff"));
  EXPECT_TRUE(same_message("FFFFFFFFFFFFFFFF", "18446744073709551615"));
  EXPECT_TRUE(same_message("c449ab9744f47b6af1879e49e75e4f40", "C449AB9744F47B6AF1879E49E75E4F40"));
  EXPECT_TRUE(same_message("msg_id_7", "msg_id_7"));
  EXPECT_TRUE(same_message("0", "000"));
}

TEST(MessageId, Other_numbers_and_no_number_are_other_messages) {
  EXPECT_FALSE(same_message("4F2A", "20267"));
  EXPECT_FALSE(same_message("msg_id_7", "msg_id_8"));
  EXPECT_FALSE(same_message("", ""));
  EXPECT_FALSE(same_message("", "0"));
  EXPECT_FALSE(same_message("0", "1"));
  EXPECT_FALSE(same_message("18446744073709551616", "10000000000000000"));
}

TEST(MessageId, The_spelling_that_was_given_comes_first) {
  EXPECT_EQ(message_id_spellings("0010"), (std::vector<std::string>{"10", "a", "16"}));
  EXPECT_EQ(message_id_spellings("4F2A"), (std::vector<std::string>{"4f2a", "20266"}));
  EXPECT_EQ(message_id_spellings("msg_7"), (std::vector<std::string>{"msg_7"}));
}

}  // namespace
}  // namespace airperk::smpp
