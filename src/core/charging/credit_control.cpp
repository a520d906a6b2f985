#include "core/charging/credit_control.h"

#include <algorithm>
#include <tuple>

#include "core/charging/report.h"
#include "core/subscriber/sessions.h"

namespace airperk::charging {

using subscriber::Context;
using subscriber::Flow;
using subscriber::FlowOpened;
using subscriber::Grant;
using subscriber::Granted;
using subscriber::Record;
using subscriber::Refusal;
using subscriber::Session;
using subscriber::SessionClosed;
using subscriber::SessionEnd;
using subscriber::SessionOpened;
using subscriber::SessionUpdated;

namespace {

std::optional<std::uint32_t> find_flow(const Session& session, const ServiceAsked& asked) {
  for (std::uint32_t i = 0; i < session.flows.size(); ++i) {
    const auto& flow = session.flows[i];
    if (flow.rating_group == asked.rating_group &&
        flow.service_identifier == asked.service_identifier) {
      return i;
    }
  }
  return {};
}

/// What the flow's grants tell the client, the first time and again.
ServiceDecided as_granted(const Flow& flow, const Context& context) {
  const auto& grant = *flow.grant;
  ServiceDecided decided;
  decided.granted = grant.quantity;
  decided.validity = grant.until - grant.at;
  decided.final = grant.final;
  if (flow.after_change) decided.tariff_change = flow.after_change->at;
  const auto& sizes = context.programme().charging.grant_sizes(grant.rating.use.kind);
  if (!grant.final && sizes.ask_again < grant.quantity) decided.ask_again = sizes.ask_again;
  return decided;
}

/// One request, service after service.
class Procedure {
 public:
  Procedure(const Record& record, const CreditControl& request, const Context& context)
      : draft_(record, context), request_(request), context_(context) {}

  Controlled run() {
    const auto* session = find();
    if (session && session->answered(request_.number)) {
      repeat(*session);
    } else if (request_.step == CreditControl::Step::initial && !session) {
      open();
    } else if (session) {
      go_on(*session);
    } else {
      controlled_.refusal = Refusal::unknown_session;
    }
    controlled_.services.resize(request_.services.size());
    std::tie(controlled_.facts, controlled_.after) = draft_.take();
    return std::move(controlled_);
  }

 private:
  const Session* find() const {
    return subscriber::find_session(draft_.record(), request_.session);
  }

  /// §5.7: the same again. What the newest request was granted stands in the session.
  void repeat(const Session& session) {
    controlled_.repeated = true;
    for (const auto& asked : request_.services) {
      ServiceDecided decided;
      const auto index = find_flow(session, asked);
      const auto* flow = index ? &session.flows[*index] : nullptr;
      if (flow && flow->grant && asked.requested) decided = as_granted(*flow, context_);
      controlled_.services.push_back(decided);
    }
  }

  void open() {
    if (!has_room()) {
      controlled_.refusal = Refusal::too_many_sessions;
      return;
    }
    const auto use = classify(request_.asked, context_.programme());
    draft_.happen(SessionOpened{request_.session, request_.number, use.use, use.location_unknown,
                                use.incoming, request_.client});
    for (const auto& asked : request_.services) controlled_.services.push_back(serve(asked));
    // A session of one service that gets nothing is none.
    if (controlled_.services.size() == 1 && controlled_.services.front().refusal) {
      controlled_.refusal = controlled_.services.front().refusal;
      draft_.forget();
    }
  }

  bool has_room() {
    const auto& charging = context_.programme().charging;
    const auto& sessions = draft_.record().sessions;
    if (sessions.size() < charging.sessions_per_subscriber) return true;
    // One that nobody has heard of for as long as a grant is supervised makes room.
    const auto silent_since = context_.now - charging.max_validity - charging.max_validity;
    for (const auto& session : sessions) {
      const bool holds = std::any_of(session.flows.begin(), session.flows.end(),
                                     [](const Flow& f) { return f.grant && !f.grant->lapsed; });
      if (holds || session.heard_at > silent_since) continue;
      draft_.happen(SessionClosed{session.key, SessionEnd::forgotten});
      return true;
    }
    return false;
  }

  void go_on(const Session& session) {
    newest_ = request_.number > session.number;
    const auto use = use_now(session);
    draft_.happen(
        SessionUpdated{request_.session, request_.number, use.use.roaming, use.location_unknown});
    for (const auto& asked : request_.services) controlled_.services.push_back(serve(asked));
    if (request_.step == CreditControl::Step::termination) {
      close();
    } else if (controlled_.services.size() == 1) {
      controlled_.refusal = controlled_.services.front().refusal;
    }
  }

  /// Where a call goes does not change; where the subscriber is may.
  Use use_now(const Session& session) const {
    Use use{session.use, 1, session.location_unknown, session.incoming};
    if (!request_.asked.visited && request_.asked.visited_msc.empty()) return use;
    const auto stated = classify(request_.asked, context_.programme());
    use.use.roaming = stated.use.roaming;
    use.location_unknown = stated.location_unknown;
    return use;
  }

  ServiceDecided serve(const ServiceAsked& asked) {
    const auto index = flow_for(asked);
    if (!index) return refused(Refusal::too_many_sessions);
    if (asked.used) {
      report(draft_, request_.session, *index, {*asked.used, asked.used_after_change},
             request_.timestamp);
    }
    if (!asked.requested || request_.step == CreditControl::Step::termination) {
      if (asked.used && newest_) draft_.release(request_.session, *index);
      return {};
    }
    // §5.1.2: an update that comes after the next one gets no second grant.
    if (!newest_) {
      const auto& flow = draft_.flow(request_.session, *index);
      return flow.grant ? as_granted(flow, context_) : ServiceDecided{};
    }
    draft_.release(request_.session, *index);
    return grant(*index, *asked.requested);
  }

  std::optional<std::uint32_t> flow_for(const ServiceAsked& asked) {
    const auto& session = *find();
    if (const auto index = find_flow(session, asked)) return index;
    constexpr std::size_t flows_max = 64;
    if (session.flows.size() >= flows_max) return {};
    const auto index = static_cast<std::uint32_t>(session.flows.size());
    draft_.happen(FlowOpened{request_.session, asked.rating_group, asked.service_identifier});
    return index;
  }

  ServiceDecided grant(std::uint32_t index, Quantity requested) {
    const auto session = request_.session;
    auto offered = offer(draft_, session, index, requested);
    if (!offered) return refused(offered.error());
    draft_.happen(Granted{session, index, *std::move(offered)});
    if (context_.programme().charging.knows_tariff_time_change(request_.asked.client)) {
      auto after = offer_after_change(draft_, session, index);
      if (after) draft_.happen(Granted{session, index, *std::move(after), true});
    }
    return as_granted(draft_.flow(session, index), context_);
  }

  static ServiceDecided refused(Refusal why) {
    ServiceDecided decided;
    decided.refusal = why;
    return decided;
  }

  void close() {
    for (std::uint32_t i = 0; i < find()->flows.size(); ++i) draft_.release(request_.session, i);
    draft_.happen(SessionClosed{request_.session, SessionEnd::terminated});
  }

  Draft draft_;
  const CreditControl& request_;
  const Context& context_;
  bool newest_ = true;
  Controlled controlled_;
};

}  // namespace

Controlled decide(const Record& record, const CreditControl& request, const Context& context) {
  return Procedure(record, request, context).run();
}

}  // namespace airperk::charging
