#include "protocol/diameter/credit_control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/diameter/test_requests.h"

namespace airperk::diameter {
namespace {

using test::begin_ccr;
using test::request_header;
using test::subscription;
using ::testing::ElementsAre;

/// A request with the octets its views point into.
struct Parsed {
  Buffer octets;
  CreditControlRequest request;
  std::optional<Refusal> refusal;
  explicit Parsed(Buffer sent) : octets(std::move(sent)) {
    refusal = parse(read_message(octets).value(), request);
  }
};

/// The codes of an answer's AVPs in their order, groups in parentheses: "263 268 456(432 268)".
std::string shape(AvpReader reader) {
  std::string text;
  while (const auto avp = reader.next()) {
    if (!text.empty()) text += ' ';
    text += std::to_string(code_of(avp->key));
    const std::uint32_t code = code_of(avp->key);
    const bool group = code == 456 || code == 431 || code == 430 || code == 279 || code == 423;
    if (group) text += "(" + shape(reader.open(*avp)) + ")";
  }
  return text;
}

struct Written {
  Buffer octets;
  Message message;
  std::string shape() const { return diameter::shape(AvpReader(message.avps())); }
  std::uint32_t value(AvpKey key) const { return find(message.avps(), key)->u32().value(); }
};

Written answer_to(const Parsed& parsed, const CreditControlAnswer& answer) {
  Written written;
  write(parsed.request, answer, {"airperk.example", "example"}, written.octets);
  written.message = read_message(written.octets).value();
  return written;
}

TEST(CreditControlRequest, An_Open5GS_update_is_read_with_its_roaming_key) {
  const Parsed parsed(test::open5gs_update());
  ASSERT_FALSE(parsed.refusal) << parsed.refusal->what;
  const auto& request = parsed.request;
  EXPECT_EQ(request.session_id, "smf;1;2;gy");
  EXPECT_EQ(request.service_context_id, "32251@3gpp.org");
  EXPECT_EQ(request.type, RequestType::update);
  EXPECT_EQ(request.number, 1u);
  EXPECT_FALSE(request.action) << "Requested-Action is read in events only";
  ASSERT_EQ(request.subscriptions.size(), 2u);
  EXPECT_EQ(request.subscriptions[0].type, SubscriptionId::Type::imsi);
  EXPECT_EQ(request.subscriptions[1].data, "77011234567");
  ASSERT_EQ(request.services.size(), 1u);
  const auto& service = request.services[0];
  EXPECT_FALSE(service.rating_group);
  EXPECT_EQ(service.requested->total_octets, 1'000'000u);
  ASSERT_EQ(service.used.size(), 1u);
  EXPECT_EQ(service.used[0].input_octets, 1000u);
  EXPECT_EQ(service.used[0].output_octets, 2000u);
  EXPECT_FALSE(service.used[0].total_octets);
  EXPECT_EQ(service.used[0].time, 60u);
  EXPECT_EQ(service.used[0].reporting_reason, 3u);
  EXPECT_EQ(wire::as_text(request.information.sgsn_mcc_mnc), "40101");
  EXPECT_EQ(request.event_timestamp, Instant::parse("2016-03-10T12:00:00Z"));
}

TEST(CreditControlRequest, Kamailio_needs_no_top_level_application_id) {
  const Parsed parsed(test::kamailio_initial());
  ASSERT_FALSE(parsed.refusal) << parsed.refusal->what;
  const auto& request = parsed.request;
  EXPECT_EQ(request.subscriptions.at(0).data, "+77011234567");
  EXPECT_EQ(request.information.called_party, "tel:+77022222222");
  EXPECT_EQ(request.information.role_of_node, 0u);
  EXPECT_EQ(request.information.access_network, "3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=4010112345");
  EXPECT_EQ(request.services.at(0).rating_group, 100u);
  EXPECT_EQ(request.services.at(0).service_identifier, 1000u);
  EXPECT_EQ(request.services.at(0).requested->time, 60u);
}

TEST(CreditControlRequest, An_SMS_event_is_read_with_its_recipient) {
  const Parsed parsed(test::smsc_event());
  ASSERT_FALSE(parsed.refusal) << parsed.refusal->what;
  const auto& request = parsed.request;
  EXPECT_EQ(request.type, RequestType::event);
  EXPECT_EQ(request.action, RequestedAction::direct_debiting);
  EXPECT_THAT(request.information.recipients, ElementsAre("77022222222"));
  EXPECT_EQ(wire::as_text(request.information.originator_sccp.subspan(2)), "7701");
  EXPECT_EQ(request.services.at(0).requested->service_specific, 1u);
}

TEST(CreditControlRequest, A_recipient_may_stand_inside_Recipient_Info) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  begin_ccr(writer, "s", "32274@3gpp.org", 4, 0);
  writer.u32(avp::requested_action, 0);
  writer.group(avp::service_information, [&] {
    writer.group(avp::sms_information, [&] {
      writer.group(avp::recipient_info, [&] {
        writer.group(avp::recipient_address, [&] { writer.text(avp::address_data, "7702"); });
      });
    });
  });
  writer.finish();
  const Parsed parsed(out);
  ASSERT_FALSE(parsed.refusal);
  EXPECT_THAT(parsed.request.information.recipients, ElementsAre("7702"));
}

TEST(CreditControlRequest, An_empty_requested_unit_is_there_and_empty) {
  const Parsed parsed(test::ergw_initial());
  ASSERT_FALSE(parsed.refusal);
  ASSERT_EQ(parsed.request.services.size(), 2u);
  ASSERT_TRUE(parsed.request.services[0].requested);
  EXPECT_FALSE(parsed.request.services[0].requested->total_octets);
  EXPECT_EQ(parsed.request.services[1].rating_group, 2000u);
}

TEST(CreditControlRequest, An_initial_without_any_service_is_no_error) {
  const Parsed parsed(test::magma_initial());
  EXPECT_FALSE(parsed.refusal);
  EXPECT_TRUE(parsed.request.services.empty());
}

TEST(CreditControlRequest, Units_without_an_MSCC_are_answered_without_one) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  begin_ccr(writer, "s", "32274@3gpp.org", 4, 0);
  writer.u32(avp::requested_action, 0);
  writer.u32(avp::service_identifier, 1);
  writer.group(avp::requested_service_unit, [&] { writer.u64(avp::cc_service_specific_units, 2); });
  writer.finish();
  const Parsed parsed(out);
  ASSERT_FALSE(parsed.refusal);
  ASSERT_EQ(parsed.request.services.size(), 1u);
  EXPECT_TRUE(parsed.request.services[0].bare);
  CreditControlAnswer answer;
  answer.services.push_back({.granted = ServiceUnits{.service_specific = 2}});
  EXPECT_EQ(answer_to(parsed, answer).shape(), "263 268 264 296 258 416 415 431(417)");
}

TEST(CreditControlRequest, Any_order_repetition_unknown_AVPs_and_odd_M_bits_are_forgiven) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  writer.u32(avp::cc_request_number, 0);
  writer.u32(avp::cc_request_number, 9);
  writer.u32(ietf(65'000), 1);
  writer.u32(in_3gpp(65'001), 1);
  writer.u32(avp::cc_request_type, 1);
  writer.text(avp::service_context_id, "32251@3gpp.org");
  test::origin(writer);
  writer.text(avp::session_id, "first");
  writer.text(avp::session_id, "second");
  writer.finish();
  out[24] &= 0xBF;  // the first AVP's M bit
  const Parsed parsed(out);
  ASSERT_FALSE(parsed.refusal) << parsed.refusal->what;
  EXPECT_EQ(parsed.request.session_id, "first");
  EXPECT_EQ(parsed.request.number, 0u);
}

TEST(CreditControlRequest, What_is_missing_is_named_in_Failed_AVP) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  writer.text(avp::session_id, "s");
  test::origin(writer);
  writer.text(avp::service_context_id, "32251@3gpp.org");
  writer.u32(avp::cc_request_type, 1);
  writer.finish();
  const Parsed parsed(out);
  ASSERT_TRUE(parsed.refusal);
  EXPECT_EQ(parsed.refusal->result_code, 5005u);
  const auto written =
      answer_to(parsed, {.result_code = parsed.refusal->result_code, .refusal = parsed.refusal});
  EXPECT_EQ(written.shape(), "263 268 264 296 258 416 279(415)");
  const auto failed = find(written.message.avps(), avp::failed_avp);
  EXPECT_EQ(AvpReader(failed->data).next()->u32(), 0u);
}

TEST(CreditControlRequest, What_is_out_of_range_stands_in_Failed_AVP_as_it_was_sent) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  begin_ccr(writer, "s", "32251@3gpp.org", 0x01020305, 0);
  writer.finish();
  const Parsed parsed(out);
  ASSERT_TRUE(parsed.refusal);
  const auto written = answer_to(parsed, {.result_code = 5004, .refusal = parsed.refusal});
  const auto failed = find(written.message.avps(), avp::failed_avp);
  ASSERT_TRUE(failed);
  const auto offending = AvpReader(failed->data).next();
  EXPECT_EQ(offending->key, avp::cc_request_type);
  EXPECT_EQ(offending->u32(), 0x01020305u);
}

TEST(CreditControlRequest, A_missing_name_is_a_Failed_AVP_of_one_zero_and_a_text_is_copied) {
  for (const std::string_view sent : {"", "32299@3gpp.org"}) {
    Buffer out;
    Writer writer(out, request_header(command::credit_control, 4));
    begin_ccr(writer, "s", sent, 1, 0);
    writer.finish();
    const Parsed parsed(out);
    const auto refusal = parsed.refusal.value_or(
        Refusal{result::rating_failed, avp::service_context_id, 1, "", 0, sent});
    const auto written = answer_to(parsed, {.refusal = refusal});
    const auto failed = find(written.message.avps(), avp::failed_avp);
    ASSERT_TRUE(failed);
    const auto offending = AvpReader(failed->data).next();
    EXPECT_EQ(offending->key, avp::service_context_id);
    EXPECT_EQ(offending->text(), sent.empty() ? std::string_view("\0", 1) : sent);
  }
}

TEST(CreditControlRequest, An_event_without_Requested_Action_is_refused) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  begin_ccr(writer, "s", "32274@3gpp.org", 4, 0);
  writer.finish();
  const Parsed parsed(out);
  ASSERT_TRUE(parsed.refusal);
  EXPECT_EQ(parsed.refusal->result_code, 5005u);
  EXPECT_EQ(parsed.refusal->failed_avp, avp::requested_action);
}

TEST(CreditControlRequest, A_wrong_length_is_5014_and_a_value_out_of_range_5004) {
  for (const bool length : {true, false}) {
    Buffer out;
    Writer writer(out, request_header(command::credit_control, 4));
    begin_ccr(writer, "s", "32251@3gpp.org", length ? 1 : 5, 0);
    if (length)
      writer.group(avp::multiple_services_credit_control, [&] {
        writer.group(avp::used_service_unit, [&] { writer.u32(avp::cc_total_octets, 1); });
      });
    writer.finish();
    const Parsed parsed(out);
    ASSERT_TRUE(parsed.refusal);
    EXPECT_EQ(parsed.refusal->result_code, length ? 5014u : 5004u);
    EXPECT_EQ(parsed.refusal->failed_avp, length ? avp::cc_total_octets : avp::cc_request_type);
  }
}

TEST(CreditControlRequest, Timestamps_go_on_after_2036) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  begin_ccr(writer, "s", "32251@3gpp.org", 1, 0);
  writer.u32(avp::event_timestamp, 0);
  writer.finish();
  EXPECT_EQ(Parsed(out).request.event_timestamp, Instant::parse("2036-02-07T06:28:16Z"));
}

TEST(CreditControlRequest, Each_of_several_Used_Service_Units_keeps_its_Tariff_Change_Usage) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  begin_ccr(writer, "s", "32251@3gpp.org", 2, 1);
  writer.group(avp::multiple_services_credit_control, [&] {
    for (std::uint32_t usage = 0; usage < 3; ++usage) {
      writer.group(avp::used_service_unit, [&] {
        writer.u32(avp::tariff_change_usage, usage);
        writer.u64(avp::cc_total_octets, 1000 + usage);
      });
    }
    writer.group(avp::used_service_unit, [&] { writer.u64(avp::cc_total_octets, 1003); });
  });
  writer.finish();
  const Parsed parsed(out);
  ASSERT_FALSE(parsed.refusal) << parsed.refusal->what;
  const auto& used = parsed.request.services.at(0).used;
  ASSERT_EQ(used.size(), 4u);
  for (std::uint32_t usage = 0; usage < 3; ++usage) {
    EXPECT_EQ(used[usage].tariff_change_usage, usage);
    EXPECT_EQ(used[usage].total_octets, 1000u + usage);
  }
  EXPECT_FALSE(used[3].tariff_change_usage);
  EXPECT_EQ(used[3].total_octets, 1003u);
}

TEST(CreditControlRequest, More_services_than_any_client_has_use_for_are_refused) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  begin_ccr(writer, "s", "32251@3gpp.org", 1, 0);
  for (int i = 0; i < 1000; ++i) writer.group(avp::multiple_services_credit_control, [] {});
  writer.finish();
  const Parsed parsed(out);
  ASSERT_TRUE(parsed.refusal);
  EXPECT_EQ(parsed.refusal->result_code, 5012u);
  EXPECT_EQ(parsed.request.services.size(), services_max);
}

TEST(CreditControlAnswer, Has_its_AVPs_in_the_order_that_suits_every_client) {
  const Parsed parsed(test::kamailio_initial());
  CreditControlAnswer answer;
  answer.services.push_back({.granted = ServiceUnits{.time = 60},
                             .validity_time = 600,
                             .time_threshold = 10,
                             .volume_threshold = 5});
  const auto written = answer_to(parsed, answer);
  EXPECT_EQ(written.shape(), "263 268 264 296 258 416 415 456(432 439 268 431(420) 448 868 869)");
  EXPECT_EQ(written.value(avp::result_code), 2001u);
  EXPECT_EQ(written.value(avp::auth_application_id), 4u);
  EXPECT_EQ(written.message.header.hop_by_hop, 7u);
  EXPECT_EQ(written.message.header.end_to_end, 1007u);
}

TEST(CreditControlAnswer, A_tariff_change_stands_among_the_granted_units) {
  const Parsed parsed(test::open5gs_update());
  CreditControlAnswer answer;
  answer.services.push_back({.granted = ServiceUnits{.total_octets = 1000},
                             .tariff_time_change = Instant::parse("2016-03-06T03:00:00Z")});
  const auto written = answer_to(parsed, answer);
  EXPECT_EQ(written.shape(), "263 268 264 296 258 416 415 456(268 431(451 421))");
}

TEST(CreditControlAnswer, A_final_grant_has_no_threshold_and_a_validity_of_zero_is_never_sent) {
  const Parsed parsed(test::open5gs_update());
  CreditControlAnswer answer;
  answer.services.push_back({.granted = ServiceUnits{.total_octets = 1000},
                             .validity_time = 0,
                             .final = true,
                             .time_threshold = 10,
                             .volume_threshold = 5});
  EXPECT_EQ(answer_to(parsed, answer).shape(),
            "263 268 264 296 258 416 415 456(268 431(421) 430(449))");
}

TEST(CreditControlAnswer, Each_service_of_the_request_gets_exactly_one_in_the_same_order) {
  const Parsed parsed(test::ergw_initial());
  CreditControlAnswer answer;
  answer.services.resize(2);
  answer.services[1].result_code = 4012;
  const auto written = answer_to(parsed, answer);
  EXPECT_EQ(written.shape(), "263 268 264 296 258 416 415 456(432 268) 456(432 268)");
}

TEST(CreditControlAnswer, A_refused_event_has_its_code_at_command_level) {
  const Parsed parsed(test::smsc_event());
  const auto written = answer_to(parsed, {.result_code = 4012});
  EXPECT_EQ(written.shape(), "263 268 264 296 258 416 415");
  EXPECT_EQ(written.value(avp::result_code), 4012u);
  EXPECT_FALSE(written.message.header.error);
}

TEST(CreditControlAnswer, Prices_and_checks_have_their_own_AVPs) {
  const Parsed parsed(test::smsc_event());
  const auto written =
      answer_to(parsed, {.cost = Cost{.digits = 7, .exponent = 0}, .enough_credit = false});
  EXPECT_EQ(written.shape(), "263 268 264 296 258 416 415 423(445 425) 422");
  EXPECT_EQ(written.value(avp::check_balance_result), 1u);
}

TEST(CreditControlAnswer, Proxy_Info_goes_back_as_it_came) {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, 4));
  begin_ccr(writer, "s", "32251@3gpp.org", 1, 0);
  writer.text(avp::proxy_info, "abcde");
  writer.finish();
  const Parsed parsed(out);
  const auto written = answer_to(parsed, {});
  EXPECT_EQ(find(written.message.avps(), avp::proxy_info)->text(), "abcde");
}

}  // namespace
}  // namespace airperk::diameter
