#pragma once

#include <string>
#include <vector>

#include "core/outreach/campaign.h"
#include "core/programme/programme.h"
#include "core/survey/prompt.h"

/// Surveys as their respondents meet them.
namespace airperk::outreach {

/// The surveys that somebody may still answer, the newest invitation first. Nobody answers one that
/// they were not invited to.
std::vector<const Campaign*> open_surveys(const subscriber::Record& record,
                                          const Campaigns& campaigns,
                                          const programme::Programme& programme, Instant now);

survey::Medium medium_of(Channel channel);

/// The partner's words, and what can be answered to them.
std::string invitation(const Plan& plan, programme::Language language,
                       const programme::Programme& programme);
std::string invitation(const std::string& text, programme::Language language, Channel channel,
                       const programme::Programme& programme);

}  // namespace airperk::outreach
