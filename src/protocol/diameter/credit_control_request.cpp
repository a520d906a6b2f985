#include <utility>

#include "protocol/diameter/credit_control.h"

namespace airperk::diameter {
namespace {

/// Reads one request; the first thing wrong is the refusal, and everything readable is read
/// nevertheless.
class RequestParser {
 public:
  RequestParser(const Message& message, CreditControlRequest& request)
      : message_(message), request_(request) {}

  std::optional<Refusal> parse() {
    request_.header = message_.header;
    AvpReader reader(message_.avps());
    while (const auto avp = reader.next()) {
      read_base(*avp);
      read_credit_control(reader, *avp);
    }
    check(reader);
    if (bare_ && request_.services.empty()) request_.services.push_back(*std::move(bare_));
    check_required();
    return refusal_;
  }

 private:
  // --- top level ---

  void read_base(const Avp& avp) {
    switch (avp.key) {
      case avp::session_id:
        return first(request_.session_id, avp);
      case avp::origin_host:
        return first(request_.origin_host, avp);
      case avp::origin_realm:
        return first(request_.origin_realm, avp);
      case avp::destination_host:
        return first(request_.destination_host, avp);
      case avp::destination_realm:
        return first(request_.destination_realm, avp);
      case avp::user_name:
        return first(request_.user_name, avp);
      case avp::called_station_id:
        return first(request_.called_station_id, avp);
      case avp::service_context_id:
        return first(request_.service_context_id, avp);
      case avp::termination_cause:
        return first(request_.termination_cause, avp);
      case avp::origin_state_id:
        return first(request_.origin_state_id, avp);
      case avp::proxy_info:
        if (request_.proxy_infos.size() < services_max) request_.proxy_infos.push_back(avp.whole);
        return;
      default:
        return;
    }
  }

  void read_credit_control(const AvpReader& reader, const Avp& avp) {
    switch (avp.key) {
      case avp::cc_request_type:
        return read_type(avp);
      case avp::cc_request_number:
        return first(request_.number, avp);
      case avp::requested_action:
        return read_action(avp);
      case avp::event_timestamp:
        return read_timestamp(avp);
      case avp::multiple_services_indicator:
        request_.multiple_services = u32(avp).value_or(0) == 1;
        return;
      case avp::subscription_id:
        return read_subscription(reader.open(avp));
      case avp::multiple_services_credit_control:
        return read_service(reader.open(avp));
      case avp::requested_service_unit:
      case avp::used_service_unit:
      case avp::service_identifier:
        return read_service_avp(reader, avp, bare_service());
      case avp::service_information:
        return read_information(reader.open(avp));
      default:
        return;
    }
  }

  void read_type(const Avp& avp) {
    const auto value = u32(avp);
    if (!value || request_.type) return;
    if (*value < 1 || *value > 4) return out_of_range(avp, *value, "CC-Request-Type is not 1 to 4");
    request_.type = static_cast<RequestType>(*value);
  }

  void read_action(const Avp& avp) {
    const auto value = u32(avp);
    if (!value || request_.action) return;
    if (*value > 3) return out_of_range(avp, *value, "Requested-Action is not 0 to 3");
    request_.action = static_cast<RequestedAction>(*value);
  }

  void read_timestamp(const Avp& avp) {
    const auto value = u32(avp);
    if (value && !request_.event_timestamp) request_.event_timestamp = from_diameter_time(*value);
  }

  void read_subscription(AvpReader reader) {
    std::optional<std::uint32_t> type;
    std::string_view data;
    while (const auto avp = reader.next()) {
      if (avp->key == avp::subscription_id_type) first(type, *avp);
      if (avp->key == avp::subscription_id_data) first(data, *avp);
    }
    check(reader);
    if (!type)
      return refuse(result::missing_avp, avp::subscription_id_type, 4,
                    "Subscription-Id has no type");
    if (request_.subscriptions.size() >= subscriptions_max) return too_many("Subscription-Ids");
    request_.subscriptions.push_back({static_cast<SubscriptionId::Type>(*type), data});
  }

  // --- units ---

  /// RFC 8506 §5.1.1 lets a client that asks for one service leave the MSCC away. Beside an MSCC
  /// such AVPs mean nothing.
  ServiceRequest& bare_service() {
    if (!bare_) bare_.emplace().bare = true;
    return *bare_;
  }

  void read_service(AvpReader reader) {
    if (request_.services.size() >= services_max)
      return too_many("Multiple-Services-Credit-Control");
    ServiceRequest& service = request_.services.emplace_back();
    while (const auto avp = reader.next()) read_service_avp(reader, *avp, service);
    check(reader);
  }

  void read_service_avp(const AvpReader& reader, const Avp& avp, ServiceRequest& service) {
    switch (avp.key) {
      case avp::rating_group:
        return first(service.rating_group, avp);
      case avp::service_identifier:
        return first(service.service_identifier, avp);
      case avp::reporting_reason:
        return first(service.reporting_reason, avp);
      case avp::requested_service_unit:
        if (!service.requested) read_units(reader.open(avp), service.requested.emplace());
        return;
      case avp::used_service_unit:
        if (service.used.size() >= used_units_max) return too_many("Used-Service-Units");
        return read_used(reader.open(avp), service.used.emplace_back());
      default:
        return;
    }
  }

  void read_units(AvpReader reader, ServiceUnits& units) {
    while (const auto avp = reader.next()) read_unit(*avp, units);
    check(reader);
  }

  void read_used(AvpReader reader, UsedUnits& used) {
    while (const auto avp = reader.next()) {
      read_unit(*avp, used);
      if (avp->key == avp::tariff_change_usage) first(used.tariff_change_usage, *avp);
      if (avp->key == avp::reporting_reason) first(used.reporting_reason, *avp);
    }
    check(reader);
  }

  void read_unit(const Avp& avp, ServiceUnits& units) {
    switch (avp.key) {
      case avp::cc_time:
        return first(units.time, avp);
      case avp::cc_total_octets:
        return first(units.total_octets, avp);
      case avp::cc_input_octets:
        return first(units.input_octets, avp);
      case avp::cc_output_octets:
        return first(units.output_octets, avp);
      case avp::cc_service_specific_units:
        return first(units.service_specific, avp);
      case avp::cc_money:
        units.money = true;
        return;
      default:
        return;
    }
  }

  // --- Service-Information ---

  void read_information(AvpReader reader) {
    while (const auto avp = reader.next()) {
      switch (avp->key) {
        case avp::ps_information:
        case avp::ims_information:
        case avp::sms_information:
          read_information_part(reader.open(*avp));
          break;
        default:
          break;
      }
    }
    check(reader);
  }

  void read_information_part(AvpReader reader) {
    ServiceInformation& information = request_.information;
    while (const auto avp = reader.next()) {
      switch (avp->key) {
        case avp::sgsn_mcc_mnc:
          first(information.sgsn_mcc_mnc, *avp);
          break;
        case avp::user_location_info:
          first(information.user_location, *avp);
          break;
        case avp::called_party_address:
          first(information.called_party, *avp);
          break;
        case avp::calling_party_address:
          first(information.calling_party, *avp);
          break;
        case avp::access_network_information:
          first(information.access_network, *avp);
          break;
        case avp::role_of_node:
          first(information.role_of_node, *avp);
          break;
        case avp::originator_sccp_address:
          information.originator_sccp = avp->data;
          break;
        // Releases differ in whether Recipient-Info stands around Recipient-Address.
        case avp::recipient_info:
          read_recipient_info(reader.open(*avp));
          break;
        case avp::recipient_address:
          add_recipient(read_recipient(reader.open(*avp)));
          break;
        default:
          break;
      }
    }
    check(reader);
  }

  struct Recipient {
    std::optional<std::uint32_t> type;
    std::string_view data;
  };
  Recipient read_recipient(AvpReader reader) {
    Recipient recipient;
    while (const auto avp = reader.next()) {
      if (avp->key == avp::address_type) first(recipient.type, *avp);
      if (avp->key == avp::address_data) first(recipient.data, *avp);
    }
    check(reader);
    return recipient;
  }

  /// One recipient, of whom there may be several addresses.
  void read_recipient_info(AvpReader reader) {
    constexpr std::uint32_t of_msisdn = 1;
    Recipient known;
    while (const auto avp = reader.next()) {
      if (avp->key != avp::recipient_address) continue;
      const auto recipient = read_recipient(reader.open(*avp));
      if (known.data.empty() || (known.type != of_msisdn && recipient.type == of_msisdn)) {
        known = recipient;
      }
    }
    check(reader);
    add_recipient(known);
  }

  void add_recipient(const Recipient& recipient) {
    auto& recipients = request_.information.recipients;
    if (recipient.data.empty()) return;
    if (recipients.size() >= recipients_max) return too_many("recipients");
    recipients.push_back(recipient.data);
  }

  // --- the small things ---

  /// Takes the first of a repeated AVP.
  void first(std::string_view& into, const Avp& avp) {
    if (into.empty()) into = avp.text();
  }
  void first(Bytes& into, const Avp& avp) {
    if (into.empty()) into = avp.data;
  }
  void first(std::optional<std::uint32_t>& into, const Avp& avp) {
    const auto value = u32(avp);
    if (!into) into = value;
  }
  void first(std::optional<std::uint64_t>& into, const Avp& avp) {
    const auto value = avp.u64();
    if (!value) return wrong_length(avp, 8);
    if (!into) into = value;
  }
  std::optional<std::uint32_t> u32(const Avp& avp) {
    const auto value = avp.u32();
    if (!value) wrong_length(avp, 4);
    return value;
  }

  void wrong_length(const Avp& avp, std::uint8_t octets) {
    refuse(result::invalid_avp_length, avp.key, octets, "an AVP has a wrong length");
  }
  void out_of_range(const Avp& avp, std::uint32_t value, const char* what) {
    refuse(result::invalid_avp_value, avp.key, 4, what, value);
  }
  void too_many(const char* what) { refuse(result::unable_to_comply, 0, 0, what); }
  void refuse(std::uint32_t code, AvpKey key, std::uint8_t octets, const char* what,
              std::uint64_t value = 0) {
    if (!refusal_) refusal_ = Refusal{code, key, octets, what, value, {}};
  }
  void check(const AvpReader& reader) {
    if (reader.fault() && !refusal_) refusal_ = reader.fault();
  }
  /// An empty name is none.
  static constexpr std::uint8_t text_least = 1;
  void require(bool there, AvpKey key, std::uint8_t octets, const char* what) {
    if (!there) refuse(result::missing_avp, key, octets, what);
  }

  void check_required() {
    require(!request_.session_id.empty(), avp::session_id, text_least, "Session-Id is missing");
    require(!request_.origin_host.empty(), avp::origin_host, text_least, "Origin-Host is missing");
    require(!request_.origin_realm.empty(), avp::origin_realm, text_least,
            "Origin-Realm is missing");
    require(!request_.service_context_id.empty(), avp::service_context_id, text_least,
            "Service-Context-Id is missing");
    require(request_.type.has_value(), avp::cc_request_type, 4, "CC-Request-Type is missing");
    require(request_.number.has_value(), avp::cc_request_number, 4, "CC-Request-Number is missing");
    if (request_.type == RequestType::event)  // §8.3
      require(request_.action.has_value(), avp::requested_action, 4,
              "Requested-Action is missing in an event");
    else
      request_.action.reset();
  }

  const Message& message_;
  CreditControlRequest& request_;
  std::optional<ServiceRequest> bare_;
  std::optional<Refusal> refusal_;
};

}  // namespace

std::optional<Refusal> parse(const Message& message, CreditControlRequest& request) {
  return RequestParser(message, request).parse();
}

}  // namespace airperk::diameter
