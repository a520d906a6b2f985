#include "core/outreach/open_survey.h"

namespace airperk::outreach {

using programme::Text;
using subscriber::Contact;
using subscriber::ContactState;
using subscriber::Participation;

namespace {

bool was_invited(const Contact& contact) {
  return contact.kind == ContactKind::survey && contact.state != ContactState::refused &&
         contact.state != ContactState::returned;
}

bool takes_answers(const Campaign* campaign, Instant now) {
  return campaign && is_survey_open(*campaign) && campaign->state != CampaignState::cancelled &&
         now < campaign->plan.survey->closes;
}

}  // namespace

const Campaign* open_survey(const subscriber::Record& record, const Campaigns& campaigns,
                            Instant now) {
  const Campaign* invited = nullptr;
  for (const auto& contact : record.contacts) {
    if (!was_invited(contact)) continue;
    const auto* campaign = campaigns.find(contact.campaign);
    if (!takes_answers(campaign, now)) continue;
    if (contact.participation == Participation::started) return campaign;
    if (contact.participation == Participation::none && !invited) invited = campaign;
  }
  return invited;
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
  return invitation(text_for(plan, language), language, plan.channel, programme);
}

std::string invitation(const std::string& text, programme::Language language, Channel channel,
                       const programme::Programme& programme) {
  const bool screen = medium_of(channel) == survey::Medium::screen;
  return programme.texts.fill(screen ? Text::survey_invite : Text::survey_invite_sms, language,
                              {{"text", text}});
}

}  // namespace airperk::outreach
