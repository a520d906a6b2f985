#include "store/archive/campaign_form.h"

#include <algorithm>

#include "store/archive/survey_form.h"

namespace airperk::store::archive {

using namespace outreach;

namespace {

void to_form(const Audience& audience, pb::HouseEvent::CampaignPlanned& form) {
  form.set_listed(audience.listed);
  for (const auto id : audience.subscribers) form.add_subscribers(id.value);
  for (const auto language : audience.languages) form.add_languages(language.packed());
  for (const auto tariff : audience.tariffs) form.add_tariffs(tariff.value);
  for (const auto region : audience.regions) form.add_regions(region.value);
  for (const auto band : audience.age_bands) form.add_age_bands(static_cast<std::uint32_t>(band));
  if (audience.joined_from != Instant::beginning()) {
    form.set_joined_from(audience.joined_from.in_microseconds());
  }
  if (audience.joined_until != Instant::never()) {
    form.set_joined_until(audience.joined_until.in_microseconds());
  }
  for (const auto campaign : audience.contacted_by) form.add_contacted_by(campaign);
  for (const auto campaign : audience.not_contacted_by) form.add_not_contacted_by(campaign);
}

void to_form(const CampaignPlanned& planned, pb::HouseEvent::CampaignPlanned& form) {
  const auto& plan = planned.plan;
  form.set_id(planned.id);
  form.set_at(planned.at.in_microseconds());
  form.set_partner(plan.partner);
  form.set_name(plan.name);
  form.set_kind(static_cast<std::uint32_t>(plan.kind));
  form.set_channel(static_cast<std::uint32_t>(plan.channel));
  for (const auto& [language, text] : plan.texts) (*form.mutable_texts())[language.packed()] = text;
  to_form(plan.audience, form);
  form.set_starts(plan.starts.in_microseconds());
  form.set_ends(plan.ends.in_microseconds());
  form.set_priority(static_cast<std::uint32_t>(plan.priority));
  form.set_volume(plan.volume);
  form.set_per_minute(plan.per_minute);
  form.set_control(static_cast<std::uint32_t>(plan.control));
  form.set_control_key(plan.control_key);
  form.set_by(plan.by);
  if (plan.survey) archive::to_form(*plan.survey, *form.mutable_survey());
}

Audience audience_from_form(const pb::HouseEvent::CampaignPlanned& form) {
  Audience audience;
  audience.listed = form.listed();
  for (const auto id : form.subscribers()) audience.subscribers.push_back({id});
  for (const auto language : form.languages()) {
    audience.languages.push_back(programme::Language::from_packed(language));
  }
  for (const auto tariff : form.tariffs()) audience.tariffs.push_back({tariff});
  for (const auto region : form.regions()) audience.regions.push_back({region});
  for (const auto band : form.age_bands()) {
    audience.age_bands.push_back(static_cast<subscriber::AgeBand>(band));
  }
  if (form.has_joined_from()) audience.joined_from = Instant::microseconds(form.joined_from());
  if (form.has_joined_until()) audience.joined_until = Instant::microseconds(form.joined_until());
  audience.contacted_by.assign(form.contacted_by().begin(), form.contacted_by().end());
  audience.not_contacted_by.assign(form.not_contacted_by().begin(), form.not_contacted_by().end());
  return audience;
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
  plan.audience = audience_from_form(form);
  plan.starts = Instant::microseconds(form.starts());
  plan.ends = Instant::microseconds(form.ends());
  plan.priority = static_cast<int>(form.priority());
  plan.volume = form.volume();
  plan.per_minute = form.per_minute();
  plan.control = static_cast<int>(form.control());
  plan.control_key = form.control_key();
  plan.by = form.by();
  if (form.has_survey()) plan.survey = archive::from_form(form.survey());
  return planned;
}

void to_form(const Tally& tally, pb::HouseEvent::Tally& form) {
  for (const auto count : tally.by_state) form.add_by_state(count);
  for (const auto count : tally.by_rule) form.add_by_rule(count);
}

/// What a later version counts besides is not known here.
Tally from_form(const pb::HouseEvent::Tally& form) {
  Tally tally;
  const auto read = [](const auto& from, auto& into) {
    const auto size = std::min(static_cast<std::size_t>(from.size()), into.size());
    std::copy_n(from.begin(), size, into.begin());
  };
  read(form.by_state(), tally.by_state);
  read(form.by_rule(), tally.by_rule);
  return tally;
}

ContactsForgotten from_form(const pb::HouseEvent::ContactsForgotten& form) {
  ContactsForgotten forgotten;
  for (const auto& [campaign, tally] : form.tallies()) {
    forgotten.tallies[campaign] = from_form(tally);
  }
  return forgotten;
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
  } else if (const auto* forgotten = std::get_if<ContactsForgotten>(&event)) {
    auto& tallies = *form.mutable_contacts_forgotten()->mutable_tallies();
    for (const auto& [campaign, tally] : forgotten->tallies) to_form(tally, tallies[campaign]);
  } else if (const auto* tallied = std::get_if<CampaignTallied>(&event)) {
    form.mutable_campaign_tallied()->set_id(tallied->id);
    to_form(tallied->tally, *form.mutable_campaign_tallied()->mutable_tally());
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
    case pb::HouseEvent::kContactsForgotten:
      return from_form(form.contacts_forgotten());
    case pb::HouseEvent::kCampaignTallied:
      return CampaignTallied{form.campaign_tallied().id(),
                             from_form(form.campaign_tallied().tally())};
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
