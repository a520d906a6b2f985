#pragma once

#include "face/rest/common.h"

/// Audiences as people write and read them.
namespace airperk::face::rest {

/// The member "audience", where there is one: a list of numbers, or what members must fit.
void read_audience(const Fields& fields, engine::PlanCampaign& asked);
/// The same, of a segment alone. `instead` says what there is for a list.
outreach::Audience segment_in(const Fields& fields, std::string_view instead);
/// "control": how many percent of it get nothing; chosen by a key of this house.
void read_control(const engine::Engine& engine, const Fields& fields, outreach::Plan& plan);
json audience_json(const outreach::Audience& audience, const Spoken& spoken);

}  // namespace airperk::face::rest
