#pragma once

#include <string_view>

#include "protocol/diameter/avp.h"

/// For tests only: requests as clients known to us send them (read from their own sources).
namespace airperk::diameter::test {

inline Header request_header(std::uint32_t command, std::uint32_t application,
                             std::uint32_t id = 7) {
  return {.request = true,
          .proxiable = application != 0,
          .command = command,
          .application = application,
          .hop_by_hop = id,
          .end_to_end = id + 1000};
}

inline void origin(Writer& writer, std::string_view host = "client.example") {
  writer.text(avp::origin_host, host);
  writer.text(avp::origin_realm, "example");
}

inline Buffer cer(std::uint32_t application = credit_control_application) {
  Buffer out;
  Writer writer(out, request_header(command::capabilities_exchange, 0));
  origin(writer);
  const std::uint8_t address[] = {0, 1, 127, 0, 0, 1};
  writer.octets(avp::host_ip_address, address);
  writer.u32(avp::vendor_id, 10415);
  writer.text(avp::product_name, "test");
  writer.u32(avp::auth_application_id, application);
  writer.finish();
  return out;
}

inline Buffer base_request(std::uint32_t command) {
  Buffer out;
  Writer writer(out, request_header(command, 0));
  origin(writer);
  if (command == command::disconnect_peer) writer.u32(avp::disconnect_cause, 0);
  writer.finish();
  return out;
}

inline void begin_ccr(Writer& writer, std::string_view session, std::string_view context,
                      std::uint32_t type, std::uint32_t number) {
  writer.text(avp::session_id, session);
  origin(writer);
  writer.text(avp::destination_realm, "airperk.example");
  writer.u32(avp::auth_application_id, credit_control_application);
  writer.text(avp::service_context_id, context);
  writer.u32(avp::cc_request_type, type);
  writer.u32(avp::cc_request_number, number);
}

inline void subscription(Writer& writer, std::uint32_t type, std::string_view data) {
  writer.group(avp::subscription_id, [&] {
    writer.u32(avp::subscription_id_type, type);
    writer.text(avp::subscription_id_data, data);
  });
}

/// Open5GS SMF as PGW: an update of a data session; used units with both directions and no total.
inline Buffer open5gs_update() {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, credit_control_application));
  begin_ccr(writer, "smf;1;2;gy", "32251@3gpp.org", 2, 1);
  writer.u32(avp::event_timestamp, 0xDA8BE040);
  subscription(writer, 1, "401019876543210");
  subscription(writer, 0, "77011234567");
  writer.u32(avp::requested_action, 0);
  writer.u32(avp::multiple_services_indicator, 0);
  writer.group(avp::multiple_services_credit_control, [&] {
    writer.group(avp::requested_service_unit, [&] { writer.u64(avp::cc_total_octets, 1'000'000); });
    writer.group(avp::used_service_unit, [&] {
      writer.u32(avp::cc_time, 60);
      writer.u64(avp::cc_input_octets, 1000);
      writer.u64(avp::cc_output_octets, 2000);
      writer.u32(avp::reporting_reason, 3);
    });
  });
  writer.group(avp::service_information, [&] {
    writer.group(avp::ps_information, [&] { writer.text(avp::sgsn_mcc_mnc, "40101"); });
  });
  writer.finish();
  return out;
}

/// Kamailio ims_charging: the beginning of a call; no top-level Auth-Application-Id.
inline Buffer kamailio_initial() {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, credit_control_application));
  writer.text(avp::session_id, "scscf;1;2");
  origin(writer);
  writer.text(avp::destination_realm, "airperk.example");
  writer.group(avp::vendor_specific_application_id, [&] {
    writer.u32(avp::vendor_id, vendor_3gpp);
    writer.u32(avp::auth_application_id, credit_control_application);
  });
  writer.text(avp::service_context_id, "ext.01.001.8.32260@3gpp.org");
  writer.u32(avp::cc_request_type, 1);
  writer.u32(avp::cc_request_number, 0);
  subscription(writer, 0, "+77011234567");
  writer.group(avp::multiple_services_credit_control, [&] {
    writer.group(avp::requested_service_unit, [&] { writer.u32(avp::cc_time, 60); });
    writer.u32(avp::service_identifier, 1000);
    writer.u32(avp::rating_group, 100);
  });
  writer.group(avp::service_information, [&] {
    writer.group(avp::ims_information, [&] {
      writer.u32(avp::role_of_node, 0);
      writer.text(avp::calling_party_address, "sip:+77011234567@ims");
      writer.text(avp::called_party_address, "tel:+77022222222");
      writer.text(avp::access_network_information,
                  "3GPP-E-UTRAN-FDD; utran-cell-id-3gpp=4010112345");
    });
  });
  writer.finish();
  return out;
}

/// RestComm SMSC: one SMS as an event.
inline Buffer smsc_event() {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, credit_control_application));
  begin_ccr(writer, "smsc;1;2", "32274@3gpp.org", 4, 0);
  writer.u32(avp::requested_action, 0);
  subscription(writer, 0, "77011234567");
  writer.group(avp::multiple_services_credit_control, [&] {
    writer.group(avp::requested_service_unit,
                 [&] { writer.u64(avp::cc_service_specific_units, 1); });
    writer.u32(avp::service_identifier, 1);
  });
  writer.group(avp::service_information, [&] {
    writer.group(avp::sms_information, [&] {
      writer.group(avp::recipient_address, [&] {
        writer.u32(avp::address_type, 1);
        writer.text(avp::address_data, "77022222222");
      });
      const std::uint8_t sccp[] = {0, 8, '7', '7', '0', '1'};
      writer.octets(avp::originator_sccp_address, sccp);
    });
  });
  writer.finish();
  return out;
}

/// ergw: an empty Requested-Service-Unit in each of two rating groups.
inline Buffer ergw_initial() {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, credit_control_application));
  begin_ccr(writer, "ergw;1;2", "14.32251@3gpp.org", 1, 0);
  subscription(writer, 1, "401019876543210");
  for (const std::uint32_t group : {1000u, 2000u})
    writer.group(avp::multiple_services_credit_control, [&] {
      writer.group(avp::requested_service_unit, [] {});
      writer.u32(avp::rating_group, group);
    });
  writer.finish();
  return out;
}

/// Magma: an initial without any MSCC.
inline Buffer magma_initial() {
  Buffer out;
  Writer writer(out, request_header(command::credit_control, credit_control_application));
  begin_ccr(writer, "magma;1;2", "32251@3gpp.org", 1, 0);
  subscription(writer, 1, "401019876543210");
  writer.finish();
  return out;
}

inline std::vector<Buffer> all_requests() {
  return {cer(),
          base_request(command::device_watchdog),
          base_request(command::disconnect_peer),
          open5gs_update(),
          kamailio_initial(),
          smsc_event(),
          ergw_initial(),
          magma_initial()};
}

}  // namespace airperk::diameter::test
