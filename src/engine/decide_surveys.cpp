#include "core/outreach/open_survey.h"
#include "core/subscriber/contacts.h"
#include "engine/decider.h"

/// The group decider's surveys: who may answer, what is kept, when it is over.
namespace airperk::engine {

namespace {

Answer faulty(Instant now, Fault fault, std::string detail) {
  Answer answer;
  answer.now = now;
  answer.fault = fault;
  answer.detail = std::move(detail);
  return answer;
}

Answer no_such_survey(Instant now) {
  return faulty(now, Fault::unknown_campaign, "there is no such survey; see GET /v1/campaigns");
}

}  // namespace

dialogue::Surveyed GroupDecider::survey_for(Subject subject) const {
  const auto* open = outreach::open_survey(subject.resident->record, house_->campaigns, group_.at);
  if (!open || !respondents_.is_open(open->id)) return {};
  return {open, respondents_.find(*open, subject.id)};
}

void GroupDecider::keep(Subject subject, const std::optional<dialogue::KeptAnswers>& kept) {
  if (!kept) return;
  group_.answers.push_back(kept->answers
                               ? respondents_.keep(kept->campaign, subject.id, *kept->answers)
                               : respondents_.erase(kept->campaign, subject.id));
}

/// S3: whoever leaves takes along what they have said, while it is still theirs.
void GroupDecider::erase_answers(Subject subject) {
  for (const auto& contact : subject.resident->record.contacts) {
    if (contact.participation == subscriber::Participation::none) continue;
    if (!respondents_.is_open(contact.campaign)) continue;
    group_.answers.push_back(respondents_.erase(contact.campaign, subject.id));
  }
}

Answer GroupDecider::reply_to_survey(Subject subject, const dialogue::SurveyReply& reply) {
  auto due = bring_up_to_date(subject);
  auto surveyed = survey_for(subject);
  const auto& record = subject.resident->record;
  if (surveyed.campaign) {
    const auto* contact = subscriber::find_contact(record, surveyed.campaign->id);
    const bool meant = contact->channel == reply.channel &&
                       (reply.campaign == 0 || reply.campaign == surveyed.campaign->id);
    if (!meant) surveyed = {};
  }
  auto turn = dialogue::answer(record, reply, surveyed, context());
  keep(subject, turn.kept);
  commit(subject, std::move(due), std::move(turn.facts));
  Answer answer;
  answer.now = group_.at;
  answer.body = dialogue::Screen{std::move(turn.text), turn.at == dialogue::Turn::At::end};
  return answer;
}

/// Nothing is decided on answers any more; what is durable when this is answered is all there is.
Answer GroupDecider::close_survey(const CloseSurvey& close) {
  const auto* campaign = house_->campaigns.find(close.campaign);
  if (!campaign || !campaign->plan.survey) return no_such_survey(group_.at);
  const bool over = campaign->state == outreach::CampaignState::cancelled ||
                    group_.at >= campaign->plan.survey->closes;
  if (!over) return faulty(group_.at, Fault::move_refused, "the survey has not closed yet");
  respondents_.close(close.campaign);
  return answered({});
}

Answer GroupDecider::keep_report(const KeepReport& keep) {
  const auto* campaign = house_->campaigns.find(keep.campaign);
  if (!campaign || !campaign->plan.survey) return no_such_survey(group_.at);
  if (!campaign->report) happen(outreach::SurveyReported{keep.campaign, group_.at, keep.report});
  return answered({});
}

Answer GroupDecider::release_report(const ReleaseReport& release) {
  const auto* campaign = house_->campaigns.find(release.campaign);
  if (!campaign || !campaign->plan.survey) return no_such_survey(group_.at);
  if (!campaign->report) {
    return faulty(group_.at, Fault::move_refused, "the survey has not closed yet");
  }
  if (!campaign->released_by.empty()) {
    return faulty(group_.at, Fault::move_refused, "the report is released already");
  }
  happen(outreach::SurveyReleased{release.campaign, group_.at, release.by});
  Outcome outcome;
  outcome.version = release.campaign;
  return answered(outcome);
}

}  // namespace airperk::engine
