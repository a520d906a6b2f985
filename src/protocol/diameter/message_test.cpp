#include "protocol/diameter/message.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "protocol/diameter/avp.h"
#include "protocol/diameter/credit_control.h"
#include "protocol/diameter/test_requests.h"

namespace airperk::diameter {
namespace {

void read_into(wire::Intake& intake, Bytes octets) {
  std::ranges::copy(octets, intake.space().begin());
  intake.filled(octets.size());
}

/// Opens every AVP as if it were grouped, which is what a hostile one may claim to be.
void walk(AvpReader reader) {
  while (const auto avp = reader.next()) {
    (void)avp->u32();
    (void)avp->u64();
    walk(reader.open(*avp));
  }
}

TEST(DiameterFramer, A_stream_in_single_octets_gives_the_same_messages) {
  wire::Intake intake(message_octets_max);
  for (const Buffer& request : test::all_requests()) {
    for (const std::uint8_t octet : request) {
      const auto before = next_message(intake);
      ASSERT_TRUE(before);
      ASSERT_FALSE(*before);
      read_into(intake, Bytes(&octet, 1));
    }
    const auto message = next_message(intake);
    ASSERT_TRUE(message && *message);
    EXPECT_TRUE(std::ranges::equal((*message)->frame, request));
  }
}

TEST(DiameterFramer, A_stream_that_is_not_Diameter_is_refused_at_its_fourth_octet) {
  struct {
    std::uint32_t first;
    const char* says;
  } const cases[] = {{0x47455420, "version 71 is not 1"},
                     {0x01000010, "length 16 is less than a header"},
                     {0x01000016, "length 22 is no multiple of four"},
                     {0x01FFFFFC, "length 16777212 is more than 65536"}};
  for (const auto& each : cases) {
    wire::Intake intake(message_octets_max);
    Buffer octets;
    wire::put_u32(octets, each.first);
    read_into(intake, octets);
    const auto message = next_message(intake);
    ASSERT_FALSE(message);
    EXPECT_EQ(message.error(), each.says);
  }
}

TEST(DiameterHeader, Is_written_as_it_is_read) {
  const Header header{.request = true,
                      .proxiable = true,
                      .retransmitted = true,
                      .command = 272,
                      .application = 4,
                      .hop_by_hop = 0x01020304,
                      .end_to_end = 0xFFFFFFFE};
  Buffer out;
  Writer(out, header).finish();
  const std::uint8_t expected[] = {1, 0, 0, 20, 0xD0, 0, 1,    0x10, 0,    0,
                                   0, 4, 1, 2,  3,    4, 0xFF, 0xFF, 0xFF, 0xFE};
  EXPECT_EQ(out, Buffer(std::begin(expected), std::end(expected)));
  const Message message = read_message(out).value();
  EXPECT_TRUE(message.header.retransmitted);
  EXPECT_EQ(message.header.end_to_end, 0xFFFFFFFEu);
}

TEST(DiameterHeader, An_answer_echoes_ids_and_the_P_bit_and_flags_protocol_errors) {
  Header request{.request = true, .proxiable = true, .retransmitted = true, .hop_by_hop = 5};
  const Header plain = answer_header(request, 2001);
  EXPECT_FALSE(plain.request);
  EXPECT_FALSE(plain.retransmitted);
  EXPECT_FALSE(plain.error);
  EXPECT_TRUE(plain.proxiable);
  EXPECT_EQ(plain.hop_by_hop, 5u);
  EXPECT_TRUE(answer_header(request, 3007).error);
  EXPECT_FALSE(answer_header(request, 5030).error);
}

TEST(DiameterAvp, Padding_lies_outside_the_length_and_groups_count_the_padding_inside) {
  Buffer out;
  Writer writer(out, {});
  writer.group(avp::subscription_id, [&] { writer.text(avp::subscription_id_data, "12345"); });
  writer.text(avp::session_id, "a");
  writer.finish();
  EXPECT_EQ(out.size(), 20u + 8 + 16 + 12);
  AvpReader reader(read_message(out).value().avps());
  const auto group = reader.next();
  ASSERT_TRUE(group);
  EXPECT_EQ(group->data.size(), 16u);
  EXPECT_EQ(reader.open(*group).next()->text(), "12345");
  EXPECT_EQ(reader.next()->text(), "a");
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.fault());
}

TEST(DiameterAvp, A_vendors_code_is_another_key_than_the_same_code_without) {
  Buffer out;
  Writer writer(out, {});
  writer.u32(in_3gpp(18), 1);
  writer.finish();
  const Bytes avps = read_message(out).value().avps();
  EXPECT_TRUE(find(avps, avp::sgsn_mcc_mnc));
  EXPECT_FALSE(find(avps, ietf(18)));
}

TEST(DiameterAvp, Missing_padding_at_the_very_end_is_forgiven) {
  const std::uint8_t octets[] = {0, 0, 1, 7, 0x40, 0, 0, 9, 'a'};
  AvpReader reader{Bytes(octets)};
  EXPECT_EQ(reader.next()->text(), "a");
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.fault());
}

TEST(DiameterAvp, Lengths_that_cannot_be_are_faults_that_name_the_AVP) {
  const std::uint8_t too_long[] = {0, 0, 1, 7, 0x40, 0, 0, 13, 1, 2, 3, 4};
  const std::uint8_t too_short[] = {0, 0, 1, 7, 0x40, 0, 0, 7};
  const std::uint8_t no_vendor[] = {0, 0, 1, 7, 0xC0, 0, 0, 11, 0, 0, 0, 0};
  for (const Bytes octets : {Bytes(too_long), Bytes(too_short), Bytes(no_vendor)}) {
    AvpReader reader(octets);
    EXPECT_FALSE(reader.next());
    ASSERT_TRUE(reader.fault());
    EXPECT_EQ(reader.fault()->result_code, 5014u);
    EXPECT_EQ(reader.fault()->failed_avp, avp::session_id);
  }
}

TEST(DiameterAvp, A_length_that_cannot_be_names_the_vendor_too_and_how_long_the_data_is_at_least) {
  const std::uint8_t digits[] = {0, 0, 0, 18, 0xC0, 0, 0, 99, 0, 0, 0x28, 0xAF, 4, 0, 1, 0};
  const std::uint8_t octets[] = {0, 0, 1, 165, 0x40, 0, 0, 99, 1, 2, 3, 4};
  const std::uint8_t group[] = {0, 0, 1, 200, 0x40, 0, 0, 99};
  const auto fault = [](Bytes avps) {
    AvpReader reader(avps);
    EXPECT_FALSE(reader.next());
    return reader.fault().value();
  };
  EXPECT_EQ(fault(digits).failed_avp, avp::sgsn_mcc_mnc);
  EXPECT_EQ(fault(digits).failed_octets, 5);
  EXPECT_EQ(fault(octets).failed_avp, avp::cc_total_octets);
  EXPECT_EQ(fault(octets).failed_octets, 8);
  EXPECT_EQ(fault(group).failed_octets, 0);
}

TEST(DiameterAvp, Nesting_has_an_end) {
  Buffer out;
  Writer writer(out, {});
  const std::function<void(int)> nest = [&](int depth) {
    if (depth > 0) writer.group(avp::failed_avp, [&] { nest(depth - 1); });
  };
  nest(20);
  writer.finish();
  AvpReader reader(read_message(out).value().avps());
  int depth = 0;
  while (const auto avp = reader.next()) {
    reader = reader.open(*avp);
    ++depth;
  }
  EXPECT_EQ(depth, AvpReader::depth_max + 1);
  EXPECT_TRUE(reader.fault());
}

TEST(DiameterMessage, No_truncation_of_any_request_is_read_out_of_bounds) {
  for (const Buffer& request : test::all_requests()) {
    for (std::size_t length = 0; length < request.size(); ++length) {
      Buffer cut(request.begin(), request.begin() + static_cast<std::ptrdiff_t>(length));
      cut.shrink_to_fit();
      EXPECT_FALSE(read_message(cut));
      if (length < header_octets) continue;
      // As a message that claims just this length, multiple of four or not.
      wire::patch_u32(cut, 0, 1u << 24 | static_cast<std::uint32_t>(length));
      const Message message{read_message(Bytes(request)).value().header, cut};
      walk(AvpReader(message.avps()));
      CreditControlRequest parsed;
      parse(message, parsed);
    }
  }
}

TEST(DiameterMessage, Fifty_thousand_mutations_are_read_or_refused_and_always_answered) {
  std::mt19937 random(20260102);
  const auto all = test::all_requests();
  std::size_t refused = 0;
  for (int round = 0; round < 50'000; ++round) {
    Buffer octets = all[random() % all.size()];
    for (unsigned flips = 1 + random() % 4; flips > 0; --flips)
      octets[header_octets + random() % (octets.size() - header_octets)] =
          static_cast<std::uint8_t>(random() % 4 == 0 ? random() : random() % 16);
    octets.shrink_to_fit();
    const auto message = read_message(octets);
    ASSERT_TRUE(message);
    walk(AvpReader(message->avps()));
    CreditControlRequest request;
    const auto refusal = parse(*message, request);
    CreditControlAnswer answer;
    if (refusal) {
      ++refused;
      answer = {.result_code = refusal->result_code, .refusal = refusal};
    } else {
      answer.services.resize(request.services.size());
    }
    Buffer out;
    write(request, answer, {"airperk.example", "example"}, out);
    const auto written = read_message(out, out.size());
    ASSERT_TRUE(written) << written.error();
    AvpReader reader(written->avps());
    while (reader.next()) {
    }
    ASSERT_FALSE(reader.fault());
  }
  EXPECT_GT(refused, 1000u);
  EXPECT_LT(refused, 49'000u);
}

}  // namespace
}  // namespace airperk::diameter
