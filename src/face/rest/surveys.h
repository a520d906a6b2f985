#pragma once

#include "core/survey/questionnaire.h"
#include "face/rest/common.h"

/// Surveys as the API writes them. What was answered is in none of it (S2).
namespace airperk::face::rest {

/// The member "survey" of a campaign's plan.
survey::Questionnaire read_questionnaire(const Fields& plan);
json questionnaire_json(const survey::Questionnaire& questionnaire, const Spoken& spoken);

}  // namespace airperk::face::rest
