#include "protocol/smpp/pdu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace airperk::smpp {
namespace {

constexpr std::array<std::uint8_t, 2> session_info{0x2A, 0x00};
constexpr std::array<std::uint8_t, 2> reference{0x12, 0x34};
constexpr std::string_view payload = "*555*1#";

Buffer encoded(const Pdu& pdu) {
  Buffer out;
  encode(pdu, out);
  return out;
}

void fill(Message& message) {
  message.service_type = "USSD";
  message.source = {1, 1, "77011234567"};
  message.destination = {0, 1, "555"};
  message.short_message = wire::as_bytes("*555*1#");
  message.tlvs.ussd_service_op = 0x01;
  message.tlvs.its_session_info = session_info;
  message.tlvs.user_message_reference = reference;
  message.tlvs.receipted_message_id = wire::as_bytes("4711");
  message.tlvs.message_state = 2;
  message.tlvs.sar_msg_ref_num = reference;
  message.tlvs.sar_total_segments = 3;
  message.tlvs.sar_segment_seqnum = 1;
}

/// One of each PDU, with every field set.
std::vector<Buffer> samples() {
  BindTransceiver bind;
  bind.system_id = "airperk";
  bind.password = "secret08";
  bind.system_type = "USSD";
  SubmitSm submit;
  fill(submit);
  DeliverSm deliver;
  fill(deliver);
  DeliverSm long_text;
  fill(long_text);
  long_text.short_message = {};
  long_text.tlvs.message_payload = wire::as_bytes(payload);
  const Body bodies[] = {bind,
                         BindTransceiverResp{"gateway"},
                         submit,
                         SubmitSmResp{"4f"},
                         deliver,
                         long_text,
                         DeliverSmResp{},
                         EnquireLink{},
                         EnquireLinkResp{},
                         Unbind{},
                         UnbindResp{},
                         GenericNack{},
                         OtherCommand{Command{0x104}}};
  std::vector<Buffer> all;
  std::uint32_t sequence = 0;
  for (const Body& body : bodies) all.push_back(encoded({0, ++sequence, body}));
  return all;
}

TEST(SmppPdu, A_bind_is_written_octet_for_octet_as_the_specification_lays_it_out) {
  BindTransceiver bind;
  bind.system_id = "SMPP3TEST";
  bind.password = "secret08";
  bind.system_type = "SUBMIT1";
  bind.range = {1, 1, ""};
  const std::uint8_t expected[] = {0x00, 0x00, 0x00, 0x2F, 0x00, 0x00, 0x00, 0x09, 0x00, 0x00,
                                   0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x53, 0x4D, 0x50, 0x50,
                                   0x33, 0x54, 0x45, 0x53, 0x54, 0x00, 0x73, 0x65, 0x63, 0x72,
                                   0x65, 0x74, 0x30, 0x38, 0x00, 0x53, 0x55, 0x42, 0x4D, 0x49,
                                   0x54, 0x31, 0x00, 0x34, 0x01, 0x01, 0x00};
  EXPECT_EQ(encoded({0, 1, bind}), Buffer(std::begin(expected), std::end(expected)));
}

TEST(SmppPdu, What_was_written_is_read_again) {
  DeliverSm sent;
  fill(sent);
  const Buffer octets = encoded({0, 77, sent});
  const auto pdu = decode(octets);
  ASSERT_TRUE(pdu) << pdu.error().to_string();
  EXPECT_EQ(pdu->sequence, 77u);
  const auto& got = std::get<DeliverSm>(pdu->body);
  EXPECT_EQ(got.service_type, "USSD");
  EXPECT_EQ(got.source.digits, "77011234567");
  EXPECT_EQ(got.source.ton, 1);
  EXPECT_EQ(got.destination.digits, "555");
  EXPECT_EQ(wire::as_text(got.text()), "*555*1#");
  EXPECT_EQ(got.tlvs.ussd_service_op, 0x01);
  EXPECT_EQ(got.tlvs.message_state, 2);
  ASSERT_TRUE(got.tlvs.its_session_info);
  EXPECT_TRUE(std::ranges::equal(*got.tlvs.its_session_info, session_info));
  ASSERT_TRUE(got.tlvs.user_message_reference);
  EXPECT_TRUE(std::ranges::equal(*got.tlvs.user_message_reference, reference));
}

TEST(SmppPdu, The_text_may_stand_in_message_payload) {
  DeliverSm sent;
  sent.tlvs.message_payload = wire::as_bytes(payload);
  const Buffer octets = encoded({0, 1, sent});
  const auto pdu = decode(octets);
  ASSERT_TRUE(pdu);
  EXPECT_EQ(wire::as_text(std::get<DeliverSm>(pdu->body).text()), payload);
}

TEST(SmppPdu, Every_sample_reads_back_to_the_same_octets) {
  for (const Buffer& sample : samples()) {
    const auto pdu = decode(sample);
    ASSERT_TRUE(pdu) << pdu.error().to_string();
    EXPECT_EQ(encoded(*pdu), sample);
  }
}

TEST(SmppPdu, An_error_response_may_come_without_its_body) {
  const std::uint8_t refused[] = {0, 0, 0, 16, 0x80, 0, 0, 9, 0, 0, 0, 0x0E, 0, 0, 0, 1};
  const auto pdu = decode(refused);
  ASSERT_TRUE(pdu);
  EXPECT_EQ(pdu->status, 0x0Eu);
  EXPECT_TRUE(std::holds_alternative<BindTransceiverResp>(pdu->body));
}

TEST(SmppPdu, An_op_in_four_octets_is_read_as_the_small_number_it_is) {
  DeliverSm sent;
  Buffer octets = encoded({0, 1, sent});
  const std::uint8_t wide[] = {0x05, 0x01, 0, 4, 0, 0, 0, 0x12};
  wire::put(octets, Bytes(wide));
  wire::patch_u32(octets, 0, static_cast<std::uint32_t>(octets.size()));
  const auto pdu = decode(octets);
  ASSERT_TRUE(pdu);
  EXPECT_EQ(std::get<DeliverSm>(pdu->body).tlvs.ussd_service_op, 0x12);
}

/// A PDU with these octets behind it, and framed with them.
Buffer followed_by(const Pdu& pdu, const std::vector<std::uint8_t>& more) {
  Buffer octets = encoded(pdu);
  wire::put(octets, Bytes(more));
  wire::patch_u32(octets, 0, static_cast<std::uint32_t>(octets.size()));
  return octets;
}

TEST(SmppPdu, What_is_left_over_in_a_frame_is_passed_over) {
  DeliverSm sent;
  sent.short_message = wire::as_bytes("hello");
  for (const Body& body : {Body(EnquireLink{}), Body(EnquireLinkResp{}), Body(Unbind{}),
                           Body(GenericNack{}), Body(DeliverSmResp{}), Body(sent)}) {
    for (const auto& more : std::vector<std::vector<std::uint8_t>>{
             {0}, {0, 0, 0}, {4, 0x24, 0xFF, 0xFF}, {4, 0x27, 0, 0}}) {
      const auto pdu = decode(followed_by({0, 7, body}, more));
      ASSERT_TRUE(pdu) << to_string(command_of(body)) << ": " << pdu.error().to_string();
      EXPECT_EQ(pdu->sequence, 7u);
      EXPECT_EQ(command_of(pdu->body), command_of(body));
    }
  }
}

TEST(SmppPdu, TLVs_are_found_behind_a_NUL_that_ends_the_text) {
  DeliverSm sent;
  sent.short_message = wire::as_bytes("*555#");
  const auto pdu = decode(followed_by({0, 1, sent}, {0, 5, 1, 0, 1, 0x12}));
  ASSERT_TRUE(pdu);
  EXPECT_EQ(std::get<DeliverSm>(pdu->body).tlvs.ussd_service_op, 0x12);
}

TEST(SmppPdu, The_end_of_a_response_may_stand_for_the_NUL_of_its_id) {
  Buffer octets = encoded({0, 3, SubmitSmResp{"0A01"}});
  octets.pop_back();
  wire::patch_u32(octets, 0, static_cast<std::uint32_t>(octets.size()));
  const auto pdu = decode(octets);
  ASSERT_TRUE(pdu);
  EXPECT_EQ(std::get<SubmitSmResp>(pdu->body).message_id, "0A01");
}

TEST(SmppPdu, A_data_sm_is_a_message_in_its_own_layout) {
  DataSm sent;
  sent.source = {1, 1, "77011234567"};
  sent.destination = {0, 1, "555"};
  sent.esm_class = 4;
  sent.data_coding = 8;
  sent.tlvs.message_state = 2;
  const auto octets = encoded({0, 9, sent});
  const auto pdu = decode(octets);
  ASSERT_TRUE(pdu) << pdu.error().to_string();
  const auto* got = message_in(pdu->body);
  ASSERT_NE(got, nullptr);
  EXPECT_EQ(got->source.digits, "77011234567");
  EXPECT_EQ(got->destination.digits, "555");
  EXPECT_EQ(got->esm_class, 4);
  EXPECT_EQ(got->data_coding, 8);
  EXPECT_EQ(got->tlvs.message_state, 2);
}

/// A fault somebody has to act on says which PDU, what and where.
TEST(SmppPdu, A_fault_says_what_is_wrong_and_where) {
  DeliverSm sent;
  sent.service_type = "USSD";
  sent.short_message = wire::as_bytes("*555#");
  Buffer octets = encoded({0, 1, sent});
  octets.pop_back();
  octets.pop_back();
  wire::patch_u32(octets, 0, static_cast<std::uint32_t>(octets.size()));
  const auto pdu = decode(octets);
  ASSERT_FALSE(pdu);
  EXPECT_EQ(pdu.error().to_string(),
            "deliver_sm: short_message is shorter than sm_length, at octet 37");
}

/// Cut at every octet, with the length left as it was and with the length made to fit. The copy has
/// no spare octet, so that the sanitizer sees a read past its end.
TEST(SmppPdu, No_truncation_of_any_sample_is_read_out_of_bounds) {
  for (const Buffer& sample : samples()) {
    for (std::size_t length = 0; length < sample.size(); ++length) {
      Buffer cut(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(length));
      cut.shrink_to_fit();
      EXPECT_FALSE(decode(cut)) << length;
      if (length < pdu_octets_min) continue;
      wire::patch_u32(cut, 0, static_cast<std::uint32_t>(length));
      const auto pdu = decode(cut);
      if (pdu) {
        EXPECT_LE(encoded(*pdu).size(), sample.size());
      }
    }
  }
}

TEST(SmppPdu, Fifty_thousand_mutations_are_read_or_refused_and_what_is_read_can_be_written) {
  std::mt19937 random(20260101);
  const std::vector<Buffer> all = samples();
  std::size_t read = 0;
  for (int round = 0; round < 50'000; ++round) {
    Buffer octets = all[random() % all.size()];
    for (unsigned flips = 1 + random() % 4; flips > 0; --flips)
      octets[4 + random() % (octets.size() - 4)] = static_cast<std::uint8_t>(random());
    octets.shrink_to_fit();
    const auto pdu = decode(octets);
    if (!pdu) continue;
    ++read;
    const Buffer again = encoded(*pdu);
    const auto reread = decode(again);
    ASSERT_TRUE(reread) << reread.error().to_string();
  }
  EXPECT_GT(read, 1000u);
}

void read_into(wire::Intake& intake, Bytes octets) {
  std::ranges::copy(octets, intake.space().begin());
  intake.filled(octets.size());
}

TEST(SmppFramer, A_stream_in_single_octets_gives_the_same_PDUs) {
  wire::Intake intake(pdu_octets_max);
  std::size_t whole = 0;
  for (const Buffer& sample : samples()) {
    for (const std::uint8_t octet : sample) {
      const auto before = next_frame(intake);
      ASSERT_TRUE(before);
      ASSERT_FALSE(*before);
      read_into(intake, Bytes(&octet, 1));
    }
    const auto frame = next_frame(intake);
    ASSERT_TRUE(frame && *frame);
    EXPECT_TRUE(std::ranges::equal(**frame, sample));
    ++whole;
  }
  EXPECT_EQ(whole, samples().size());
}

TEST(SmppFramer, Lengths_no_PDU_can_have_are_faults) {
  for (const std::uint32_t length : {0u, 1u, 15u, 65'537u, 0x47455420u, 0xFFFFFFFFu}) {
    wire::Intake intake(pdu_octets_max);
    Buffer octets;
    wire::put_u32(octets, length);
    read_into(intake, octets);
    EXPECT_FALSE(next_frame(intake)) << length;
  }
}

TEST(SmppFramer, The_longest_PDU_fits) {
  wire::Intake intake(pdu_octets_max);
  Buffer octets(pdu_octets_max);
  wire::patch_u32(octets, 0, pdu_octets_max);
  read_into(intake, octets);
  const auto frame = next_frame(intake);
  ASSERT_TRUE(frame && *frame);
  EXPECT_EQ((*frame)->size(), pdu_octets_max);
}

}  // namespace
}  // namespace airperk::smpp
