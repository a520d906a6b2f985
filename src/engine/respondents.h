#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "engine/house.h"
#include "engine/sealed_answers.h"

namespace airperk::engine {

/// What the respondents of the surveys that are open have answered so far, sealed as it is in the
/// store. For the decider's thread.
class Respondents {
 public:
  /// With a key that nobody had before. The error says what to mend.
  Result<void> begin(store::Store& store, std::uint32_t campaign);
  /// All that are open in the house, as of the start, with what is durable of their answers. One
  /// whose key cannot be had takes no answers, and invites nobody: the desk complains of it.
  void open_all(store::Store& store, const House& house);
  /// S3: the rows to erase of those who left while a key was not to be had, without which nobody
  /// can tell which are theirs.
  std::vector<store::SealedAnswers> erase_left(store::Store& store, const House& house);
  void close(std::uint32_t campaign);
  bool is_open(std::uint32_t campaign) const { return surveys_.count(campaign) != 0; }

  std::optional<survey::Progress> find(const outreach::Campaign& campaign, SubscriberId id) const;
  /// Each gives the row to commit.
  store::SealedAnswers keep(std::uint32_t campaign, SubscriberId id,
                            const survey::Progress& progress);
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
