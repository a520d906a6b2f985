#include "protocol/smpp/ussd.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "protocol/gsm/alphabet.h"

namespace airperk::smpp {
namespace {

using Octets = std::vector<std::uint8_t>;

/// A gateway as it talks in one profile.
struct Gateway {
  const Profile& profile;
  Octets id;
  Octets text{'*', '5', '5', '5', '#'};
  std::string_view destination = "555";
  std::uint8_t data_coding = 0;

  std::optional<UssdInput> sends(std::optional<std::uint8_t> op) const {
    DeliverSm deliver;
    deliver.service_type = "USSD";
    deliver.source = {1, 1, "77011234567"};
    deliver.destination = {0, 1, destination};
    deliver.data_coding = data_coding;
    deliver.short_message = text;
    deliver.tlvs.ussd_service_op = op;
    if (!id.empty()) {
      const bool reference = profile.field == DialogueField::user_message_reference;
      (reference ? deliver.tlvs.user_message_reference : deliver.tlvs.its_session_info) = Bytes(id);
    }
    return read_ussd(profile, deliver);
  }
};

/// What the gateway gets for a screen.
struct Shown {
  Buffer octets;
  bool whole;
  Pdu pdu;
  const SubmitSm& submit() const { return std::get<SubmitSm>(pdu.body); }
  Octets id() const {
    const auto& tlvs = submit().tlvs;
    const auto field = tlvs.its_session_info ? tlvs.its_session_info : tlvs.user_message_reference;
    return field ? Octets(field->begin(), field->end()) : Octets();
  }
};

Shown show(const Profile& profile, const UssdInput& input, std::string_view screen, bool ended,
           const Origin& origin = {}) {
  Shown shown{};
  shown.whole = write_ussd(profile, input.address, origin, screen, ended, shown.octets);
  shown.pdu = decode(shown.octets).value();
  return shown;
}

const Profile& standard() {
  return *find_profile("standard");
}
const Profile& end_bit() {
  return *find_profile("end-bit");
}
const Profile& user_reference() {
  return *find_profile("user-reference");
}

TEST(Ussd, There_are_three_profiles_and_no_other_name_is_one) {
  EXPECT_EQ(profiles().size(), 3u);
  for (const Profile& profile : profiles()) EXPECT_EQ(find_profile(profile.name), &profile);
  EXPECT_EQ(find_profile("Standard"), nullptr);
}

TEST(Ussd, A_dialled_code_begins_a_dialogue) {
  const auto input = Gateway{standard(), {0x2A, 0x00}}.sends(0x01);
  ASSERT_TRUE(input);
  EXPECT_EQ(input->act, UssdAct::begins);
  EXPECT_EQ(input->text, "*555#");
  EXPECT_EQ(input->address.subscriber, "77011234567");
}

TEST(Ussd, A_code_may_stand_in_the_destination_address) {
  const auto input = Gateway{standard(), {0x2A, 0x00}, {}, "*555*1#"}.sends(0x01);
  ASSERT_TRUE(input);
  EXPECT_EQ(input->act, UssdAct::begins);
  EXPECT_EQ(input->text, "*555*1#");
}

TEST(Ussd, The_standard_session_is_the_first_octet_whatever_the_sequence_number) {
  const auto first = Gateway{standard(), {0x2A, 0x00}}.sends(0x01);
  const auto second = Gateway{standard(), {0x2A, 0x02}, {'1'}}.sends(0x12);
  const auto other = Gateway{standard(), {0x2B, 0x00}}.sends(0x01);
  EXPECT_EQ(first->session, second->session);
  EXPECT_NE(first->session, other->session);
  EXPECT_EQ(second->act, UssdAct::continues);
  EXPECT_EQ(second->text, "1");
}

TEST(Ussd, A_standard_screen_asks_with_0x02_and_ends_with_0x11_and_the_end_bit) {
  const auto input = Gateway{standard(), {0x2A, 0x06}}.sends(0x01);
  const Shown asks = show(standard(), *input, "1.Join", false);
  EXPECT_EQ(asks.submit().tlvs.ussd_service_op, 0x02);
  EXPECT_EQ(asks.id(), (Octets{0x2A, 0x06}));
  const Shown ends = show(standard(), *input, "Bye", true);
  EXPECT_EQ(ends.submit().tlvs.ussd_service_op, 0x11);
  EXPECT_EQ(ends.id(), (Octets{0x2A, 0x07}));
}

TEST(Ussd, An_end_bit_gateway_sees_the_end_in_the_bit_alone) {
  const auto input = Gateway{end_bit(), {0x12, 0x34}}.sends(0x01);
  EXPECT_EQ(input->session, "1234");
  const Shown ends = show(end_bit(), *input, "Bye", true);
  EXPECT_EQ(ends.submit().tlvs.ussd_service_op, 0x02);
  EXPECT_EQ(ends.id(), (Octets{0x12, 0x35}));
  EXPECT_EQ(show(end_bit(), *input, "1.Join", false).id(), (Octets{0x12, 0x34}));
}

TEST(Ussd, The_end_bit_from_an_end_bit_gateway_is_the_users_abort_of_the_same_session) {
  const auto begun = Gateway{end_bit(), {0x12, 0x34}}.sends(0x01);
  const auto aborted = Gateway{end_bit(), {0x12, 0x35}, {}}.sends(0x12);
  EXPECT_EQ(aborted->act, UssdAct::aborts);
  EXPECT_EQ(aborted->session, begun->session);
}

TEST(Ussd, A_user_reference_gateway_is_answered_with_its_own_reference) {
  const auto input = Gateway{user_reference(), {0x12, 0x35}}.sends(0x01);
  EXPECT_EQ(input->session, "1235");
  const Shown ends = show(user_reference(), *input, "Bye", true);
  EXPECT_EQ(ends.submit().tlvs.ussd_service_op, 0x11);
  EXPECT_TRUE(ends.submit().tlvs.user_message_reference);
  EXPECT_EQ(ends.id(), (Octets{0x12, 0x35}));
  EXPECT_EQ(Gateway(user_reference(), {0x12, 0x35}, {}).sends(0x81)->act, UssdAct::aborts);
}

TEST(Ussd, Without_an_id_the_number_alone_names_the_dialogue) {
  const auto input = Gateway{standard(), {}}.sends(0x01);
  EXPECT_EQ(input->session, "");
  EXPECT_TRUE(show(standard(), *input, "Bye", true).id().empty());
}

TEST(Ussd, Without_an_op_a_star_begins_and_anything_else_continues) {
  EXPECT_EQ(Gateway(standard(), {1, 0}).sends(std::nullopt)->act, UssdAct::begins);
  EXPECT_EQ(Gateway(standard(), {1, 0}, {'2'}).sends(std::nullopt)->act, UssdAct::continues);
}

TEST(Ussd, A_notice_that_was_shown_asks_for_nothing) {
  EXPECT_EQ(Gateway(standard(), {1, 0}, {}).sends(0x13)->act, UssdAct::confirms);
  const Octets ended = {0x12, 0x35};
  EXPECT_EQ(Gateway(end_bit(), ended, {}).sends(0x13)->act, UssdAct::confirms);
}

Shown notify(const Profile& profile, std::string_view text, std::uint16_t dialogue,
             Push push = Push::notice) {
  Shown shown{};
  shown.whole =
      write_push(profile, push, {1, 1, "77011234567"}, {"555", 0, 1}, text, dialogue, shown.octets);
  if (shown.whole) shown.pdu = decode(shown.octets).value();
  return shown;
}

TEST(Ussd, A_notice_is_0x03_in_a_dialogue_of_its_own_with_the_profiles_end_mark) {
  const Shown notice = notify(standard(), "500 units are yours", 0x1234);
  EXPECT_EQ(notice.submit().service_type, "USSD");
  EXPECT_EQ(notice.submit().source.digits, "555");
  EXPECT_EQ(notice.submit().destination.digits, "77011234567");
  EXPECT_EQ(notice.submit().tlvs.ussd_service_op, 0x03);
  EXPECT_EQ(notice.id(), (Octets{0x34, 0x01}));
  EXPECT_EQ(notify(end_bit(), "hi", 0x1234).id(), (Octets{0x12, 0x35}));
  const Shown by_reference = notify(user_reference(), "hi", 0x1234);
  EXPECT_TRUE(by_reference.submit().tlvs.user_message_reference);
  EXPECT_EQ(by_reference.id(), (Octets{0x12, 0x34}));
}

TEST(Ussd, A_question_is_0x02_without_the_end_mark_and_its_answer_goes_on_in_its_dialogue) {
  const Shown question = notify(standard(), "1.Begin", 0x1234, Push::question);
  EXPECT_EQ(question.submit().tlvs.ussd_service_op, 0x02);
  EXPECT_EQ(question.id(), (Octets{0x34, 0x00}));
  EXPECT_EQ(notify(end_bit(), "1.Begin", 0x1235, Push::question).id(), (Octets{0x12, 0x34}));
  const auto answer = Gateway(standard(), {0x34, 0}, {'1'}).sends(0x12);
  EXPECT_EQ(answer->act, UssdAct::continues);
  EXPECT_EQ(answer->session, "34");
}

TEST(Ussd, A_notice_that_does_not_fit_is_not_written) {
  EXPECT_TRUE(notify(standard(), std::string(182, 'a'), 1).whole);
  const Shown longer = notify(standard(), std::string(183, 'a'), 1);
  EXPECT_FALSE(longer.whole);
  EXPECT_TRUE(longer.octets.empty());
}

TEST(Ussd, A_delivery_receipt_is_not_USSD) {
  DeliverSm receipt;
  receipt.esm_class = 0x04;
  EXPECT_FALSE(read_ussd(standard(), receipt));
}

TEST(Ussd, Input_is_read_in_the_alphabet_it_came_in) {
  EXPECT_EQ(Gateway(standard(), {1, 0}, {0x00, 'a'}).sends(0x12)->text, "@a");
  EXPECT_EQ(Gateway(standard(), {1, 0}, {0x04, 0x14, 0x04, 0x30}, "555", 8).sends(0x12)->text,
            "Да");
  EXPECT_EQ(Gateway(standard(), {1, 0}, {0x04, 0x14}, "555", 0x48).sends(0x12)->text, "Д");
  EXPECT_EQ(Gateway(standard(), {1, 0}, {'@', 0xE9}, "555", 3).sends(0x12)->text, "@é");
}

TEST(Ussd, What_packing_left_behind_a_text_is_no_part_of_it) {
  const auto entered = [](std::string_view text, std::uint8_t op = 0x12) {
    Gateway gateway{standard(), {7, 1}};
    gateway.text.assign(text.begin(), text.end());
    return gateway.sends(op)->text;
  };
  for (const std::string_view code :
       {std::string_view("*555*1#"), std::string_view("*555*1#\r"),
        std::string_view("*555*1#\0", 8), std::string_view("*555*1# "),
        std::string_view("*555*1#\r\0", 9)}) {
    EXPECT_EQ(entered(code, 0x01), "*555*1#");
  }
  for (const std::string_view choice :
       {std::string_view("1"), std::string_view("1\r"), std::string_view("1 "),
        std::string_view("1\0", 2), std::string_view("1\r\n")}) {
    EXPECT_EQ(entered(choice), "1");
  }
  EXPECT_EQ(entered(std::string_view("a\0b", 3)), "a@b");
  EXPECT_EQ(entered("me at home"), "me at home");
  EXPECT_EQ(entered(""), "");
}

TEST(Ussd, A_Latin_screen_goes_out_in_septets_and_a_Cyrillic_one_in_UCS_2) {
  const auto input = Gateway{standard(), {1, 0}}.sends(0x01);
  const Shown latin = show(standard(), *input, "1 @ €", false);
  EXPECT_EQ(latin.submit().data_coding, 0);
  EXPECT_TRUE(
      std::ranges::equal(latin.submit().short_message, Octets{'1', ' ', 0x00, ' ', 0x1B, 0x65}));
  const Shown kazakh = show(standard(), *input, "Иә", false);
  EXPECT_EQ(kazakh.submit().data_coding, 8);
  EXPECT_TRUE(std::ranges::equal(kazakh.submit().short_message, Octets{0x04, 0x18, 0x04, 0xD9}));
}

TEST(Ussd, Eighty_Cyrillic_characters_fit_and_the_eighty_first_is_cut_off) {
  const auto input = Gateway{standard(), {1, 0}}.sends(0x01);
  std::string screen;
  for (int i = 0; i < 80; ++i) screen += "ж";
  const Shown whole = show(standard(), *input, screen, false);
  EXPECT_TRUE(whole.whole);
  EXPECT_EQ(whole.submit().short_message.size(), 160u);
  const Shown cut = show(standard(), *input, screen + "ж", false);
  EXPECT_FALSE(cut.whole);
  EXPECT_EQ(gsm::from_utf16_be(cut.submit().short_message), screen);
}

TEST(Ussd, A_cut_never_splits_an_escape_or_a_surrogate_pair) {
  const auto input = Gateway{standard(), {1, 0}}.sends(0x01);
  const Shown septets = show(standard(), *input, std::string(181, 'a') + "€", false);
  EXPECT_EQ(septets.submit().short_message.size(), 181u);
  std::string screen;
  for (int i = 0; i < 79; ++i) screen += "ж";
  const Shown units = show(standard(), *input, screen + "😀", false);
  EXPECT_EQ(units.submit().short_message.size(), 158u);
}

TEST(Ussd, Answers_come_from_the_dialled_address_or_from_the_one_configured) {
  const auto input = Gateway{standard(), {1, 0}}.sends(0x01);
  const Shown plain = show(standard(), *input, "Bye", true);
  EXPECT_EQ(plain.submit().source.digits, "555");
  EXPECT_EQ(plain.submit().destination.digits, "77011234567");
  EXPECT_EQ(plain.submit().destination.ton, 1);
  EXPECT_EQ(plain.submit().service_type, "USSD");
  const Shown named = show(standard(), *input, "Bye", true, {"airperk", 5, 0});
  EXPECT_EQ(named.submit().source.digits, "airperk");
  EXPECT_EQ(named.submit().source.ton, 5);
}

}  // namespace
}  // namespace airperk::smpp
