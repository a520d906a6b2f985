#include <algorithm>

#include "core/outreach/plan_check.h"
#include "core/subscriber/contacts.h"
#include "engine/decider.h"
#include "engine/faulty.h"

/// The group decider's campaigns and contacts.
namespace airperk::engine {

using outreach::CampaignState;
using subscriber::Facts;

namespace {

Answer no_such_campaign(Instant now) {
  return faulty(now, Fault::unknown_campaign, "there is no such campaign; see GET /v1/campaigns");
}

std::optional<outreach::PlanProblem> unknown_past_campaign(const outreach::Audience& audience,
                                                           const outreach::Campaigns& campaigns) {
  const auto check = [&](const std::vector<std::uint32_t>& ids,
                         std::string field) -> std::optional<outreach::PlanProblem> {
    for (const auto id : ids) {
      if (campaigns.find(id)) continue;
      auto words = "\"" + field + "\" names campaign " + std::to_string(id) +
                   ", which is not there; see GET /v1/campaigns";
      return outreach::PlanProblem{std::move(field), std::move(words)};
    }
    return {};
  };
  if (auto problem = check(audience.contacted_by, "audience.contacted_by")) return problem;
  return check(audience.not_contacted_by, "audience.not_contacted_by");
}

}  // namespace

Answer GroupDecider::plan_campaign(const PlanCampaign& asked) {
  outreach::CampaignPlanned planned{house_->campaigns.next_id(), group_.at, asked.plan};
  auto& plan = planned.plan;
  if (plan.starts == Instant::beginning()) plan.starts = group_.at;
  if (plan.ends == Instant::beginning()) plan.ends = plan.starts + Duration::days(7);
  if (plan.survey && plan.survey->closes == Instant::beginning()) plan.survey->closes = plan.ends;
  auto& listed = plan.audience.subscribers;
  for (const auto number : asked.numbers) {
    if (const auto id = store_.find(number)) listed.push_back(*id);
  }
  std::sort(listed.begin(), listed.end());
  listed.erase(std::unique(listed.begin(), listed.end()), listed.end());
  auto problem = outreach::check(plan, context().programme(), group_.at);
  if (!problem) problem = unknown_past_campaign(plan.audience, house_->campaigns);
  if (problem) {
    auto answer = faulty(group_.at, Fault::plan_refused, problem->words);
    answer.body = std::move(*problem);
    return answer;
  }
  Outcome outcome;
  outcome.version = planned.id;
  outcome.quantity = listed.size();
  happen(std::move(planned));
  return answered(outcome);
}

Answer GroupDecider::move_campaign(const MoveCampaign& move) {
  const auto* campaign = house_->campaigns.find(move.campaign);
  if (!campaign) return no_such_campaign(group_.at);
  if (move.resumes && campaign->state != CampaignState::paused) {
    return faulty(group_.at, Fault::move_refused,
                  "only a paused campaign can be resumed; a planned one waits for its approval");
  }
  const auto why_not = outreach::why_not(*campaign, move.to, move.by);
  if (!why_not.empty()) return faulty(group_.at, Fault::move_refused, std::string(why_not));
  if (campaign->plan.survey && campaign->state == CampaignState::planned &&
      move.to == CampaignState::approved) {
    // Its key, before anybody is invited.
    if (auto opened = respondents_.begin(store_, move.campaign); !opened) {
      return faulty(group_.at, Fault::move_refused, opened.error());
    }
  }
  if (const auto& survey = campaign->plan.survey;
      survey && move.to == CampaignState::approved && !survey->bonus.is_zero()) {
    // With the first bonus it would tell that somebody has finished.
    announce({survey->bonus, survey->bonus_validity});
  }
  happen(outreach::CampaignMoved{move.campaign, move.to, move.by});
  Outcome outcome;
  outcome.version = move.campaign;
  return answered(outcome);
}

Answer GroupDecider::stop_contacts(const StopContacts& stop) {
  if (house_->campaigns.stopped() != stop.stopped) {
    happen(outreach::ContactsStopped{stop.stopped, stop.by});
  }
  return answered({});
}

Answer GroupDecider::progress_campaign(const ProgressCampaign& progress) {
  const auto* campaign = house_->campaigns.find(progress.campaign);
  if (!campaign) return no_such_campaign(group_.at);
  if (campaign->through < progress.through) {
    happen(outreach::CampaignProgressed{progress.campaign, progress.through});
  }
  // Its end, which nobody takes back, does not hang on one reading of the clock.
  const auto ends = campaign->plan.ends;
  const bool may_finish = !time_.is_doubted() && (group_.at < ends || time_.certain >= ends);
  if (progress.finished && may_finish &&
      outreach::why_not(*campaign, CampaignState::finished, "").empty()) {
    happen(outreach::CampaignMoved{progress.campaign, CampaignState::finished, ""});
  }
  return answered({});
}

Answer GroupDecider::close_tally(const CloseTally& close) {
  const auto* campaign = house_->campaigns.find(close.campaign);
  if (!campaign) return no_such_campaign(group_.at);
  const bool over =
      campaign->state == CampaignState::finished || campaign->state == CampaignState::cancelled;
  if (!over || group_.at < campaign->plan.ends + outreach::books_close_after) {
    return faulty(group_.at, Fault::move_refused, "it is not over for long enough");
  }
  if (time_.is_doubted()) return faulty(group_.at, Fault::move_refused, "time is doubted");
  // Before anything of it is forgotten with this group.
  if (auto tallied = tallies_.close(close.campaign)) group_.house.emplace_back(*tallied);
  return answered({});
}

/// Only looks: whoever is found is decided on, when the slot is taken.
Answer GroupDecider::scan_audience(const ScanAudience& scan) {
  constexpr std::size_t found_max = 64;
  constexpr std::uint32_t looked_at_max = 2048;
  const auto* campaign = house_->campaigns.find(scan.campaign);
  if (!campaign) return no_such_campaign(group_.at);
  const auto& audience = campaign->plan.audience;
  const auto end = audience.listed ? static_cast<std::uint32_t>(audience.subscribers.size())
                                   : store_.subscribers();
  Candidates found;
  found.through = scan.after;
  const auto last = std::min(end, scan.after + looked_at_max);
  while (found.through < last && found.ids.size() < found_max) {
    const auto place = found.through++;
    const auto id = audience.listed ? audience.subscribers[place] : SubscriberId{place + 1};
    const auto* resident = store_.load(id);
    if (!resident) continue;
    if (audience.listed || outreach::is_for(audience, id, resident->record)) {
      found.ids.push_back(id);
    }
  }
  found.end = found.through >= end;
  Answer answer;
  answer.now = group_.at;
  answer.body = std::move(found);
  return answer;
}

/// From records as they stand: who is a member, and the counts of a month, need no rolling forward.
Answer GroupDecider::count_reach(const CountReach& count) {
  constexpr std::uint32_t looked_at_max = 4096;
  const auto& programme = *house_->programmes.at(count.at).programme;
  const auto month = programme.zone.month_of(count.at);
  const int cap = count.kind == outreach::ContactKind::message
                      ? programme.contacts.messages_per_month
                      : programme.contacts.surveys_per_month;
  const auto last = store_.subscribers();
  Reach reach;
  reach.through = std::min(last, count.after + looked_at_max);
  reach.end = reach.through >= last;
  for (auto id = count.after + 1; id <= reach.through; ++id) {
    const auto* resident = store_.load({id});
    if (!resident || !resident->record.is_member()) continue;
    ++reach.members;
    if (!outreach::is_for(count.audience, {id}, resident->record)) continue;
    ++reach.audience;
    // The campaign has no id yet: another one chooses others, and about as many.
    if (outreach::is_control(count.control, count.control_key, 0, {id})) {
      ++reach.control;
      continue;
    }
    reach.reachable += subscriber::slots_used(resident->record, month, count.kind) < cap;
  }
  Answer answer;
  answer.now = group_.at;
  answer.body = reach;
  return answer;
}

Answer GroupDecider::take_slot(Subject subject, const TakeSlot& take) {
  const auto* campaign = house_->campaigns.find(take.campaign);
  if (!campaign) return no_such_campaign(group_.at);
  auto due = bring_up_to_date(subject);
  // Whoever is invited must be able to answer; and hours, months and ends are known if time is.
  if (time_.is_doubted() || (campaign->plan.survey && !respondents_.is_open(take.campaign))) {
    commit(subject, std::move(due), {});
    Answer answer;
    answer.now = group_.at;
    answer.body = SlotAnswer{outreach::Verdict::wait};
    return answer;
  }
  auto decided =
      outreach::decide_slot(subject.resident->record, subject.id, *campaign, house_->campaigns,
                            tallies_.of(take.campaign).taken(), context());
  commit(subject, std::move(due), std::move(decided.facts));
  Answer answer;
  answer.now = group_.at;
  answer.body = SlotAnswer{decided.verdict,         subject.resident->msisdn,
                           std::move(decided.text), decided.language,
                           decided.until,           decided.is_question};
  return answer;
}

Answer GroupDecider::settle(Subject subject, const SettleContact& settle) {
  auto due = bring_up_to_date(subject);
  const auto& record = subject.resident->record;
  const auto* contact = subscriber::find_contact(record, settle.campaign);
  const bool other_channel =
      settle.of_call && contact && contact->channel != subscriber::Channel::call;
  Facts facts;
  if (settle.campaign == 0) {
    facts = outreach::settle_by_reference(record, settle.reference, settle.to, settle.of_part);
  } else if (!other_channel) {
    facts = outreach::settle(record, settle.campaign, settle.to, settle.reference);
  }
  Settled settled{.found = !facts.empty()};
  settled.too_early =
      !settled.found &&
      std::any_of(record.contacts.begin(), record.contacts.end(),
                  [](const auto& c) { return c.state == subscriber::ContactState::taken; });
  commit(subject, std::move(due), std::move(facts));
  Answer answer;
  answer.now = group_.at;
  answer.body = settled;
  return answer;
}

}  // namespace airperk::engine
