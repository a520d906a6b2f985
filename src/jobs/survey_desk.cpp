#include "jobs/survey_desk.h"

#include <fmt/format.h>
#include <pthread.h>

#include <chrono>

#include "engine/sealed_answers.h"

namespace airperk::jobs {
namespace {

/// One that nobody approved never had a key: there is nothing to make tables of.
bool is_over(const outreach::Campaign& campaign, Instant certain) {
  return campaign.state == outreach::CampaignState::cancelled ||
         (!campaign.approved_by.empty() && certain >= campaign.plan.survey->closes);
}

}  // namespace

void SurveyDesk::start() {
  thread_ = std::thread([this] { run(); });
  ::pthread_setname_np(thread_.native_handle(), "survey-desk");
}

void SurveyDesk::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void SurveyDesk::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    step();
    lock.lock();
    wake_.wait_for(lock, look_every, [this] { return stopping_; });
  }
}

void SurveyDesk::step() {
  const auto house = engine_.house();
  const auto certain = engine_.clock().certain;
  for (const auto& [id, campaign] : house->campaigns.all()) {
    if (!campaign->plan.survey || emptied_.count(id) != 0) continue;
    if (!campaign->report && !is_over(*campaign, certain)) continue;
    const auto closed = close(*campaign);
    if (closed) {
      emptied_.insert(id);
      continue;
    }
    auto& complaint = complaints_[id];
    if (closed.error() != complaint) log_(closed.error());
    complaint = closed.error();
  }
}

Result<void> SurveyDesk::close(const outreach::Campaign& campaign) {
  if (!campaign.report) {
    const auto stopped = engine_.ask({{}, engine::CloseSurvey{campaign.id}});
    if (stopped.fault != engine::Fault::none) return fail(stopped.detail);
    auto report = report_of(campaign);
    if (!report) return fail(report.error());
    const auto kept = engine_.ask({{}, engine::KeepReport{campaign.id, *std::move(report)}});
    if (kept.fault != engine::Fault::none) return fail(kept.detail);
  }
  return engine_.store().destroy_answers(campaign.id);
}

/// Of one that was cancelled nothing is told.
Result<report::SurveyReport> SurveyDesk::report_of(const outreach::Campaign& campaign) {
  if (campaign.state == outreach::CampaignState::cancelled) return report::SurveyReport();
  const auto& survey = *campaign.plan.survey;
  const auto& programme = *engine_.house()->programmes.at(survey.closes).programme;
  return engine::report_of(engine_.store(), campaign.id, survey,
                           report::no_smaller_than(programme.surveys.group_min));
}

}  // namespace airperk::jobs
