#pragma once

#include "core/outreach/campaign.h"

/// Who a campaign is for, and who of them is only watched.
namespace airperk::outreach {

/// Whether the campaign is for this subscriber, who may not be a member.
bool is_for(const Audience& audience, SubscriberId id, const subscriber::Record& record);

inline constexpr int control_percent_max = 50;

/// Whether somebody of the audience is of the control group: `percent` of a hundred are. The same
/// for the same campaign, subscriber and key, whatever happens between; two campaigns' groups have
/// nothing to do with one another. Without the key nobody can say who is in it.
bool is_control(int percent, std::uint64_t key, std::uint32_t campaign, SubscriberId id);

}  // namespace airperk::outreach
