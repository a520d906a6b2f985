#include "store/archive/campaign_form.h"

#include "store/archive/survey_form.h"

namespace airperk::store::archive {

using namespace outreach;

namespace {

void to_form(const CampaignPlanned& planned, pb::HouseEvent::CampaignPlanned& form) {
  const auto& plan = planned.plan;
  form.set_id(planned.id);
  form.set_at(planned.at.in_microseconds());
  form.set_partner(plan.partner);
  form.set_name(plan.name);
  form.set_kind(static_cast<std::uint32_t>(plan.kind));
  form.set_channel(static_cast<std::uint32_t>(plan.channel));
  for (const auto& [language, text] : plan.texts) (*form.mutable_texts())[language.packed()] = text;
  form.set_listed(plan.audience.listed);
  for (const auto id : plan.audience.subscribers) form.add_subscribers(id.value);
  for (const auto language : plan.audience.languages) form.add_languages(language.packed());
  for (const auto tariff : plan.audience.tariffs) form.add_tariffs(tariff.value);
  form.set_starts(plan.starts.in_microseconds());
  form.set_ends(plan.ends.in_microseconds());
  form.set_priority(static_cast<std::uint32_t>(plan.priority));
  form.set_volume(plan.volume);
  form.set_by(plan.by);
  if (plan.survey) archive::to_form(*plan.survey, *form.mutable_survey());
}

CampaignPlanned from_form(const pb::HouseEvent::CampaignPlanned& form) {
  CampaignPlanned planned;
  planned.id = form.id();
  planned.at = Instant::microseconds(form.at());
  auto& plan = planned.plan;
  plan.partner = form.partner();
  plan.name = form.name();
  plan.kind = static_cast<ContactKind>(form.kind());
  plan.channel = static_cast<Channel>(form.channel());
  for (const auto& [language, text] : form.texts()) {
    plan.texts[programme::Language::from_packed(language)] = text;
  }
  plan.audience.listed = form.listed();
  for (const auto id : form.subscribers()) plan.audience.subscribers.push_back({id});
  for (const auto language : form.languages()) {
    plan.audience.languages.push_back(programme::Language::from_packed(language));
  }
  for (const auto tariff : form.tariffs()) plan.audience.tariffs.push_back({tariff});
  plan.starts = Instant::microseconds(form.starts());
  plan.ends = Instant::microseconds(form.ends());
  plan.priority = static_cast<int>(form.priority());
  plan.volume = form.volume();
  plan.by = form.by();
  if (form.has_survey()) plan.survey = archive::from_form(form.survey());
  return planned;
}

}  // namespace

void campaign_to_form(const HouseEvent& event, pb::HouseEvent& form) {
  if (const auto* planned = std::get_if<CampaignPlanned>(&event)) {
    to_form(*planned, *form.mutable_campaign_planned());
  } else if (const auto* moved = std::get_if<CampaignMoved>(&event)) {
    auto& f = *form.mutable_campaign_moved();
    f.set_id(moved->id);
    f.set_to(static_cast<std::uint32_t>(moved->to));
    f.set_by(moved->by);
  } else if (const auto* progressed = std::get_if<CampaignProgressed>(&event)) {
    auto& f = *form.mutable_campaign_progressed();
    f.set_id(progressed->id);
    f.set_through(progressed->through);
  } else if (const auto* stopped = std::get_if<ContactsStopped>(&event)) {
    auto& f = *form.mutable_contacts_stopped();
    f.set_stopped(stopped->stopped);
    f.set_by(stopped->by);
  } else if (const auto* reported = std::get_if<SurveyReported>(&event)) {
    archive::to_form(*reported, *form.mutable_survey_reported());
  } else if (const auto* released = std::get_if<SurveyReleased>(&event)) {
    auto& f = *form.mutable_survey_released();
    f.set_id(released->id);
    f.set_at(released->at.in_microseconds());
    f.set_by(released->by);
  }
}

std::optional<HouseEvent> campaign_from_form(const pb::HouseEvent& form) {
  switch (form.fact_case()) {
    case pb::HouseEvent::kCampaignPlanned:
      return from_form(form.campaign_planned());
    case pb::HouseEvent::kCampaignMoved:
      return CampaignMoved{form.campaign_moved().id(),
                           static_cast<CampaignState>(form.campaign_moved().to()),
                           form.campaign_moved().by()};
    case pb::HouseEvent::kCampaignProgressed:
      return CampaignProgressed{form.campaign_progressed().id(),
                                form.campaign_progressed().through()};
    case pb::HouseEvent::kContactsStopped:
      return ContactsStopped{form.contacts_stopped().stopped(), form.contacts_stopped().by()};
    case pb::HouseEvent::kSurveyReported:
      return archive::from_form(form.survey_reported());
    case pb::HouseEvent::kSurveyReleased:
      return SurveyReleased{form.survey_released().id(),
                            Instant::microseconds(form.survey_released().at()),
                            form.survey_released().by()};
    default:
      return {};
  }
}

}  // namespace airperk::store::archive
