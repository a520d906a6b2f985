#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/instant.h"
#include "protocol/diameter/avp.h"

/// Credit-Control-Request and -Answer (RFC 8506 §3, TS 32.299 §6.4) as plain structs. Requests hold
/// views into the message's octets and are valid as long as those are; a usual one is parsed
/// without allocating. What a field means for the subscriber is not decided here.
namespace airperk::diameter {

/// CC-Request-Type (§8.3).
enum class RequestType : std::uint8_t { initial = 1, update = 2, termination = 3, event = 4 };

/// Requested-Action (§8.41).
enum class RequestedAction : std::uint8_t {
  direct_debiting = 0,
  refund_account = 1,
  check_balance = 2,
  price_enquiry = 3,
};

/// Requested-, Granted- and Used-Service-Unit (§8.18, §8.17, §8.19): what is not there was not
/// sent.
struct ServiceUnits {
  std::optional<std::uint32_t> time;  ///< seconds
  std::optional<std::uint64_t> total_octets, input_octets, output_octets, service_specific;
  bool money = false;  ///< CC-Money was there; its value is not read
};

/// A value of Tariff-Change-Usage (§8.27); the others: 0 before, 2 indeterminate.
inline constexpr std::uint32_t unit_after_tariff_change = 1;

struct UsedUnits : ServiceUnits {
  std::optional<std::uint32_t> tariff_change_usage;
  std::optional<std::uint32_t> reporting_reason;  ///< TS 32.299 §7.2.175
};

/// One Multiple-Services-Credit-Control (§8.16).
struct ServiceRequest {
  std::optional<std::uint32_t> rating_group, service_identifier;
  std::optional<ServiceUnits> requested;  ///< present and empty: the server chooses
  boost::container::small_vector<UsedUnits, 1> used;
  std::optional<std::uint32_t> reporting_reason;
  /// The units stood in the request itself, without an MSCC around them (§5.1.1); the answer's do
  /// as well.
  bool bare = false;
};

/// Subscription-Id (§8.46).
struct SubscriptionId {
  enum class Type : std::uint32_t { e164 = 0, imsi = 1, sip_uri = 2, nai = 3, private_id = 4 };
  Type type{};
  std::string_view data;  ///< as sent: "+7701…", "tel:…" and "sip:…" are for Msisdn::parse
};

/// What Service-Information (TS 32.299 §7.2.192) says about where and to whom; empty where it says
/// nothing.
struct ServiceInformation {
  Bytes sgsn_mcc_mnc;               ///< PS: 3GPP-SGSN-MCC-MNC, the visited network's digits
  Bytes user_location;              ///< 3GPP-User-Location-Info (TS 29.061 §16.4.7.2)
  std::string_view called_party;    ///< IMS: Called-Party-Address, a tel: or SIP URI
  std::string_view calling_party;   ///< IMS
  std::string_view access_network;  ///< IMS: Access-Network-Information
  std::optional<std::uint32_t> role_of_node;  ///< IMS: 0 originating, 1 terminating
  /// SMS: the Recipient-Address of each recipient; of one that has several, its MSISDN.
  boost::container::small_vector<std::string_view, 1> recipients;
  Bytes originator_sccp;  ///< SMS: Originator-SCCP-Address, an Address (RFC 6733 §4.3.1)
};

struct CreditControlRequest {
  Header header;
  std::string_view session_id, origin_host, origin_realm, destination_host, destination_realm;
  std::string_view
      service_context_id;  ///< as sent: an operator's prefix may stand before "32251@3gpp.org"
  std::string_view user_name, called_station_id;
  std::optional<RequestType> type;        ///< always there in a request that is not refused
  std::optional<std::uint32_t> number;    ///< likewise
  std::optional<RequestedAction> action;  ///< read in events only: some clients send it everywhere
  std::optional<Instant> event_timestamp;
  std::optional<std::uint32_t> termination_cause, origin_state_id;
  bool multiple_services = false;
  boost::container::small_vector<SubscriptionId, 2> subscriptions;
  boost::container::small_vector<ServiceRequest, 1> services;
  ServiceInformation information;
  boost::container::small_vector<Bytes, 1>
      proxy_infos;  ///< whole AVPs, to go back as they are (RFC 6733 §6.2)
};

/// Reads a CCR. AVPs come in any order, repeated (the first counts), unknown (skipped), with any M
/// bit; without a top-level Auth-Application-Id. What is there is filled in even if the request is
/// refused, so that the answer can echo it. Missing AVPs: 5005; wrong lengths: 5014; values outside
/// their range: 5004.
std::optional<Refusal> parse(const Message& message, CreditControlRequest& request);

/// More than any client has use for; a request with more is refused with 5012.
inline constexpr std::size_t services_max = 64, used_units_max = 64, subscriptions_max = 16,
                             recipients_max = 256;

/// The answer to one ServiceRequest.
struct ServiceAnswer {
  std::uint32_t result_code = result::success;
  std::optional<ServiceUnits> granted;
  std::optional<Instant> tariff_time_change;  ///< §8.20: among the granted units
  std::uint32_t validity_time = 0;            ///< seconds; 0 is never sent
  bool final = false;                         ///< Final-Unit-Indication TERMINATE
  std::optional<std::uint32_t> time_threshold, volume_threshold;  ///< not sent with `final`
};

/// Cost-Information (§8.7): digits · 10^exponent of the currency.
struct Cost {
  std::int64_t digits = 0;
  std::int32_t exponent = 0;
  std::uint32_t currency = 398;  ///< ISO 4217: tenge
};

struct CreditControlAnswer {
  std::uint32_t result_code = result::success;
  /// One for each of the request's services, in its order; or none at all, for an answer at command
  /// level only.
  boost::container::small_vector<ServiceAnswer, 1> services;
  std::optional<Cost> cost;
  std::optional<bool> enough_credit;  ///< Check-Balance-Result
  std::optional<Refusal> refusal;  ///< its Failed-AVP goes along; its result_code is not looked at
};

/// Who answers. Stable over restarts: clients send Origin-Host back as Destination-Host.
struct Origin {
  std::string_view host, realm;
};

/// Appends the CCA, its AVPs in the one order that suits every client known (freeDiameter's checks
/// the dictionary's fixed positions and counts).
void write(const CreditControlRequest& request, const CreditControlAnswer& answer, Origin origin,
           Buffer& out);

}  // namespace airperk::diameter
