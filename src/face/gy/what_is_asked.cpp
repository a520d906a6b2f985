#include "face/gy/what_is_asked.h"

#include <algorithm>

namespace airperk::face::gy {
namespace {

using diameter::CreditControlRequest;
using diameter::SubscriptionId;
using programme::UsageKind;

template <typename Id>
void say(std::optional<Id>& known, std::optional<Id> said, bool& disagrees) {
  if (known && said && *known != *said) disagrees = true;
  if (!known) known = said;
}

/// "+77011234567", "tel:+77011234567" and "77011234567" are one number; short codes stay as sent.
std::string called_digits(std::string_view address) {
  if (const auto number = Msisdn::parse(address)) return number->to_string();
  if (address.starts_with("tel:")) address.remove_prefix(4);
  if (address.starts_with("sip:")) address = address.substr(4, address.find('@') - 4);
  if (address.starts_with('+')) address.remove_prefix(1);
  return std::string(address.substr(0, address.find(';')));
}

/// RFC 6733 §4.3.1: two octets of family, 8 being E.164, then its digits.
std::string e164_of(diameter::Bytes address) {
  if (address.size() < 3 || address[0] != 0 || address[1] != 8) return {};
  return called_digits({reinterpret_cast<const char*>(address.data()) + 2, address.size() - 2});
}

/// TS 24.229 §7.2A.4: "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=4010200010019B01": the cell's identity
/// begins with its network's digits.
std::string network_of_cell(std::string_view access_network) {
  for (const std::string_view name : {"utran-cell-id-3gpp=", "cgi-3gpp="}) {
    const auto at = access_network.find(name);
    if (at == std::string_view::npos) continue;
    auto cell = access_network.substr(at + name.size());
    if (cell.starts_with('"')) cell.remove_prefix(1);
    const auto digits = cell.substr(0, 6);
    if (digits.size() == 6 && std::all_of(digits.begin(), digits.begin() + 5,
                                          [](char c) { return c >= '0' && c <= '9'; })) {
      return std::string(digits);
    }
  }
  return {};
}

}  // namespace

Subscription subscription_of(const CreditControlRequest& request) {
  Subscription who;
  for (const auto& id : request.subscriptions) {
    switch (id.type) {
      case SubscriptionId::Type::e164:
      case SubscriptionId::Type::sip_uri:
        say(who.msisdn, Msisdn::parse(id.data), who.disagrees);
        break;
      case SubscriptionId::Type::imsi:
        say(who.imsi, Imsi::parse(id.data), who.disagrees);
        break;
      case SubscriptionId::Type::nai:
      case SubscriptionId::Type::private_id:
        break;
    }
  }
  return who;
}

std::optional<UsageKind> kind_of(std::string_view service_context_id) {
  if (service_context_id.ends_with("32251@3gpp.org")) return UsageKind::data;
  if (service_context_id.ends_with("32260@3gpp.org")) return UsageKind::voice;
  if (service_context_id.ends_with("32274@3gpp.org")) return UsageKind::sms;
  return {};
}

charging::Asked asked_of(const CreditControlRequest& request, UsageKind kind) {
  const auto& information = request.information;
  charging::Asked asked;
  asked.kind = kind;
  if (kind == UsageKind::sms) asked.called = called_digits(information.recipient);
  if (kind == UsageKind::voice) asked.called = called_digits(information.called_party);
  asked.incoming = kind == UsageKind::voice && information.role_of_node == 1;
  if (!information.sgsn_mcc_mnc.empty()) {
    asked.visited = std::string(information.sgsn_mcc_mnc);
  } else if (auto network = network_of_cell(information.access_network); !network.empty()) {
    asked.visited = std::move(network);
  }
  asked.visited_msc = e164_of(information.originator_sccp);
  asked.client = std::string(request.origin_host);
  return asked;
}

std::optional<charging::Quantity> quantity_of(const diameter::ServiceUnits& units, UsageKind kind) {
  switch (kind) {
    case UsageKind::voice:
      if (units.time) return *units.time;
      return {};
    case UsageKind::sms:
      return units.service_specific;
    case UsageKind::data:
      break;
  }
  if (units.total_octets) return units.total_octets;
  if (!units.input_octets && !units.output_octets) return {};
  const auto in = units.input_octets.value_or(0), out = units.output_octets.value_or(0);
  return in + std::min(out, ~in);
}

}  // namespace airperk::face::gy
