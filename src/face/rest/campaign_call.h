#pragma once

#include "face/rest/common.h"

namespace airperk::face::rest {

Problem no_such_campaign();
/// The id that the path names; a Problem if it is none.
std::uint32_t campaign_id_in(const Call& call);
/// Whether somebody sees it: a partner its own alone, whoever else may read campaigns all of them.
bool sees(const Caller& caller, const outreach::Campaign& campaign);
/// Its campaign; a Problem if there is none that the caller sees.
const outreach::Campaign& campaign_of(const engine::House& house, const Call& call);

}  // namespace airperk::face::rest
