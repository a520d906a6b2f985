#include "core/outreach/slot.h"

#include <algorithm>

#include "core/outreach/open_survey.h"
#include "core/subscriber/contacts.h"

namespace airperk::outreach {

using subscriber::ContactMoved;
using subscriber::ContactRefused;
using subscriber::ContactRule;
using subscriber::ContactState;
using subscriber::ContactTaken;
using subscriber::ContactWithheld;
using subscriber::Context;
using subscriber::Facts;
using subscriber::Record;

namespace {

Duration time_of_day(const CivilTime& civil) {
  return Duration::seconds(civil.hour * 3600 + civil.minute * 60 + civil.second);
}

Instant at_time_of_day(const Zone& zone, Instant day, Duration time) {
  auto civil = zone.civil(day);
  const auto seconds = static_cast<int>(time.in_seconds());
  civil.hour = seconds / 3600;
  civil.minute = seconds / 60 % 60;
  civil.second = seconds % 60;
  return zone.instant(civil);
}

/// Why somebody may not be contacted at all, at this moment.
ContactRule consent_missing(const Record& record, const Campaign& campaign) {
  if (record.has_left_since(campaign.id, campaign.planned_at)) return ContactRule::M5;
  return record.is_member() ? ContactRule::none : ContactRule::C4;
}

/// In which a contact counts that is made now.
Month month_of(const Record& record, const Context& context) {
  return record.counts_of(context.programme().zone.month_of(context.now)).month;
}

struct Slots {
  int used = 0;
  int in_doubt = 0;  ///< of them, those that may be given back in a moment
  int cap = 0;
};

Slots slots_of(const Record& record, subscriber::ContactKind kind, const Context& context) {
  const auto& caps = context.programme().contacts;
  const auto month = month_of(record, context);
  Slots slots;
  slots.cap = kind == ContactKind::message ? caps.messages_per_month : caps.surveys_per_month;
  slots.used = subscriber::slots_used(record, month, kind);
  for (const auto& contact : record.contacts) {
    slots.in_doubt +=
        contact.state == ContactState::taken && contact.kind == kind && contact.month == month;
  }
  return slots;
}

}  // namespace

bool in_hours(const programme::Programme& programme, Instant at) {
  const auto time = time_of_day(programme.zone.civil(at));
  return time >= programme.contacts.quiet_until && time < programme.contacts.quiet_from;
}

Instant hours_change(const programme::Programme& programme, Instant at) {
  Instant next = Instant::never();
  // Days that the clocks make longer or shorter have their edges too: two days on is far enough.
  for (int day = 0; day <= 2; ++day) {
    for (const auto edge : {programme.contacts.quiet_until, programme.contacts.quiet_from}) {
      const auto instant = at_time_of_day(programme.zone, at + Duration::days(day), edge);
      if (instant > at) next = std::min(next, instant);
    }
  }
  return next;
}

SlotDecision decide_slot(const Record& record, SubscriberId id, const Campaign& campaign,
                         const Campaigns& campaigns, std::uint64_t taken, const Context& context) {
  const auto& plan = campaign.plan;
  const auto decided = [](Verdict verdict) {
    SlotDecision decision;
    decision.verdict = verdict;
    return decision;
  };
  if (campaign.state == CampaignState::finished || campaign.state == CampaignState::cancelled ||
      context.now >= plan.ends || (plan.volume > 0 && taken >= plan.volume)) {
    return decided(Verdict::over);
  }
  if (campaign.state != CampaignState::approved || campaigns.stopped() ||
      context.now < plan.starts || !in_hours(context.programme(), context.now) ||
      (plan.survey && !survey::can_be_asked(context.programme()))) {
    return decided(Verdict::wait);
  }
  // C6: one contact of a campaign, whatever is asked again after a crash. One whose slot was given
  // back may be tried anew.
  const auto* before = subscriber::find_contact(record, campaign.id);
  if (before && before->state != ContactState::returned) return decided(Verdict::pass);
  auto rule = consent_missing(record, campaign);
  if (rule == ContactRule::none) {
    if (!is_for(plan.audience, id, record)) return decided(Verdict::pass);
    if (is_control(plan.control, plan.control_key, campaign.id, id)) {
      auto withheld = decided(Verdict::refuse);
      withheld.facts.push_back(ContactWithheld{campaign.id, plan.kind, plan.channel});
      return withheld;
    }
    const auto slots = slots_of(record, plan.kind, context);
    // C2: for good, unless the network has yet to say whether it takes one of those that count.
    if (slots.used >= slots.cap && slots.used - slots.in_doubt < slots.cap) {
      return decided(Verdict::wait);
    }
    if (slots.used >= slots.cap) {
      rule = plan.kind == ContactKind::message ? ContactRule::C2 : ContactRule::C3;
    }
  }
  if (rule != ContactRule::none) {
    auto refused = decided(Verdict::refuse);
    refused.facts.push_back(ContactRefused{campaign.id, plan.kind, plan.channel, rule});
    return refused;
  }
  auto take = decided(Verdict::take);
  const auto month = month_of(record, context);
  take.facts.push_back(ContactTaken{campaign.id, plan.kind, plan.channel, month});
  take.text = plan.survey ? invitation(plan, record.language, context.programme())
                          : in_language(plan.texts, record.language);
  take.language = record.language;
  take.is_question = plan.survey.has_value();
  take.until = std::min(plan.ends, hours_change(context.programme(), context.now));
  return take;
}

Facts settle(const Record& record, std::uint32_t campaign, ContactState to,
             std::uint64_t reference) {
  const auto* contact = subscriber::find_contact(record, campaign);
  if (!contact || !subscriber::is_open(*contact) || contact->state == to) return {};
  // Only while the network is being asked can it say that it did not take it, or does not answer.
  const bool first_word = to == ContactState::returned || to == ContactState::unknown ||
                          to == ContactState::handed_over;
  if (first_word && contact->state != ContactState::taken) return {};
  return {ContactMoved{campaign, to, reference}};
}

Facts settle_by_reference(const Record& record, std::uint64_t reference, ContactState to,
                          bool of_part) {
  if (reference == 0) return {};
  for (const auto& contact : record.contacts) {
    if (contact.reference != reference) continue;
    // C6: it is delivered when all its parts are, and failed when one is.
    if (of_part && contact.state == ContactState::delivered && to == ContactState::failed) {
      return {ContactMoved{contact.campaign, to, 0}};
    }
    auto facts = settle(record, contact.campaign, to, 0);
    if (!facts.empty()) return facts;
  }
  return {};
}

}  // namespace airperk::outreach
