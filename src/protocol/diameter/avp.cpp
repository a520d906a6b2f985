#include "protocol/diameter/avp.h"

#include <algorithm>
#include <array>

namespace airperk::diameter {
namespace {

constexpr std::uint8_t bit_vendor = 0x80, bit_mandatory = 0x40;

constexpr std::size_t head_size = 8, vendor_size = 4;

std::uint8_t* put_u32(std::uint8_t* at, std::uint32_t value) {
  const auto octets = wire::octets_of(value);
  return std::copy(octets.begin(), octets.end(), at);
}

std::size_t head_size_of(AvpKey key) {
  return vendor_of(key) == 0 ? head_size : head_size + vendor_size;
}

/// Of an AVP with so many octets of data: behind it stands the data.
std::uint8_t* put_head(std::uint8_t* at, AvpKey key, std::size_t octets) {
  const bool vendor = vendor_of(key) != 0;
  // Result-Code and the like are mandatory for every client; Error-Message, Product-Name and
  // Firmware must not be (RFC 6733 §4.5).
  const bool optional = key == avp::error_message || key == avp::product_name;
  const std::uint32_t flags = (vendor ? bit_vendor : 0u) | (optional ? 0u : bit_mandatory);
  const auto length = head_size_of(key) + octets;
  AIRPERK_ASSERT(length < 1 << 24);
  at = put_u32(at, code_of(key));
  at = put_u32(at, flags << 24 | static_cast<std::uint32_t>(length));
  return vendor ? put_u32(at, vendor_of(key)) : at;
}

/// How many octets the data of an AVP that is read here has at least (RFC 6733 §7.1.5).
std::uint8_t least_octets(AvpKey key) {
  switch (key) {
    case avp::cc_input_octets:
    case avp::cc_output_octets:
    case avp::cc_service_specific_units:
    case avp::cc_total_octets:
      return 8;
    case avp::acct_application_id:
    case avp::address_type:
    case avp::auth_application_id:
    case avp::cc_request_number:
    case avp::cc_request_type:
    case avp::cc_time:
    case avp::event_timestamp:
    case avp::multiple_services_indicator:
    case avp::origin_state_id:
    case avp::rating_group:
    case avp::reporting_reason:
    case avp::requested_action:
    case avp::role_of_node:
    case avp::service_identifier:
    case avp::subscription_id_type:
    case avp::tariff_change_usage:
    case avp::termination_cause:
    case avp::vendor_id:
      return 4;
    case avp::sgsn_mcc_mnc:  // TS 29.061: five digits or six
      return 5;
    case avp::originator_sccp_address:  // an Address: its family
      return 2;
    case avp::access_network_information:
    case avp::address_data:
    case avp::called_party_address:
    case avp::called_station_id:
    case avp::calling_party_address:
    case avp::destination_host:
    case avp::destination_realm:
    case avp::origin_host:
    case avp::origin_realm:
    case avp::service_context_id:
    case avp::session_id:
    case avp::subscription_id_data:
    case avp::user_name:
      return 1;
    default:  // groups, which may be empty, and what is not read
      return 0;
  }
}

constexpr std::int64_t from_1900_to_1970 = 2'208'988'800;

}  // namespace

Instant from_diameter_time(std::uint32_t seconds) {
  const std::int64_t era = seconds >= 0x80000000 ? 0 : std::int64_t{1} << 32;
  return Instant::seconds(seconds + era - from_1900_to_1970);
}

std::uint32_t to_diameter_time(Instant instant) {
  return static_cast<std::uint32_t>(instant.in_seconds() + from_1900_to_1970);
}

std::optional<std::uint32_t> Avp::u32() const {
  if (data.size() != 4) return std::nullopt;
  return wire::get_u32(data);
}

std::optional<std::uint64_t> Avp::u64() const {
  if (data.size() != 8) return std::nullopt;
  return wire::get_u64(data);
}

AvpReader::AvpReader(Bytes avps, int depth) : rest_(avps), depth_(depth) {
  if (depth > depth_max) refuse(0, "AVPs are nested too deep");
}

std::nullopt_t AvpReader::refuse(AvpKey key, const char* what) {
  fault_ = Refusal{result::invalid_avp_length, key, least_octets(key), what};
  rest_ = {};
  return std::nullopt;
}

std::optional<Avp> AvpReader::next() {
  if (rest_.empty()) return std::nullopt;
  if (rest_.size() < 8) return refuse(0, "an AVP's header is cut off");
  Avp avp;
  avp.key = wire::get_u32(rest_);
  const bool vendor = (rest_[4] & bit_vendor) != 0;
  const std::size_t head = vendor ? 12 : 8;
  const std::size_t length = wire::get_u24(rest_.subspan(5));
  if (vendor && rest_.size() >= head) avp.key |= AvpKey{wire::get_u32(rest_.subspan(8))} << 32;
  if (length < head) return refuse(avp.key, "an AVP is shorter than its header");
  if (length > rest_.size()) return refuse(avp.key, "an AVP is longer than what holds it");
  avp.whole = rest_.first(length);
  avp.data = avp.whole.subspan(head);
  rest_ = rest_.subspan(std::min(rest_.size(), (length + 3) / 4 * 4));
  return avp;
}

std::optional<Avp> find(Bytes avps, AvpKey key) {
  AvpReader reader(avps);
  while (auto avp = reader.next())
    if (avp->key == key) return avp;
  return std::nullopt;
}

void Writer::failed_avp(const Refusal& refusal) {
  if (refusal.failed_avp == 0) return;
  group(avp::failed_avp, [&] {
    if (!refusal.failed_text.empty()) return text(refusal.failed_avp, refusal.failed_text);
    AIRPERK_ASSERT(refusal.failed_octets <= sizeof refusal.failed_value);
    std::array<std::uint8_t, sizeof refusal.failed_value> value{};
    for (std::size_t i = 0; i < refusal.failed_octets; ++i)
      value[refusal.failed_octets - 1 - i] =
          static_cast<std::uint8_t>(refusal.failed_value >> (8 * i));
    octets(refusal.failed_avp, Bytes(value).first(refusal.failed_octets));
  });
}

void Writer::u32(AvpKey key, std::uint32_t value) {
  put_u32(put_head(next(head_size_of(key) + 4), key, 4), value);
}

void Writer::u64(AvpKey key, std::uint64_t value) {
  auto* at = put_head(next(head_size_of(key) + 8), key, 8);
  at = put_u32(at, static_cast<std::uint32_t>(value >> 32));
  put_u32(at, static_cast<std::uint32_t>(value));
}

void Writer::put_avp_header(AvpKey key, std::size_t octets) {
  put_head(next(head_size_of(key)), key, octets);
}

void Writer::patch_length(std::size_t at) {
  const std::size_t length = end_ - at;
  AIRPERK_ASSERT(length < 1 << 24);
  const std::size_t where = at == start_ ? at : at + 4;
  const std::uint32_t first = std::uint32_t{out_[where]} << 24;  // version, or the AVP's flags
  wire::patch_u32(out_, where, first | static_cast<std::uint32_t>(length));
}

}  // namespace airperk::diameter
