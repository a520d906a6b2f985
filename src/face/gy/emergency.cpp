#include "face/gy/emergency.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "face/gy/what_is_asked.h"

namespace airperk::face::gy {
namespace {

using diameter::CreditControlAnswer;
using diameter::CreditControlRequest;
using diameter::RequestedAction;
using diameter::RequestType;
using programme::UsageKind;

diameter::ServiceUnits units_of(UsageKind kind, charging::Quantity quantity) {
  diameter::ServiceUnits units;
  if (kind == UsageKind::voice) units.time = static_cast<std::uint32_t>(quantity);
  if (kind == UsageKind::sms) units.service_specific = quantity;
  return units;
}

/// As much as is asked for, and no more than anybody gets at once.
CreditControlAnswer granted(const CreditControlRequest& request, UsageKind kind,
                            const programme::Charging& charging) {
  const auto& sizes = charging.grant_sizes(kind);
  CreditControlAnswer answer;
  for (const auto& asked : request.services) {
    auto& service = answer.services.emplace_back();
    if (!asked.requested || request.type == RequestType::termination) continue;
    const auto wanted = quantity_of(*asked.requested, kind).value_or(0);
    const auto quantity = wanted == 0 ? sizes.usual : std::min(wanted, sizes.largest);
    service.granted = units_of(kind, quantity);
    if (request.type != RequestType::event) {
      service.validity_time = static_cast<std::uint32_t>(charging.max_validity.in_seconds());
    }
  }
  return answer;
}

/// Without reading it: of most requests it is a number that is too long. An escape is one
/// character.
bool may_be_emergency(std::string_view written) {
  int digits = 0;
  for (std::size_t i = 0; i < written.size() && written[i] != '@' && written[i] != ';'; ++i) {
    if (written[i] == '%' && written.size() - i > 2) {
      digits += written[i + 1] == '3' && ascii::is_digit(written[i + 2]);
      i += 2;
    } else {
      digits += ascii::is_digit(written[i]);
    }
  }
  return digits <= programme::NumberPlan::emergency_digits_max + 6;  // and prefixes
}

}  // namespace

std::optional<CreditControlAnswer> EmergencyCalls::answer(const CreditControlRequest& request,
                                                          const programme::Programme& programme) {
  const auto kind = kind_of(request.service_context_id);
  if (!kind || kind == UsageKind::data) return {};
  const auto session = [&] {
    return keys_.hash(request.session_id).session() ^ keys_.client(request.origin_host);
  };
  const bool goes_on =
      request.type == RequestType::update || request.type == RequestType::termination;
  const auto called = called_in(request, *kind);
  const bool is_emergency =
      !called.empty() && std::all_of(called.begin(), called.end(), [&](std::string_view written) {
        return may_be_emergency(written) &&
               programme.numbers.called(written).kind == programme::Called::Kind::emergency;
      });
  if (!is_emergency && !(goes_on && any_ && knows(session()))) return {};
  // Its first request, or one that came before a start which nobody here remembers.
  const bool begins = request.type == RequestType::initial || request.type == RequestType::update;
  if (is_emergency && begins) remember(session());

  auto answer = granted(request, *kind, programme.charging);
  if (request.type != RequestType::event) return answer;
  if (request.action == RequestedAction::refund_account) return {};  // nothing was taken
  if (request.action == RequestedAction::direct_debiting) return answer;
  for (auto& service : answer.services) service.granted.reset();
  if (request.action == RequestedAction::check_balance) answer.enough_credit = true;
  if (request.action == RequestedAction::price_enquiry) answer.cost = diameter::Cost{};
  return answer;
}

void EmergencyCalls::remember(std::uint64_t session) {
  std::lock_guard lock(mutex_);
  if (sessions_.size() >= sessions_max) before_ = std::exchange(sessions_, {});
  sessions_.insert(session);
  any_ = true;
}

bool EmergencyCalls::knows(std::uint64_t session) {
  std::lock_guard lock(mutex_);
  return sessions_.contains(session) || before_.contains(session);
}

}  // namespace airperk::face::gy
