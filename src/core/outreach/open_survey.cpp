#include "core/outreach/open_survey.h"

namespace airperk::outreach {

using programme::Text;
using subscriber::Contact;
using subscriber::ContactState;
using subscriber::Participation;

namespace {

bool was_invited(const Contact& contact) {
  return contact.kind == ContactKind::survey && contact.state != ContactState::refused &&
         contact.state != ContactState::returned && contact.state != ContactState::control;
}

/// M5: a leave has dropped what was planned before it, and an invitation with it.
bool takes_answers(const Campaign* campaign, const subscriber::Record& record, Instant now) {
  return campaign && is_survey_open(*campaign) && campaign->state != CampaignState::cancelled &&
         !record.has_left_since(campaign->id, campaign->planned_at) &&
         now < campaign->plan.survey->closes;
}

}  // namespace

std::vector<const Campaign*> open_surveys(const subscriber::Record& record,
                                          const Campaigns& campaigns,
                                          const programme::Programme& programme, Instant now) {
  std::vector<const Campaign*> open;
  if (record.contacts.empty() || !record.is_member()) return open;
  if (!survey::can_be_asked(programme)) return open;
  for (auto contact = record.contacts.rbegin(); contact != record.contacts.rend(); ++contact) {
    if (!was_invited(*contact) || contact->participation != Participation::none) continue;
    const auto* campaign = campaigns.find(contact->campaign);
    if (takes_answers(campaign, record, now)) open.push_back(campaign);
  }
  return open;
}

survey::Medium medium_of(Channel channel) {
  switch (channel) {
    case Channel::sms:
      return survey::Medium::message;
    case Channel::call:
      return survey::Medium::speech;
    case Channel::ussd:
    case Channel::api:
    case Channel::web:
      break;
  }
  return survey::Medium::screen;
}

std::string invitation(const Plan& plan, programme::Language language,
                       const programme::Programme& programme) {
  return invitation(in_language(plan.texts, language), language, plan.channel, programme);
}

std::string invitation(const std::string& text, programme::Language language, Channel channel,
                       const programme::Programme& programme) {
  const bool screen = medium_of(channel) == survey::Medium::screen;
  return programme.texts.fill(screen ? Text::survey_invite : Text::survey_invite_sms,
                              survey::spoken(language, programme), {{"text", text}});
}

}  // namespace airperk::outreach
