#pragma once

#include <functional>

#include "store/embedded/database.h"
#include "store/store.h"

namespace airperk::store::embedded {

std::string answers_key(std::uint32_t survey, const std::array<std::uint8_t, 16>& respondent);

/// Surveys' sealed answers, and beside the database the keys that open them: a copy of the database
/// alone is worth nothing. Any thread.
///
///   7.key   32 octets
///   7.gone  the same, overwritten: its answers are not all out of the database's files yet
class SurveyVault {
 public:
  /// `directory` of the keys; empty: "PATH.survey-keys".
  SurveyVault(Database& database, std::string directory);

  const std::string& directory() const { return directory_; }
  Result<SurveyKey> key(std::uint32_t survey);
  Result<SurveyKey> make(std::uint32_t survey);
  std::vector<SealedAnswers> answers(std::uint32_t survey);
  /// Overwrites the key, then removes the answers, out of the database's files too. What a process
  /// that was killed has left undone is done by the next call. `write` makes a batch durable.
  using Write = std::function<void(rocksdb::WriteBatch)>;
  Result<void> destroy(std::uint32_t survey, const Write& write);

 private:
  std::string path_of(std::uint32_t survey, const char* state = "key") const;
  Result<void> destroy_key(std::uint32_t survey);
  void erase_answers(std::uint32_t survey, const Write& write);
  bool has_answers(std::uint32_t survey);
  Result<void> sync(const std::string& directory) const;
  tl::unexpected<std::string> failed(const std::string& path, const char* doing) const;

  Database& database_;
  std::string directory_;
};

}  // namespace airperk::store::embedded
