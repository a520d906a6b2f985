#pragma once

#include <map>
#include <unordered_map>

#include "engine/house.h"
#include "engine/sealed_answers.h"

namespace airperk::engine {

/// What the respondents of the surveys that are open have answered so far, sealed as it is in the
/// store. For the decider's thread.
class Respondents {
 public:
  /// The survey's key, and what is durable of its answers. The error says what to mend.
  Result<void> open(store::Store& store, std::uint32_t campaign);
  /// All that are open in the house, as of the start.
  Result<void> open_all(store::Store& store, const House& house);
  void close(std::uint32_t campaign) { surveys_.erase(campaign); }
  bool is_open(std::uint32_t campaign) const { return surveys_.count(campaign) != 0; }

  std::optional<survey::Answers> find(const outreach::Campaign& campaign, SubscriberId id) const;
  /// Each gives the row to commit.
  store::SealedAnswers keep(std::uint32_t campaign, SubscriberId id,
                            const survey::Answers& answers);
  store::SealedAnswers erase(std::uint32_t campaign, SubscriberId id);

 private:
  struct Hash {
    std::size_t operator()(const Respondent& respondent) const {
      std::uint64_t first = 0;
      for (int i = 0; i < 8; ++i) first = first << 8 | respondent[static_cast<std::size_t>(i)];
      return first;
    }
  };
  struct Survey {
    store::SurveyKey key{};
    std::unordered_map<Respondent, std::string, Hash> sealed;
  };
  std::map<std::uint32_t, Survey> surveys_;
};

}  // namespace airperk::engine
