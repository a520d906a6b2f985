#include "engine/respondents.h"

#include <sodium.h>

#include <algorithm>

namespace airperk::engine {

Result<void> Respondents::begin(store::Store& store, std::uint32_t campaign) {
  if (is_open(campaign)) return {};
  const auto key = store.make_survey_key(campaign);
  if (!key) return fail(key.error());
  surveys_[campaign].key = *key;
  return {};
}

void Respondents::close(std::uint32_t campaign) {
  const auto at = surveys_.find(campaign);
  if (at == surveys_.end()) return;
  sodium_memzero(at->second.key.data(), at->second.key.size());
  surveys_.erase(at);
}

void Respondents::open_all(store::Store& store, const House& house) {
  for (const auto& [id, campaign] : house.campaigns.all()) {
    if (!outreach::is_survey_open(*campaign)) continue;
    const auto key = store.survey_key(id);
    if (!key) continue;
    auto& survey = surveys_[id];
    survey.key = *key;
    for (auto& row : store.answers(id)) survey.sealed[row.respondent] = std::move(row.sealed);
  }
}

std::vector<store::SealedAnswers> Respondents::erase_left(store::Store& store, const House& house) {
  std::vector<store::SealedAnswers> erased;
  const bool any = std::any_of(surveys_.begin(), surveys_.end(),
                               [](const auto& survey) { return !survey.second.sealed.empty(); });
  for (std::uint32_t id = 1; any && id <= store.subscribers(); ++id) {
    const auto* resident = store.load({id});
    if (!resident || resident->record.left_at == Instant::beginning()) continue;  // most
    for (const auto& [campaign, survey] : surveys_) {
      const auto planned_at = house.campaigns.find(campaign)->planned_at;
      if (!resident->record.has_left_since(campaign, planned_at)) continue;
      if (survey.sealed.count(respondent_of(survey.key, {id})) == 0) continue;
      erased.push_back(erase(campaign, {id}));
    }
  }
  return erased;
}

std::optional<survey::Progress> Respondents::find(const outreach::Campaign& campaign,
                                                  SubscriberId id) const {
  const auto at = surveys_.find(campaign.id);
  if (at == surveys_.end()) return {};
  const auto respondent = respondent_of(at->second.key, id);
  const auto row = at->second.sealed.find(respondent);
  if (row == at->second.sealed.end()) return {};
  const auto octets = unseal(at->second.key, respondent, row->second);
  if (!octets) return {};
  return survey::progress_from(*campaign.plan.survey, *octets);
}

store::SealedAnswers Respondents::keep(std::uint32_t campaign, SubscriberId id,
                                       const survey::Progress& progress) {
  auto& survey = surveys_.at(campaign);
  const auto respondent = respondent_of(survey.key, id);
  auto& sealed = survey.sealed[respondent];
  sealed = seal(survey.key, respondent, survey::to_octets(progress));
  return {campaign, respondent, sealed};
}

store::SealedAnswers Respondents::erase(std::uint32_t campaign, SubscriberId id) {
  auto& survey = surveys_.at(campaign);
  const auto respondent = respondent_of(survey.key, id);
  survey.sealed.erase(respondent);
  return {campaign, respondent, {}};
}

}  // namespace airperk::engine
