#include "face/rest/audience_json.h"

#include <fmt/format.h>

#include <cstring>

namespace airperk::face::rest {
namespace {

constexpr std::size_t numbers_max = 50'000, campaigns_max = 50;

json names_of(const std::vector<NameKey>& keys, const Spoken& spoken) {
  auto names = json::array();
  for (const auto key : keys) names.push_back(spoken.name(key));
  return names;
}

void read_segment(const Fields& inner, outreach::Audience& audience) {
  for (const auto& tag : inner.list("languages", 20)) {
    audience.languages.push_back(language_in(tag));
  }
  for (const auto& name : inner.list("tariffs", 500)) {
    audience.tariffs.push_back(NameKey::of(name));
  }
  for (const auto& name : inner.list("regions", 500)) {
    audience.regions.push_back(NameKey::of(name));
  }
  for (const auto& name : inner.list("age_bands", 20)) {
    audience.age_bands.push_back(age_band_in(name, "audience.age_bands"));
  }
  if (inner.has("joined_from")) audience.joined_from = inner.instant("joined_from");
  if (inner.has("joined_until")) audience.joined_until = inner.instant("joined_until");
  audience.contacted_by = inner.wholes("contacted_by", campaigns_max);
  audience.not_contacted_by = inner.wholes("not_contacted_by", campaigns_max);
}

}  // namespace

void read_audience(const Fields& fields, engine::PlanCampaign& asked) {
  if (!fields.has("audience")) return;
  const auto inner = fields.object(
      "audience", {"numbers", "languages", "tariffs", "regions", "age_bands", "joined_from",
                   "joined_until", "contacted_by", "not_contacted_by"});
  auto& audience = asked.plan.audience;
  audience.listed = inner.has("numbers");
  if (audience.listed && inner.size() > 1) {
    throw problems::bad_field("audience", "\"audience\" is a list of numbers, or a segment");
  }
  for (const auto& number : inner.list("numbers", numbers_max)) {
    asked.numbers.push_back(msisdn_in(number, "audience.numbers"));
  }
  read_segment(inner, audience);
}

outreach::Audience segment_in(const Fields& fields, std::string_view instead) {
  engine::PlanCampaign asked;
  read_audience(fields, asked);
  if (asked.plan.audience.listed) {
    throw problems::bad_field("audience",
                              fmt::format("\"audience\" must be a segment; {}", instead));
  }
  return std::move(asked.plan.audience);
}

void read_control(const engine::Engine& engine, const Fields& fields, outreach::Plan& plan) {
  if (!fields.has("control")) return;
  plan.control = static_cast<int>(fields.whole("control", 0, outreach::control_percent_max));
  const auto key = engine.keys().key("outreach", "control group");
  std::memcpy(&plan.control_key, key.data(), sizeof plan.control_key);
}

json audience_json(const outreach::Audience& audience, const Spoken& spoken) {
  auto said = json::object();
  if (audience.listed) {
    said["listed"] = audience.subscribers.size();
    return said;
  }
  for (const auto language : audience.languages) said["languages"].push_back(language.to_string());
  if (!audience.tariffs.empty()) said["tariffs"] = names_of(audience.tariffs, spoken);
  if (!audience.regions.empty()) said["regions"] = names_of(audience.regions, spoken);
  for (const auto band : audience.age_bands) {
    said["age_bands"].push_back(subscriber::name_of(band));
  }
  if (audience.joined_from != Instant::beginning()) {
    said["joined_from"] = spoken.instant(audience.joined_from);
  }
  if (audience.joined_until != Instant::never()) {
    said["joined_until"] = spoken.instant(audience.joined_until);
  }
  if (!audience.contacted_by.empty()) said["contacted_by"] = audience.contacted_by;
  if (!audience.not_contacted_by.empty()) said["not_contacted_by"] = audience.not_contacted_by;
  return said;
}

}  // namespace airperk::face::rest
