#include "base/assert.h"
#include "protocol/diameter/credit_control.h"

namespace airperk::diameter {
namespace {

void put_granted(Writer& writer, const ServiceAnswer& answer) {
  const auto& units = *answer.granted;
  writer.group(avp::granted_service_unit, [&] {
    if (answer.tariff_time_change) {
      writer.u32(avp::tariff_time_change, to_diameter_time(*answer.tariff_time_change));
    }
    if (units.time) writer.u32(avp::cc_time, *units.time);
    if (units.total_octets) writer.u64(avp::cc_total_octets, *units.total_octets);
    if (units.input_octets) writer.u64(avp::cc_input_octets, *units.input_octets);
    if (units.output_octets) writer.u64(avp::cc_output_octets, *units.output_octets);
    if (units.service_specific) writer.u64(avp::cc_service_specific_units, *units.service_specific);
  });
}

/// What an MSCC and an answer without one have in common.
void put_quota(Writer& writer, const ServiceAnswer& answer) {
  if (answer.granted) put_granted(writer, answer);
  if (answer.validity_time > 0) writer.u32(avp::validity_time, answer.validity_time);
  if (!answer.final) {
    if (answer.time_threshold) writer.u32(avp::time_quota_threshold, *answer.time_threshold);
    if (answer.volume_threshold) writer.u32(avp::volume_quota_threshold, *answer.volume_threshold);
    return;
  }
  writer.group(avp::final_unit_indication, [&] { writer.u32(avp::final_unit_action, 0); });
}

void put_service(Writer& writer, const ServiceRequest& request, const ServiceAnswer& answer) {
  if (request.bare) return put_quota(writer, answer);
  writer.group(avp::multiple_services_credit_control, [&] {
    if (request.rating_group) writer.u32(avp::rating_group, *request.rating_group);
    if (request.service_identifier)
      writer.u32(avp::service_identifier, *request.service_identifier);
    writer.u32(avp::result_code, answer.result_code);
    put_quota(writer, answer);
  });
}

void put_cost(Writer& writer, const Cost& cost) {
  writer.group(avp::cost_information, [&] {
    writer.group(avp::unit_value, [&] {
      writer.u64(avp::value_digits, static_cast<std::uint64_t>(cost.digits));
      writer.u32(avp::exponent, static_cast<std::uint32_t>(cost.exponent));
    });
    writer.u32(avp::currency_code, cost.currency);
  });
}

}  // namespace

void write(const CreditControlRequest& request, const CreditControlAnswer& answer, Origin origin,
           Buffer& out) {
  AIRPERK_ASSERT(answer.services.empty() || answer.services.size() == request.services.size());
  Writer writer(out, answer_header(request.header, answer.result_code));
  if (!request.session_id.empty()) writer.text(avp::session_id, request.session_id);
  writer.u32(avp::result_code, answer.result_code);
  writer.text(avp::origin_host, origin.host);
  writer.text(avp::origin_realm, origin.realm);
  writer.u32(avp::auth_application_id, credit_control_application);
  if (request.type) writer.u32(avp::cc_request_type, static_cast<std::uint32_t>(*request.type));
  if (request.number) writer.u32(avp::cc_request_number, *request.number);
  for (std::size_t i = 0; i < answer.services.size(); ++i)
    put_service(writer, request.services[i], answer.services[i]);
  if (answer.cost) put_cost(writer, *answer.cost);
  if (answer.enough_credit) writer.u32(avp::check_balance_result, *answer.enough_credit ? 0 : 1);
  if (answer.refusal) writer.failed_avp(*answer.refusal);
  for (const Bytes& proxy_info : request.proxy_infos) writer.copy(proxy_info);
  writer.finish();
}

}  // namespace airperk::diameter
