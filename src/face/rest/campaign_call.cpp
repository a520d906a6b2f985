#include "face/rest/campaign_call.h"

#include <charconv>

namespace airperk::face::rest {

Problem no_such_campaign() {
  return problems::not_found("there is no such campaign; see GET /v1/campaigns");
}

std::uint32_t campaign_id_in(const Call& call) {
  const auto& text = call.arguments.at(0);
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) throw no_such_campaign();
  return id;
}

bool sees(const Caller& caller, const outreach::Campaign& campaign) {
  return caller.role != Role::partner || campaign.plan.partner == caller.partner;
}

const outreach::Campaign& campaign_of(const engine::House& house, const Call& call) {
  const auto* campaign = house.campaigns.find(campaign_id_in(call));
  if (!campaign || !sees(call.caller, *campaign)) throw no_such_campaign();
  return *campaign;
}

}  // namespace airperk::face::rest
