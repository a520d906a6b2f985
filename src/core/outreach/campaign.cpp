#include "core/outreach/campaign.h"

#include "base/assert.h"

namespace airperk::outreach {

void Campaigns::apply(const CampaignEvent& event) {
  if (const auto* planned = std::get_if<CampaignPlanned>(&event)) {
    Campaign campaign;
    campaign.id = planned->id;
    campaign.planned_at = planned->at;
    campaign.plan = planned->plan;
    all_[planned->id] = std::make_shared<Campaign>(std::move(campaign));
    return;
  }
  if (const auto* stopped = std::get_if<ContactsStopped>(&event)) {
    stopped_ = stopped->stopped;
    return;
  }
  const auto changed = [this](std::uint32_t id) {
    const auto at = all_.find(id);
    AIRPERK_ASSERT(at != all_.end());
    auto copy = std::make_shared<Campaign>(*at->second);
    at->second = copy;
    return copy;
  };
  if (const auto* moved = std::get_if<CampaignMoved>(&event)) {
    const auto campaign = changed(moved->id);
    if (moved->to == CampaignState::approved && campaign->approved_by.empty()) {
      campaign->approved_by = moved->by;
    }
    campaign->state = moved->to;
  } else if (const auto* progressed = std::get_if<CampaignProgressed>(&event)) {
    changed(progressed->id)->through = progressed->through;
  } else if (const auto* reported = std::get_if<SurveyReported>(&event)) {
    const auto campaign = changed(reported->id);
    campaign->report = reported->report;
    campaign->reported_at = reported->at;
  } else if (const auto* released = std::get_if<SurveyReleased>(&event)) {
    const auto campaign = changed(released->id);
    campaign->released_at = released->at;
    campaign->released_by = released->by;
  }
}

const Campaign* Campaigns::find(std::uint32_t id) const {
  const auto at = all_.find(id);
  return at == all_.end() ? nullptr : at->second.get();
}

std::string_view why_not(const Campaign& campaign, CampaignState to, std::string_view by) {
  using State = CampaignState;
  const auto from = campaign.state;
  // Everybody may have been invited: it still takes answers.
  const bool asks = from == State::finished && campaign.plan.survey && !campaign.report;
  if (asks && to == State::cancelled) return "";
  if (from == State::finished || from == State::cancelled) return "it is over";
  switch (to) {
    case State::approved:
      if (from == State::approved) return "it is approved already";
      if (from == State::planned && (by.empty() || by == campaign.plan.by)) {
        return "\"by\" must name somebody other than the one who planned it";
      }
      return "";
    case State::paused:
      return from == State::approved ? "" : "only an approved campaign can be paused";
    case State::cancelled:
    case State::finished:
      return "";
    case State::planned:
      return "it is planned already";
  }
  return "";
}

bool is_survey_open(const Campaign& campaign) {
  return campaign.plan.survey && !campaign.report && campaign.state != CampaignState::planned;
}

}  // namespace airperk::outreach
