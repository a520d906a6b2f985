#include "core/outreach/service_message.h"

#include <algorithm>

#include "core/outreach/slot.h"
#include "core/programme/said.h"
#include "core/subscriber/sessions.h"

namespace airperk::outreach {

using programme::Text;
using subscriber::Balance;
using subscriber::BalanceKind;
using subscriber::Context;
using subscriber::Notice;
using subscriber::Record;
using subscriber::ServiceMessageKind;
using subscriber::ServiceMessageTaken;

namespace {

/// Nobody wants to hear later that they have activated something.
constexpr Duration activation_is_news = Duration::days(1);

/// One that is due: what a text is filled with, and when it is of no use any more.
struct Due {
  ServiceMessageTaken taken;
  Text text = Text::service_bonus_ends;
  Amount amount;
  Instant date;  ///< {until} or {date}
  Instant until = Instant::never();
};

/// B5: what sessions have set aside is the member's too.
Amount held(const Record& record, const Balance& balance) {
  return Amount::nano(balance.left + subscriber::set_aside(record, balance.id));
}

bool ends_soon(Instant until, Instant now) {
  return now < until && until <= now + subscriber::reminded_before;
}

std::optional<Due> activation(const Record& record, const Context& context) {
  for (const auto& balance : record.balances) {
    if (balance.notice != Notice::activated || balance.since + activation_is_news <= context.now) {
      continue;
    }
    return Due{{ServiceMessageKind::activation, balance.id},
               Text::service_activated,
               held(record, balance),
               balance.until,
               balance.until};
  }
  return {};
}

std::optional<Due> waiting_ends(const Record& record, const Context& context) {
  if (record.waiting.empty() || !subscriber::decide(record, subscriber::Activate{}, context)) {
    return {};
  }
  const auto& grant = record.waiting.front();
  if (grant.reminded || !ends_soon(grant.until, context.now)) return {};
  return Due{{ServiceMessageKind::expiry, grant.id},
             Text::service_grant_ends,
             grant.amount,
             grant.until,
             grant.until};
}

std::optional<Due> bonus_ends(const Record& record, const Context& context) {
  for (const auto& balance : record.balances) {
    if (balance.kind != BalanceKind::smart || balance.notice == Notice::reminded) continue;
    const auto left = held(record, balance);
    if (left.is_zero() || !ends_soon(balance.until, context.now)) continue;
    return Due{{ServiceMessageKind::expiry, balance.id},
               Text::service_bonus_ends,
               left,
               balance.until,
               balance.until};
  }
  return {};
}

std::optional<Due> new_terms(const Record& record, const Context& context) {
  if (context.terms.empty()) return {};
  const auto& latest = context.terms.latest();
  const auto& joined = *record.membership;
  if (latest.number <= joined.terms_version || latest.number <= record.terms_told ||
      latest.from > context.now) {
    return {};
  }
  Due due{{ServiceMessageKind::new_terms, latest.number}, Text::service_new_terms, {}, latest.from};
  return due;
}

std::optional<Due> next_due(const Record& record, const Context& context) {
  const auto& wanted = context.programme().service_messages;
  std::optional<Due> due;
  if (wanted.activation) due = activation(record, context);
  if (!due && wanted.expiry) due = waiting_ends(record, context);
  if (!due && wanted.expiry) due = bonus_ends(record, context);
  if (!due && wanted.new_terms) due = new_terms(record, context);
  return due;
}

}  // namespace

bool may_send_service_messages(const programme::Programme& programme, Instant at) {
  return programme.service_messages.any() && in_hours(programme, at);
}

std::optional<DueServiceMessage> due_service_message(const Record& record, const Context& context) {
  const auto& programme = context.programme();
  if (!record.is_member() || !may_send_service_messages(programme, context.now)) return {};
  const auto due = next_due(record, context);
  if (!due) return {};
  const auto language =
      programme.speaks(record.language) ? record.language : programme.languages.front();
  const auto amount = programme::said_amount(due->amount);
  const auto until = programme::said_until(programme, language, due->date);
  const auto date = programme::said_date(programme, language, due->date);
  auto text = programme.texts.fill(due->text, language,
                                   {{"amount", amount}, {"until", until}, {"date", date}});
  return DueServiceMessage{due->taken, ServiceWords(std::move(text)),
                           std::min(due->until, hours_change(programme, context.now))};
}

}  // namespace airperk::outreach
