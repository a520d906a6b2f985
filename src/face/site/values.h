#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/programme/programme.h"
#include "face/site/words.h"

/// What the programme in force puts in the place of "{bonus}" and the like, as HTML.
namespace airperk::face::site {

/// All names that words may use.
const std::vector<std::string_view>& placeholder_names();

/// "3 дня", by the words of counts.days_*: one, few and many as the language has them. A language
/// without such forms has the same words thrice.
std::string counted(const Words& words, programme::Language language, std::string_view what,
                    std::int64_t n);
/// "30 days", or hours where it is not days.
std::string said_duration(const Words& words, programme::Language language, Duration duration);
/// "500 units"
std::string said_units(const Words& words, programme::Language language, Amount amount);
/// "5 March 2016", in the programme's zone.
std::string said_day(const Words& words, const programme::Programme& programme, Instant at);

/// Fills words that may stand between tags.
class Filler {
 public:
  Filler(const Words& words, programme::Language language, const programme::Programme& programme);
  /// The text of that key, escaped, with its placeholders filled.
  std::string operator()(std::string_view key) const { return fill(words_[key]); }
  /// The same of any words of the site's.
  std::string fill(std::string_view text) const;
  /// The same for a title or an attribute: no tags in it.
  std::string plain(std::string_view key) const;

 private:
  const Words& words_;
  std::map<std::string, std::string, std::less<>> html_, plain_;
};

/// A code as a link that dials it.
std::string code_link(std::string_view code);

}  // namespace airperk::face::site
