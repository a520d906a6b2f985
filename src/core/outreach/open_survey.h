#pragma once

#include <optional>
#include <string>

#include "core/outreach/campaign.h"
#include "core/programme/programme.h"
#include "core/survey/prompt.h"

/// Surveys as their respondents meet them.
namespace airperk::outreach {

/// The survey that somebody may answer now: one that they have begun, or else the one to which they
/// were invited first. Nobody answers one that they were not invited to.
const Campaign* open_survey(const subscriber::Record& record, const Campaigns& campaigns,
                            Instant now);

survey::Medium medium_of(Channel channel);

/// The partner's words, and what can be answered to them.
std::string invitation(const Plan& plan, programme::Language language,
                       const programme::Programme& programme);
std::string invitation(const std::string& text, programme::Language language, Channel channel,
                       const programme::Programme& programme);

}  // namespace airperk::outreach
