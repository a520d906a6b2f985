#include "face/gy/what_is_asked.h"

#include <algorithm>

#include "face/gy/place.h"
#include "protocol/address/address.h"

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

/// RFC 6733 §4.3.1: two octets of family, 8 being E.164, then its digits. Some clients leave the
/// family out.
std::string e164_of(diameter::Bytes address, const programme::NumberPlan& numbers, Unread& unread) {
  if (address.empty()) return {};
  const bool has_family = address.size() > 2 && address[0] == 0 && address[1] == 8;
  const auto text = wire::as_text(has_family ? address.subspan(2) : address);
  auto called = numbers.called(text);
  if (called.kind == programme::Called::Kind::number) return std::move(called.digits);
  unread.note("Originator-SCCP-Address", std::string(text));
  return {};
}

/// TS 23.003 §2.2, §13.2, §19.3.2: the IMSI before the @ of a 3GPP realm that has its MCC and MNC;
/// of an identity for authentication alone, behind a digit that says its kind.
std::optional<Imsi> imsi_in(const address::Address& address) {
  constexpr std::string_view realm = ".3gppnetwork.org", mnc_name = "mnc", mcc_name = ".mcc";
  if (!address.host.ends_with(realm)) return {};
  const auto at = address.host.find("mnc");
  constexpr std::size_t digits = 3;
  if (at == std::string::npos) return {};
  const auto mnc = address.host.substr(at + mnc_name.size(), digits);
  const auto behind = address.host.substr(at + mnc_name.size() + mnc.size());
  if (!behind.starts_with(mcc_name)) return {};
  const auto mcc = behind.substr(mcc_name.size(), digits);
  // A network code of two digits is written with a zero before it.
  const auto is_of_network = [&](std::string_view imsi) {
    return imsi.starts_with(mcc + mnc) ||
           (mnc.front() == '0' && imsi.starts_with(mcc + mnc.substr(1)));
  };
  const std::string_view user = address.digits;
  if (address.is_global || mnc.size() != digits || mcc.size() != digits) return {};
  if (is_of_network(user)) return Imsi::parse(user);
  constexpr std::size_t imsi_size = 15;
  if (user.size() == imsi_size + 1 && is_of_network(user.substr(1))) {
    return Imsi::parse(user.substr(1));
  }
  return {};
}

}  // namespace

Subscription subscription_of(const CreditControlRequest& request) {
  Subscription who;
  for (const auto& id : request.subscriptions) {
    if (id.type == SubscriptionId::Type::imsi) {
      say(who.imsi, Imsi::parse(id.data), who.disagrees);
      continue;
    }
    const auto address = address::read(id.data);
    if (const auto imsi = imsi_in(address)) {
      say(who.imsi, imsi, who.disagrees);
    } else if (id.type == SubscriptionId::Type::e164 || id.type == SubscriptionId::Type::sip_uri) {
      say(who.msisdn, Msisdn::parse(address.context + address.digits), who.disagrees);
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

Written called_in(const CreditControlRequest& request, UsageKind kind) {
  const auto& information = request.information;
  if (kind == UsageKind::sms) return information.recipients;
  if (kind != UsageKind::voice) return {};
  if (!information.called_party.empty()) return {information.called_party};
  // Of a packet session that is its access point.
  if (!request.called_station_id.empty()) return {request.called_station_id};
  return {};
}

charging::Asked asked_of(const CreditControlRequest& request, UsageKind kind,
                         const programme::NumberPlan& numbers, Unread& unread) {
  const auto& information = request.information;
  charging::Asked asked;
  asked.kind = kind;
  asked.incoming = kind == UsageKind::voice && information.role_of_node == 1;
  asked.visited = network_of(information, unread);
  asked.visited_msc = e164_of(information.originator_sccp, numbers, unread);
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
  // A total of nothing beside octets each way is no total.
  const bool has_ways = units.input_octets || units.output_octets;
  if (units.total_octets && (*units.total_octets != 0 || !has_ways)) return units.total_octets;
  if (!has_ways) return {};
  const auto in = units.input_octets.value_or(0), out = units.output_octets.value_or(0);
  return in + std::min(out, ~in);
}

}  // namespace airperk::face::gy
