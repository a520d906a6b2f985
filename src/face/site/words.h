#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/settings/problems.h"
#include "core/programme/texts.h"

namespace airperk::face::site {

/// Something people ask, and the answer.
struct Question {
  std::string ask, answer;
};

/// All that the site says in one language besides the terms: programme/site/en.toml and its
/// neighbours. Placeholders ({bonus}, {code_join}...) are filled when a page is made, from the
/// programme in force.
class Words {
 public:
  Words(std::map<std::string, std::string, std::less<>> texts, std::vector<Question> questions)
      : texts_(std::move(texts)), questions_(std::move(questions)) {}

  /// "home.lead"; asserts that the key is one of those that every file must have.
  const std::string& operator[](std::string_view key) const;
  const std::vector<Question>& questions() const { return questions_; }

 private:
  std::map<std::string, std::string, std::less<>> texts_;
  std::vector<Question> questions_;
};

/// The site's words by language, and in the order in which the site offers them.
using Book = std::map<programme::Language, Words>;

/// Reads one language's file. The error names file, line and mend: a text that is missing, one that
/// nobody says, a placeholder that nothing fills.
Result<Words, std::vector<settings::Problem>> read_words(const std::string& file,
                                                         std::string_view text);

/// The words that the binary carries: kk, ru, en.
const Book& shipped_words();

}  // namespace airperk::face::site
