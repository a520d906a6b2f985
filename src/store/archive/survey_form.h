#pragma once

#include "core/outreach/campaign.h"
#include "store/archive/events.pb.h"

/// Surveys at rest: what is asked, and the report. What was answered is no event. For this room.
namespace airperk::store::archive {

void to_form(const survey::Questionnaire& questionnaire, pb::HouseEvent::Questionnaire& form);
survey::Questionnaire from_form(const pb::HouseEvent::Questionnaire& form);

void to_form(const outreach::SurveyReported& reported, pb::HouseEvent::SurveyReported& form);
outreach::SurveyReported from_form(const pb::HouseEvent::SurveyReported& form);

}  // namespace airperk::store::archive
