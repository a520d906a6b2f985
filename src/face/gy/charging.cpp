#include "face/gy/charging.h"

namespace airperk::face::gy {
namespace {

using diameter::CreditControlAnswer;
using diameter::CreditControlRequest;
using diameter::RequestedAction;
using diameter::RequestType;
using diameter::SubscriptionId;
namespace result = diameter::result;

diameter::Refusal refusal(std::uint32_t code, const char* what, diameter::AvpKey failed_avp = 0) {
  diameter::Refusal refusal;
  refusal.result_code = code;
  refusal.failed_avp = failed_avp;
  refusal.what = what;
  return refusal;
}

struct Subscription {
  std::optional<Msisdn> msisdn;
  std::optional<Imsi> imsi;
  bool disagrees = false;  ///< two numbers, or two IMSIs
};

template <typename Id>
void say(std::optional<Id>& known, std::optional<Id> said, bool& disagrees) {
  if (known && said && *known != *said) disagrees = true;
  if (!known) known = said;
}

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

/// "+77011234567", "tel:+77011234567" and "77011234567" are one number; short codes stay as sent.
std::string called_digits(std::string_view address) {
  if (const auto number = Msisdn::parse(address)) return number->to_string();
  if (address.starts_with("tel:")) address.remove_prefix(4);
  if (address.starts_with('+')) address.remove_prefix(1);
  return std::string(address);
}

/// RFC 6733 §4.3.1: two octets of family, 8 being E.164, then its digits.
std::string e164_of(diameter::Bytes address) {
  if (address.size() < 3 || address[0] != 0 || address[1] != 8) return {};
  return called_digits({reinterpret_cast<const char*>(address.data()) + 2, address.size() - 2});
}

bool is_sms(std::string_view context) {
  return context.ends_with("32274@3gpp.org");
}

charging::ChargeEvent sms_event(const CreditControlRequest& request) {
  charging::ChargeEvent event;
  event.asked.kind = programme::UsageKind::sms;
  event.asked.called = called_digits(request.information.recipient);
  if (!request.information.sgsn_mcc_mnc.empty()) {
    event.asked.visited = std::string(request.information.sgsn_mcc_mnc);
  }
  event.asked.visited_msc = e164_of(request.information.originator_sccp);
  if (!request.services.empty() && request.services.front().requested) {
    event.asked.quantity = request.services.front().requested->service_specific.value_or(1);
  }
  return event;
}

std::uint32_t code_for(const engine::Answer& answer) {
  using subscriber::Refusal;
  if (answer.fault != engine::Fault::none) return result::unable_to_comply;
  if (!answer.refusal) return result::success;
  switch (*answer.refusal) {
    case Refusal::U12_nothing_may_pay:
      return result::credit_limit_reached;
    case Refusal::unknown_subscriber:
    case Refusal::identities_disagree:
      return result::user_unknown;
    case Refusal::no_price:
      return result::rating_failed;
    default:
      return result::unable_to_comply;
  }
}

}  // namespace

Result<engine::Request, diameter::Refusal> to_engine(const CreditControlRequest& request,
                                                     const engine::RequestKeys& keys) {
  if (request.type != RequestType::event) {
    return fail(
        refusal(result::unable_to_comply,
                "sessions are not served by this version; send an event (CC-Request-Type 4)"));
  }
  if (!request.action) {
    return fail(refusal(result::missing_avp, "an event needs a Requested-Action (RFC 8506 8.3)",
                        diameter::avp::requested_action));
  }
  if (*request.action != RequestedAction::direct_debiting) {
    return fail(refusal(result::unable_to_comply,
                        "this version serves direct debiting only (Requested-Action 0)"));
  }
  if (!is_sms(request.service_context_id)) {
    return fail(refusal(result::rating_failed,
                        "events of this Service-Context-Id are not served; SMS is (32274@3gpp.org)",
                        diameter::avp::service_context_id));
  }
  const auto who = subscription_of(request);
  if (who.disagrees || (!who.msisdn && !who.imsi)) {
    return fail(refusal(result::user_unknown, "Subscription-Id names no subscriber"));
  }
  auto event = sms_event(request);
  if (event.asked.called.empty() || event.asked.quantity == 0 || event.asked.quantity > 255) {
    return fail(
        refusal(result::rating_failed, "an SMS event needs a recipient and 1 to 255 messages"));
  }
  engine::Request asked;
  if (who.msisdn) {
    asked.target = *who.msisdn;
    asked.same_as = who.imsi;
  } else {
    asked.target = *who.imsi;
  }
  asked.command = std::move(event);
  // RFC 8506 §6.5: every event has number 0, so that its Session-Id is its key.
  asked.key = keys.key("gy-event", request.session_id);
  return asked;
}

CreditControlAnswer to_diameter(const engine::Answer& answer, const CreditControlRequest& request) {
  CreditControlAnswer out;
  out.result_code = code_for(answer);
  const auto* outcome = std::get_if<engine::Outcome>(&answer.body);
  for (std::size_t i = 0; i < request.services.size(); ++i) {
    diameter::ServiceAnswer service;
    service.result_code = out.result_code;
    if (out.result_code == result::success && i == 0 && outcome) {
      service.granted.emplace();
      service.granted->service_specific = outcome->quantity;
    }
    out.services.push_back(service);
  }
  return out;
}

CreditControlAnswer refused(diameter::Refusal refusal, const CreditControlRequest&) {
  CreditControlAnswer out;
  out.result_code = refusal.result_code;
  out.refusal = std::move(refusal);
  return out;
}

}  // namespace airperk::face::gy
