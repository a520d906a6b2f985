#pragma once

#include <cstdint>

/// The numbers of RFC 6733, RFC 8506 and TS 32.299 that are used here, under the specifications'
/// names.
namespace airperk::diameter {

inline constexpr std::uint32_t credit_control_application = 4;
inline constexpr std::uint32_t relay_application = 0xFFFFFFFF;
inline constexpr std::uint32_t vendor_3gpp = 10415;

namespace command {
inline constexpr std::uint32_t capabilities_exchange = 257;
inline constexpr std::uint32_t re_auth = 258;
inline constexpr std::uint32_t credit_control = 272;
inline constexpr std::uint32_t device_watchdog = 280;
inline constexpr std::uint32_t disconnect_peer = 282;
}  // namespace command

namespace result {
inline constexpr std::uint32_t success = 2001;
inline constexpr std::uint32_t command_unsupported = 3001;
inline constexpr std::uint32_t unable_to_deliver = 3002;
inline constexpr std::uint32_t too_busy = 3004;
inline constexpr std::uint32_t application_unsupported = 3007;
inline constexpr std::uint32_t invalid_hdr_bits = 3008;
inline constexpr std::uint32_t unknown_peer = 3010;
inline constexpr std::uint32_t end_user_service_denied = 4010;
inline constexpr std::uint32_t credit_limit_reached = 4012;
inline constexpr std::uint32_t unknown_session_id = 5002;
inline constexpr std::uint32_t authorization_rejected = 5003;
inline constexpr std::uint32_t invalid_avp_value = 5004;
inline constexpr std::uint32_t missing_avp = 5005;
inline constexpr std::uint32_t no_common_application = 5010;
inline constexpr std::uint32_t unable_to_comply = 5012;
inline constexpr std::uint32_t invalid_avp_length = 5014;
inline constexpr std::uint32_t no_common_security = 5017;
inline constexpr std::uint32_t user_unknown = 5030;
inline constexpr std::uint32_t rating_failed = 5031;
/// Protocol errors (RFC 6733 §7.1.3) are answered with the E bit.
constexpr bool is_protocol_error(std::uint32_t code) {
  return code / 1000 == 3;
}
}  // namespace result

/// An AVP's code and its vendor (0: none) in one number, for a switch.
using AvpKey = std::uint64_t;
constexpr AvpKey ietf(std::uint32_t code) {
  return code;
}
constexpr AvpKey in_3gpp(std::uint32_t code) {
  return AvpKey{vendor_3gpp} << 32 | code;
}
constexpr std::uint32_t code_of(AvpKey key) {
  return static_cast<std::uint32_t>(key);
}
constexpr std::uint32_t vendor_of(AvpKey key) {
  return static_cast<std::uint32_t>(key >> 32);
}

namespace avp {
inline constexpr AvpKey user_name = ietf(1);
inline constexpr AvpKey called_station_id = ietf(30);
inline constexpr AvpKey event_timestamp = ietf(55);
inline constexpr AvpKey host_ip_address = ietf(257);
inline constexpr AvpKey auth_application_id = ietf(258);
inline constexpr AvpKey acct_application_id = ietf(259);
inline constexpr AvpKey vendor_specific_application_id = ietf(260);
inline constexpr AvpKey session_id = ietf(263);
inline constexpr AvpKey origin_host = ietf(264);
inline constexpr AvpKey supported_vendor_id = ietf(265);
inline constexpr AvpKey vendor_id = ietf(266);
inline constexpr AvpKey result_code = ietf(268);
inline constexpr AvpKey product_name = ietf(269);
inline constexpr AvpKey disconnect_cause = ietf(273);
inline constexpr AvpKey origin_state_id = ietf(278);
inline constexpr AvpKey failed_avp = ietf(279);
inline constexpr AvpKey error_message = ietf(281);
inline constexpr AvpKey destination_realm = ietf(283);
inline constexpr AvpKey proxy_info = ietf(284);
inline constexpr AvpKey re_auth_request_type = ietf(285);
inline constexpr AvpKey destination_host = ietf(293);
inline constexpr AvpKey termination_cause = ietf(295);
inline constexpr AvpKey origin_realm = ietf(296);
inline constexpr AvpKey inband_security_id = ietf(299);

inline constexpr AvpKey cc_input_octets = ietf(412);
inline constexpr AvpKey cc_money = ietf(413);
inline constexpr AvpKey cc_output_octets = ietf(414);
inline constexpr AvpKey cc_request_number = ietf(415);
inline constexpr AvpKey cc_request_type = ietf(416);
inline constexpr AvpKey cc_service_specific_units = ietf(417);
inline constexpr AvpKey cc_time = ietf(420);
inline constexpr AvpKey cc_total_octets = ietf(421);
inline constexpr AvpKey check_balance_result = ietf(422);
inline constexpr AvpKey cost_information = ietf(423);
inline constexpr AvpKey currency_code = ietf(425);
inline constexpr AvpKey exponent = ietf(429);
inline constexpr AvpKey final_unit_indication = ietf(430);
inline constexpr AvpKey granted_service_unit = ietf(431);
inline constexpr AvpKey rating_group = ietf(432);
inline constexpr AvpKey requested_action = ietf(436);
inline constexpr AvpKey requested_service_unit = ietf(437);
inline constexpr AvpKey service_identifier = ietf(439);
inline constexpr AvpKey subscription_id = ietf(443);
inline constexpr AvpKey subscription_id_data = ietf(444);
inline constexpr AvpKey unit_value = ietf(445);
inline constexpr AvpKey used_service_unit = ietf(446);
inline constexpr AvpKey value_digits = ietf(447);
inline constexpr AvpKey validity_time = ietf(448);
inline constexpr AvpKey final_unit_action = ietf(449);
inline constexpr AvpKey subscription_id_type = ietf(450);
inline constexpr AvpKey tariff_time_change = ietf(451);
inline constexpr AvpKey tariff_change_usage = ietf(452);
inline constexpr AvpKey multiple_services_indicator = ietf(455);
inline constexpr AvpKey multiple_services_credit_control = ietf(456);
inline constexpr AvpKey service_context_id = ietf(461);

inline constexpr AvpKey sgsn_mcc_mnc = in_3gpp(18);
inline constexpr AvpKey user_location_info = in_3gpp(22);
inline constexpr AvpKey called_party_address = in_3gpp(832);
inline constexpr AvpKey calling_party_address = in_3gpp(831);
inline constexpr AvpKey role_of_node = in_3gpp(829);
inline constexpr AvpKey time_quota_threshold = in_3gpp(868);
inline constexpr AvpKey volume_quota_threshold = in_3gpp(869);
inline constexpr AvpKey reporting_reason = in_3gpp(872);
inline constexpr AvpKey service_information = in_3gpp(873);
inline constexpr AvpKey ps_information = in_3gpp(874);
inline constexpr AvpKey ims_information = in_3gpp(876);
inline constexpr AvpKey address_data = in_3gpp(897);
inline constexpr AvpKey address_type = in_3gpp(899);
inline constexpr AvpKey recipient_address = in_3gpp(1201);
inline constexpr AvpKey access_network_information = in_3gpp(1263);
inline constexpr AvpKey sms_information = in_3gpp(2000);
inline constexpr AvpKey originator_sccp_address = in_3gpp(2008);
inline constexpr AvpKey recipient_info = in_3gpp(2026);
}  // namespace avp

}  // namespace airperk::diameter
