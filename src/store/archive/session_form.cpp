#include "store/archive/session_form.h"

namespace airperk::store::archive {

using namespace subscriber;

namespace {

Instant instant(std::int64_t value) {
  return Instant::microseconds(value);
}

void to_form(const Rating& rating, pb::Rating& form) {
  form.set_programme_version(rating.programme_version);
  form.set_tariff(rating.tariff.value);
  put_use(rating.use, form);
  form.set_location_unknown(rating.location_unknown);
  form.set_incoming(rating.incoming);
  form.set_night(rating.night);
}

Rating from_form(const pb::Rating& form) {
  return {form.programme_version(), {form.tariff()}, use_of(form),
          form.location_unknown(),  form.incoming(), form.night()};
}

void to_form(const Flow& flow, pb::RecordImage::Flow& form) {
  put_names(flow, form);
  form.set_tariff(flow.tariff.value);
  form.set_by_day(flow.by_day);
  form.set_by_night(flow.by_night);
  form.set_reported_at(flow.reported_at.in_microseconds());
  if (flow.grant) archive::to_form(*flow.grant, *form.mutable_grant());
  if (flow.after_change) archive::to_form(*flow.after_change, *form.mutable_after_change());
}

Flow from_form(const pb::RecordImage::Flow& form) {
  Flow flow;
  take_names(form, flow);
  flow.tariff = {form.tariff()};
  flow.by_day = form.by_day();
  flow.by_night = form.by_night();
  flow.reported_at = instant(form.reported_at());
  if (form.has_grant()) flow.grant = archive::from_form(form.grant());
  if (form.has_after_change()) flow.after_change = archive::from_form(form.after_change());
  return flow;
}

}  // namespace

void to_form(const Share& share, pb::Share& form) {
  form.set_balance(share.balance);
  form.set_kind(static_cast<std::uint32_t>(share.kind));
  form.set_unit(static_cast<std::uint32_t>(share.unit));
  form.set_amount(share.amount);
  form.set_name(share.name);
}

Share from_form(const pb::Share& form) {
  return {form.balance(), static_cast<BalanceKind>(form.kind()), static_cast<Unit>(form.unit()),
          form.amount(), form.name()};
}

void to_form(const KeptBalance& kept, pb::KeptBalance& form) {
  form.set_balance(kept.balance);
  form.set_kind(static_cast<std::uint32_t>(kept.kind));
  form.set_name(kept.name);
  form.set_rule(static_cast<std::uint32_t>(kept.rule));
}

KeptBalance from_form(const pb::KeptBalance& form) {
  return {form.balance(), static_cast<BalanceKind>(form.kind()), form.name(),
          static_cast<KeptOut>(form.rule())};
}

void to_form(const Grant& grant, pb::Grant& form) {
  form.set_quantity(grant.quantity);
  form.set_at(grant.at.in_microseconds());
  form.set_until(grant.until.in_microseconds());
  form.set_supervised_until(grant.supervised_until.in_microseconds());
  form.set_lapsed(grant.lapsed);
  form.set_final(grant.final);
  to_form(grant.rating, *form.mutable_rating());
  add_forms(grant.shares, form.mutable_shares());
  add_forms(grant.kept_out, form.mutable_kept_out());
}

Grant from_form(const pb::Grant& form) {
  return {.quantity = form.quantity(),
          .at = instant(form.at()),
          .until = instant(form.until()),
          .supervised_until = instant(form.supervised_until()),
          .lapsed = form.lapsed(),
          .final = form.final(),
          .rating = from_form(form.rating()),
          .shares = from_forms<Share>(form.shares()),
          .kept_out = from_forms<KeptBalance>(form.kept_out())};
}

void to_form(const Session& session, pb::RecordImage::Session& form) {
  form.set_key(session.key);
  form.set_number(session.number);
  form.set_numbers_below(session.numbers_below);
  form.set_opened_at(session.opened_at.in_microseconds());
  form.set_heard_at(session.heard_at.in_microseconds());
  put_use(session.use, form);
  form.set_location_unknown(session.location_unknown);
  form.set_incoming(session.incoming);
  form.set_client(session.client);
  for (const auto& flow : session.flows) to_form(flow, *form.add_flows());
}

Session from_form(const pb::RecordImage::Session& form) {
  Session session{.key = form.key(),
                  .number = form.number(),
                  .numbers_below = form.numbers_below(),
                  .opened_at = instant(form.opened_at()),
                  .heard_at = instant(form.heard_at()),
                  .use = use_of(form),
                  .location_unknown = form.location_unknown(),
                  .incoming = form.incoming(),
                  .client = form.client(),
                  .flows = {}};
  for (const auto& flow : form.flows()) session.flows.push_back(from_form(flow));
  return session;
}

void to_form(const Charged& charged, pb::Charged& form) {
  put_use(charged.use, form);
  form.set_quantity(charged.quantity);
  add_forms(charged.parts, form.mutable_parts());
  add_forms(charged.kept_out, form.mutable_kept_out());
  form.set_session(charged.session);
  form.set_flow(charged.flow);
  form.set_under_grant(charged.under_grant);
  form.set_after_change(charged.after_change);
  form.set_night(charged.night);
  form.set_tariff(charged.tariff.value);
  form.set_unpaid(charged.unpaid.in_nano());
  form.set_disputed(charged.disputed);
  form.set_event(charged.event);
  form.set_client(charged.client);
}

Charged from_form(const pb::Charged& form) {
  return {.use = use_of(form),
          .quantity = form.quantity(),
          .parts = from_forms<Share>(form.parts()),
          .kept_out = from_forms<KeptBalance>(form.kept_out()),
          .session = form.session(),
          .flow = form.flow(),
          .under_grant = form.under_grant(),
          .after_change = form.after_change(),
          .night = form.night(),
          .tariff = {form.tariff()},
          .unpaid = Amount::nano(form.unpaid()),
          .disputed = form.disputed(),
          .event = form.event(),
          .client = form.client()};
}

}  // namespace airperk::store::archive
