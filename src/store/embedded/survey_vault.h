#pragma once

#include "store/embedded/database.h"
#include "store/store.h"

namespace airperk::store::embedded {

std::string answers_key(std::uint32_t survey, const std::array<std::uint8_t, 16>& respondent);

/// Surveys' sealed answers, and beside the database (`PATH.survey-keys/`) the keys that open them:
/// a copy of the database alone is worth nothing. Any thread.
class SurveyVault {
 public:
  explicit SurveyVault(Database& database)
      : database_(database), directory_(database.path() + ".survey-keys") {}

  Result<SurveyKey> key(std::uint32_t survey);
  std::vector<SealedAnswers> answers(std::uint32_t survey);
  /// Overwrites the key, removes it, then removes the answers from the database's files.
  Result<void> destroy(std::uint32_t survey);

 private:
  bool has_answers(std::uint32_t survey);
  std::string path_of(std::uint32_t survey) const;
  Result<SurveyKey> make(std::uint32_t survey);
  Result<void> sync_directory() const;
  tl::unexpected<std::string> failed(const std::string& path, const char* doing) const;

  Database& database_;
  std::string directory_;
};

}  // namespace airperk::store::embedded
