#pragma once

#include "face/rest/common.h"

/// Audiences as people write and read them.
namespace airperk::face::rest {

/// The member "audience", where there is one: a list of numbers, or what members must fit.
void read_audience(const Fields& fields, engine::PlanCampaign& asked);
/// "control": how many percent of it get nothing; chosen by a key of this house.
void read_control(const engine::Engine& engine, const Fields& fields, outreach::Plan& plan);
json audience_json(const outreach::Audience& audience, const Spoken& spoken);

}  // namespace airperk::face::rest
