#include "face/gy/charging.h"

#include <algorithm>

#include "face/gy/fingerprint.h"
#include "face/gy/what_is_asked.h"

namespace airperk::face::gy {
namespace {

using diameter::CreditControlAnswer;
using diameter::CreditControlRequest;
using diameter::RequestedAction;
using diameter::RequestType;
using programme::UsageKind;
namespace result = diameter::result;

diameter::Refusal refusal(std::uint32_t code, const char* what, diameter::AvpKey failed_avp = 0,
                          std::uint8_t failed_octets = 0) {
  diameter::Refusal refusal;
  refusal.result_code = code;
  refusal.failed_avp = failed_avp;
  refusal.failed_octets = failed_octets;
  refusal.what = what;
  return refusal;
}

bool is_within_session(const CreditControlRequest& request) {
  return request.type == RequestType::update || request.type == RequestType::termination;
}

/// RFC 8506 §9.2 (5031): Failed-AVP holds the AVP that there is no price for, or an example of the
/// missing one: whom it is for, or the service itself.
diameter::Refusal unrated(const CreditControlRequest& request, UsageKind kind, const char* what) {
  namespace avp = diameter::avp;
  auto unrated = refusal(result::rating_failed, what, avp::service_context_id, 1);
  unrated.failed_text = request.service_context_id;
  if (kind == UsageKind::voice) {
    unrated.failed_avp = avp::called_party_address;
    unrated.failed_text = request.information.called_party;
  }
  if (kind == UsageKind::sms) {
    const auto& recipients = request.information.recipients;
    unrated.failed_avp = avp::address_data;
    unrated.failed_text = recipients.empty() ? std::string_view() : recipients.front();
  }
  return unrated;
}

/// U1a, U1b: whom it goes to, and what it costs there. What cannot be read has no price; while a
/// session goes on, nobody needs to be named again.
Result<void, diameter::Refusal> read_called(charging::Asked& asked,
                                            const CreditControlRequest& request,
                                            const programme::NumberPlan& numbers, Unread& unread) {
  using Kind = programme::Called::Kind;
  const auto kind = asked.kind;
  if (kind == UsageKind::data || asked.incoming) return {};
  const bool goes_on = is_within_session(request);
  const auto written = called_in(request, kind);
  if (written.empty() && !goes_on) {
    return fail(unrated(request, kind, "it needs the called number or recipient"));
  }
  for (std::size_t i = 0; i < written.size(); ++i) {
    auto called = numbers.called(written[i]);
    if (called.kind == Kind::nothing) {
      unread.note("called party", std::string(written[i]));
      if (goes_on) return {};
      return fail(unrated(request, kind, "the called party cannot be read as a number"));
    }
    const bool is_free = called.kind == Kind::free || called.kind == Kind::emergency;
    if (i == 0) {
      asked.free = is_free;
      asked.called = std::move(called.digits);
    } else if (is_free != asked.free ||
               numbers.classify(called.digits) != numbers.classify(asked.called)) {
      return fail(unrated(request, kind,
                          "its recipients have prices that differ: send one event for each"));
    }
  }
  asked.quantity = std::max<charging::Quantity>(asked.quantity, written.size());
  return {};
}

diameter::Refusal unrated_quantity(charging::Quantity quantity, UsageKind kind) {
  namespace avp = diameter::avp;
  const char* what = kind == UsageKind::voice ? "an event is about 1 to 2678400 seconds"
                     : kind == UsageKind::sms ? "an event is about 1 to 255 SMS"
                                              : "an event is about 1 to 1099511627776 octets";
  auto unrated = refusal(result::rating_failed, what);
  unrated.failed_avp = kind == UsageKind::voice ? avp::cc_time
                       : kind == UsageKind::sms ? avp::cc_service_specific_units
                                                : avp::cc_total_octets;
  unrated.failed_octets = kind == UsageKind::voice ? 4 : 8;
  unrated.failed_value = quantity;
  return unrated;
}

std::uint32_t code_for(subscriber::Refusal refusal) {
  using subscriber::Refusal;
  switch (refusal) {
    case Refusal::U12_nothing_may_pay:
      return result::credit_limit_reached;
    case Refusal::unknown_subscriber:
    case Refusal::identities_disagree:
      return result::user_unknown;
    case Refusal::no_price:
      return result::rating_failed;
    case Refusal::unknown_charge:
    case Refusal::refunded_already:
      return result::unable_to_comply;
    case Refusal::unknown_session:
      return result::unknown_session_id;
    case Refusal::too_many_sessions:
      return result::too_busy;
    default:
      return result::unable_to_comply;
  }
}

std::uint32_t code_for(const engine::Answer& answer) {
  if (answer.fault == engine::Fault::shed) return result::too_busy;
  if (answer.fault == engine::Fault::foreign_session) return result::unknown_session_id;
  if (answer.fault != engine::Fault::none) return result::unable_to_comply;
  return answer.refusal ? code_for(*answer.refusal) : result::success;
}

/// RFC 8506 §8.3: what an event is about must be said.
Result<engine::Command, diameter::Refusal> event_command(const CreditControlRequest& request,
                                                         charging::Asked asked, std::uint64_t key,
                                                         std::uint64_t client) {
  const auto kind = asked.kind;
  if (!request.action) {
    return fail(refusal(result::missing_avp, "an event needs a Requested-Action (RFC 8506 8.3)",
                        diameter::avp::requested_action, 4));
  }
  const bool debits = request.action == RequestedAction::direct_debiting;
  if ((debits && asked.quantity == 0) || asked.quantity > charging::largest_event(kind)) {
    return fail(unrated_quantity(asked.quantity, kind));
  }
  switch (*request.action) {
    case RequestedAction::direct_debiting:
      return charging::ChargeEvent{std::move(asked), key, client};
    case RequestedAction::check_balance:
    case RequestedAction::price_enquiry:
      return charging::Enquire{std::move(asked)};
    case RequestedAction::refund_account:
      break;  // decided with the past: `refund_of`
  }
  return fail(refusal(result::unable_to_comply, "this Requested-Action is not known"));
}

charging::CreditControl session_command(const CreditControlRequest& request, charging::Asked use,
                                        std::uint64_t key, std::uint64_t client) {
  const auto kind = use.kind;
  using Step = charging::CreditControl::Step;
  charging::CreditControl control;
  control.step = *request.type == RequestType::initial  ? Step::initial
                 : *request.type == RequestType::update ? Step::update
                                                        : Step::termination;
  control.session = key;
  control.number = *request.number;
  control.client = client;
  control.asked = std::move(use);
  control.timestamp = request.event_timestamp;
  for (const auto& service : request.services) {
    charging::ServiceAsked asked{service.rating_group, service.service_identifier, {}, {}, 0};
    // No units, or those of another kind: the server chooses.
    if (service.requested) asked.requested = quantity_of(*service.requested, kind).value_or(0);
    for (const auto& used : service.used) {
      // All Used-Service-Units count; what straddles a tariff change, as used before it.
      const auto sum = asked.used.value_or(0);
      const auto quantity = std::min(quantity_of(used, kind).value_or(0), ~sum);
      asked.used = sum + quantity;
      if (used.tariff_change_usage == diameter::unit_after_tariff_change) {
        asked.used_after_change += quantity;
      }
    }
    control.services.push_back(asked);
  }
  return control;
}

/// RFC 8506 §8.2, RFC 6733 §3: what names the request, and tells a repetition from another one that
/// has its name.
void recognise(engine::Request& asked, const store::RequestKey& name,
               const CreditControlRequest& request) {
  asked.key = name;
  asked.fingerprint = fingerprint_of(request);
  asked.asked_at = request.event_timestamp;
  asked.may_be_repeated = request.header.retransmitted;
}

/// By the number or IMSI that is said; a session's own, where nothing is.
Result<void, diameter::Refusal> address(engine::Request& asked, const CreditControlRequest& request,
                                        std::uint64_t key) {
  const auto who = subscription_of(request);
  if (who.disagrees || (!who.names_somebody() && !is_within_session(request))) {
    return fail(refusal(result::user_unknown, "Subscription-Id names no subscriber"));
  }
  if (who.msisdn) {
    asked.target = *who.msisdn;
    asked.same_as = who.imsi;
  } else if (who.imsi) {
    asked.target = *who.imsi;
  } else {
    asked.target = engine::OpenSession{key};
  }
  return {};
}

void add_services(const engine::SessionAnswer& decided, const CreditControlRequest& request,
                  UsageKind kind, CreditControlAnswer& out) {
  for (std::size_t i = 0; i < request.services.size() && i < decided.services.size(); ++i) {
    const auto& from = decided.services[i];
    diameter::ServiceAnswer service;
    if (from.refusal) service.result_code = code_for(*from.refusal);
    if (from.granted > 0) {
      auto& granted = service.granted.emplace();
      switch (kind) {
        case UsageKind::voice:
          granted.time = static_cast<std::uint32_t>(from.granted);
          break;
        case UsageKind::sms:
          granted.service_specific = from.granted;
          break;
        case UsageKind::data:
          granted.total_octets = from.granted;
          break;
      }
      service.validity_time = static_cast<std::uint32_t>(from.validity.in_seconds());
      service.final = from.final;
      service.tariff_time_change = from.tariff_change;
      if (from.ask_again > 0 && kind == UsageKind::voice) {
        service.time_threshold = static_cast<std::uint32_t>(from.ask_again);
      }
      if (from.ask_again > 0 && kind == UsageKind::data) {
        service.volume_threshold = static_cast<std::uint32_t>(from.ask_again);
      }
    }
    out.services.push_back(service);
  }
  // One answer for each, whatever was refused.
  while (out.services.size() < request.services.size()) {
    out.services.push_back({.result_code = out.result_code});
  }
}

}  // namespace

Result<engine::Request, diameter::Refusal> to_engine(const CreditControlRequest& request,
                                                     const engine::RequestKeys& keys,
                                                     const programme::NumberPlan& numbers,
                                                     Unread& unread) {
  const auto kind = kind_of(request.service_context_id);
  if (!kind) {
    return fail(unrated(request, UsageKind::data,
                        "this Service-Context-Id is not served; 32251@3gpp.org (data), "
                        "32260@3gpp.org (voice) and 32274@3gpp.org (SMS) are"));
  }
  const auto hash = keys.hash(request.session_id);
  const auto session = hash.session();
  const auto client = keys.client(request.origin_host);
  engine::Request asked;
  if (auto addressed = address(asked, request, session); !addressed) {
    return fail(addressed.error());
  }
  const bool is_event = request.type == RequestType::event;
  if (is_event && request.action == RequestedAction::refund_account) {
    recognise(asked, engine::own_name(hash.refund(*request.number), client), request);
    return asked;
  }
  auto use = asked_of(request, *kind, numbers, unread);
  const auto* service = request.services.empty() ? nullptr : &request.services.front();
  if (is_event && service && service->requested) {
    use.quantity = quantity_of(*service->requested, *kind).value_or(1);
  }
  if (auto read = read_called(use, request, numbers, unread); !read) return fail(read.error());
  if (!is_event) {
    auto command = session_command(request, std::move(use), session, client);
    // A session is one client's: nobody else hears what it was answered.
    recognise(asked, engine::own_name(hash.request(command.number), client), request);
    asked.command = std::move(command);
    asked.session = {std::string(request.session_id), std::string(request.origin_host),
                     std::string(request.origin_realm)};
    return asked;
  }
  auto command = event_command(request, std::move(use), session, client);
  if (!command) return fail(command.error());
  asked.command = *std::move(command);
  if (*request.action == RequestedAction::direct_debiting) {
    recognise(asked, hash.event(*request.number), request);
  }
  return asked;
}

std::optional<charging::Debit> refund_of(const CreditControlRequest& request,
                                         const engine::RequestKeys& keys, bool may_any) {
  const auto kind = kind_of(request.service_context_id);
  if (!kind || request.type != RequestType::event ||
      request.action != RequestedAction::refund_account) {
    return {};
  }
  const auto hash = keys.hash(request.session_id);
  const auto client = keys.client(request.origin_host);
  charging::Debit debit{.event = hash.session(),
                        .request = hash.refund_id(*request.number),
                        .kind = *kind,
                        .quantity = {},
                        .client = may_any ? 0 : client,
                        .request_of_client = hash.refund_id(*request.number) ^ client};
  const auto* service = request.services.empty() ? nullptr : &request.services.front();
  if (service && service->requested) debit.quantity = quantity_of(*service->requested, *kind);
  return debit;
}

CreditControlAnswer to_diameter(const engine::Answer& answer, const CreditControlRequest& request) {
  CreditControlAnswer out;
  out.result_code = code_for(answer);
  if (answer.fault == engine::Fault::shed) return out;
  const auto kind = kind_of(request.service_context_id).value_or(UsageKind::data);
  if (out.result_code == result::rating_failed) {
    out.refusal = unrated(request, kind, "the tariff has no price for it");
  }
  if (const auto* session = std::get_if<engine::SessionAnswer>(&answer.body)) {
    add_services(*session, request, kind, out);
    return out;
  }
  if (const auto* quote = std::get_if<charging::Quote>(&answer.body)) {
    if (request.action == RequestedAction::check_balance) out.enough_credit = quote->enough;
    if (request.action == RequestedAction::price_enquiry) {
      out.cost = diameter::Cost{.digits = quote->price.in_nano(), .exponent = -9};
    }
    return out;
  }
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
  out.refusal = refusal;
  return out;
}

}  // namespace airperk::face::gy
