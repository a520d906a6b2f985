#include "gy_requests.h"

#include <fmt/format.h>

#include <utility>

#include "protocol/diameter/avp.h"

namespace airperk::bench {
namespace {

namespace avp = diameter::avp;
using diameter::AvpKey;
using diameter::Writer;

constexpr std::size_t flags_at = 4, hop_by_hop_at = 12, end_to_end_at = 16;
constexpr std::uint8_t bit_retransmitted = 0x10;
constexpr const char* called_number = "77017654321";
constexpr const char* home_network = "40102";

void put_u32(std::uint8_t* at, std::uint32_t value) {
  for (int i = 3; i >= 0; --i, value >>= 8) at[i] = static_cast<std::uint8_t>(value);
}
void put_u64(std::uint8_t* at, std::uint64_t value) {
  put_u32(at, static_cast<std::uint32_t>(value >> 32));
  put_u32(at + 4, static_cast<std::uint32_t>(value));
}
template <typename Char>
void put_digits(Char* at, int digits, std::uint64_t value) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<Char>('0' + value % 10);
}

/// Writes a template's request and remembers where things stand.
class Draft {
 public:
  Draft(GyRequests::Template& out, const GyIdentity& identity)
      : out_(out), identity_(identity), writer_(out.octets, header()) {}

  void begin(const std::string& session, std::size_t session_number, RequestType type,
             const char* context) {
    out_.session = data() + session_number;
    writer_.text(avp::session_id, session);
    writer_.text(avp::origin_host, identity_.host);
    writer_.text(avp::origin_realm, identity_.realm);
    writer_.text(avp::destination_realm, identity_.destination_realm);
    writer_.u32(avp::auth_application_id, diameter::credit_control_application);
    writer_.text(avp::service_context_id, context);
    writer_.u32(avp::cc_request_type, static_cast<std::uint32_t>(type));
    out_.number = data();
    writer_.u32(avp::cc_request_number, 0);
    out_.stamp = data();
    writer_.u32(avp::event_timestamp, 0);
    if (type == RequestType::termination) writer_.u32(avp::termination_cause, 1);
  }

  /// As an SMSC sends it (TS 32.274): an event, debited at once.
  void sms() {
    msisdn("");
    writer_.u32(avp::requested_action, 0);
    writer_.group(avp::multiple_services_credit_control, [&] {
      requested([&] { writer_.u64(avp::cc_service_specific_units, asked_for(Service::sms)); });
      writer_.u32(avp::service_identifier, sms_service);
    });
    writer_.group(avp::service_information, [&] {
      writer_.group(avp::sms_information, [&] {
        writer_.group(avp::recipient_address, [&] {
          writer_.u32(avp::address_type, 1);
          writer_.text(avp::address_data, called_number);
        });
      });
      packet_service();
    });
  }

  /// As Open5GS's SMF sends it: no rating group, used units in both directions.
  void data_session(RequestType type) {
    subscription(1, out_.imsi, "", std::to_string(identity_.first_imsi));
    msisdn("");
    writer_.u32(avp::requested_action, 0);
    writer_.u32(avp::multiple_services_indicator, 0);
    writer_.group(avp::multiple_services_credit_control, [&] {
      if (type != RequestType::termination)
        requested([&] { writer_.u64(avp::cc_total_octets, asked_for(Service::data)); });
      if (type != RequestType::initial) used_octets(type == RequestType::update ? 3 : 2);
    });
    writer_.group(avp::service_information, [&] { packet_service(); });
  }

  /// As an IMS node sends it (Kamailio's ims_charging).
  void voice(RequestType type) {
    msisdn("+");
    writer_.group(avp::multiple_services_credit_control, [&] {
      if (type != RequestType::termination)
        requested([&] {
          writer_.u32(avp::cc_time, static_cast<std::uint32_t>(asked_for(Service::voice)));
        });
      writer_.u32(avp::service_identifier, voice_service);
      writer_.u32(avp::rating_group, voice_rating_group);
      if (type != RequestType::initial) {
        writer_.group(avp::used_service_unit, [&] {
          out_.used = data();
          writer_.u32(avp::cc_time, 0);
        });
      }
    });
    writer_.group(avp::service_information, [&] {
      writer_.group(avp::ims_information, [&] {
        writer_.u32(avp::role_of_node, 0);
        writer_.text(avp::called_party_address, fmt::format("tel:+{}", called_number));
      });
    });
  }

  void finish() { writer_.finish(); }

 private:
  static diameter::Header header() {
    return {.request = true,
            .proxiable = true,
            .command = diameter::command::credit_control,
            .application = diameter::credit_control_application};
  }
  /// Where the data of an AVP without a vendor will stand that is written next.
  std::size_t data() const { return writer_.end() + 8; }

  void subscription(std::uint32_t type, std::size_t& digits_at, const std::string& before,
                    const std::string& digits) {
    writer_.group(avp::subscription_id, [&] {
      writer_.u32(avp::subscription_id_type, type);
      digits_at = data() + before.size();
      writer_.text(avp::subscription_id_data, before + digits);
    });
  }
  void msisdn(const std::string& before) {
    subscription(0, out_.msisdn, before, std::to_string(identity_.first_msisdn));
  }
  template <typename Fill>
  void requested(Fill&& fill) {
    writer_.group(avp::requested_service_unit, std::forward<Fill>(fill));
  }
  void used_octets(std::uint32_t reason) {
    writer_.group(avp::used_service_unit, [&] {
      writer_.u32(avp::cc_time, 30);
      out_.used_input = data();
      writer_.u64(avp::cc_input_octets, 0);
      out_.used_output = data();
      writer_.u64(avp::cc_output_octets, 0);
      writer_.u32(avp::reporting_reason, reason);
    });
  }
  void packet_service() {
    writer_.group(avp::ps_information, [&] { writer_.text(avp::sgsn_mcc_mnc, home_network); });
  }

  GyRequests::Template& out_;
  const GyIdentity& identity_;
  Writer writer_;
};

diameter::Header base_header(std::uint32_t command, std::uint32_t id) {
  return {.request = true, .command = command, .hop_by_hop = id, .end_to_end = id};
}

void put_origin(Writer& writer, const GyIdentity& identity) {
  writer.text(avp::origin_host, identity.host);
  writer.text(avp::origin_realm, identity.realm);
}

}  // namespace

GyRequests::GyRequests(GyIdentity identity) : identity_(std::move(identity)) {
  session_ = fmt::format("{};{};", identity_.host, identity_.run);
  session_number_ = session_.size();
  session_.append(session_digits, '0');
  msisdn_digits_ = static_cast<int>(std::to_string(identity_.first_msisdn).size());
  imsi_digits_ = static_cast<int>(std::to_string(identity_.first_imsi).size());
  make(Service::sms, RequestType::event);
  for (const auto type : {RequestType::initial, RequestType::update, RequestType::termination}) {
    make(Service::voice, type);
    make(Service::data, type);
  }
}

void GyRequests::make(Service service, RequestType type) {
  static constexpr std::array<const char*, services> contexts = {
      "ext.01.001.8.32260@3gpp.org", "32274@3gpp.org", "32251@3gpp.org"};
  Draft draft(templates_[place(service, type)], identity_);
  draft.begin(session_, session_number_, type, contexts[static_cast<std::size_t>(service)]);
  if (service == Service::sms) draft.sms();
  if (service == Service::voice) draft.voice(type);
  if (service == Service::data) draft.data_session(type);
  draft.finish();
}

void GyRequests::append(const GyRequest& request, Buffer& out) const {
  const Template& form = templates_[place(request.service, request.type)];
  const std::size_t begin = out.size();
  wire::put(out, form.octets);
  std::uint8_t* const to = out.data() + begin;
  if (request.again) to[flags_at] |= bit_retransmitted;
  put_u32(to + hop_by_hop_at, request.hop_by_hop);
  put_u32(to + end_to_end_at, request.end_to_end);
  put_digits(to + form.session, session_digits, request.session);
  put_u32(to + form.number, request.number);
  put_u32(to + form.stamp, request.stamp);
  put_digits(to + form.msisdn, msisdn_digits_, identity_.first_msisdn + request.subscriber);
  if (form.imsi != 0)
    put_digits(to + form.imsi, imsi_digits_, identity_.first_imsi + request.subscriber);
  if (form.used != 0) put_u32(to + form.used, static_cast<std::uint32_t>(request.used));
  if (form.used_input != 0) {
    put_u64(to + form.used_input, request.used / 4);
    put_u64(to + form.used_output, request.used - request.used / 4);
  }
}

bool GyRequests::is_session(std::string_view text, std::uint64_t session) const {
  char digits[session_digits];
  put_digits(digits, session_digits, session);
  return text.size() == session_.size() &&
         text.substr(session_number_) == std::string_view(digits, sizeof digits) &&
         text.starts_with(std::string_view(session_).substr(0, session_number_));
}

void append_cer(const GyIdentity& identity, std::uint32_t id, Buffer& out) {
  Writer writer(out, base_header(diameter::command::capabilities_exchange, id));
  put_origin(writer, identity);
  const std::uint8_t address[] = {0, 1, 127, 0, 0, 1};
  writer.octets(avp::host_ip_address, address);
  writer.u32(avp::vendor_id, 0);
  writer.text(avp::product_name, "airperk-gyload");
  writer.u32(avp::supported_vendor_id, diameter::vendor_3gpp);
  writer.u32(avp::auth_application_id, diameter::credit_control_application);
  writer.finish();
}

void append_dpr(const GyIdentity& identity, std::uint32_t id, Buffer& out) {
  Writer writer(out, base_header(diameter::command::disconnect_peer, id));
  put_origin(writer, identity);
  writer.u32(avp::disconnect_cause, 2);  // DO_NOT_WANT_TO_TALK_TO_YOU: it will not come back
  writer.finish();
}

void append_base_answer(const GyIdentity& identity, const diameter::Header& request, Buffer& out) {
  Writer writer(out, diameter::answer_header(request, diameter::result::success));
  writer.u32(avp::result_code, diameter::result::success);
  put_origin(writer, identity);
  writer.finish();
}

}  // namespace airperk::bench
