#include <algorithm>

#include "base/ascii.h"
#include "face/site/pages.h"

namespace airperk::face::site {
namespace {

using programme::Language;

struct Wanted {
  std::string_view tag;
  int quality = 1000;  ///< thousandths
};

/// "0.8" as 800; what is no such number as 0.
int quality_of(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return 0;
  int quality = (text[0] - '0') * 1000;
  int weight = 100;
  for (std::size_t i = 2; i < text.size() && i < 5; ++i, weight /= 10) {
    if (text[i] < '0' || text[i] > '9') return 0;
    quality += (text[i] - '0') * weight;
  }
  return std::min(quality, 1000);
}

/// RFC 9110 §12.5.4: "kk-KZ, ru;q=0.8" as kk and ru.
std::vector<Wanted> wanted_in(std::string_view header) {
  std::vector<Wanted> wanted;
  while (!header.empty()) {
    const auto end = std::min(header.find(','), header.size());
    auto range = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    Wanted one;
    if (const auto parameter = range.find(';'); parameter != std::string_view::npos) {
      const auto q = ascii::trimmed(range.substr(parameter + 1));
      one.quality = q.starts_with("q=") || q.starts_with("Q=") ? quality_of(q.substr(2)) : 0;
      range = range.substr(0, parameter);
    }
    range = ascii::trimmed(range);
    one.tag = range.substr(0, range.find('-'));
    if (one.quality > 0) wanted.push_back(one);
  }
  std::stable_sort(wanted.begin(), wanted.end(),
                   [](const Wanted& a, const Wanted& b) { return a.quality > b.quality; });
  return wanted;
}

}  // namespace

std::vector<Language> languages_of(const Book& book, const programme::Programme& programme) {
  std::vector<Language> spoken;
  for (const auto language : programme.languages) {
    if (book.contains(language)) spoken.push_back(language);
  }
  // A site that can say nothing about its programme in the programme's tongues says it in its own.
  if (spoken.empty()) spoken.push_back(book.begin()->first);
  return spoken;
}

Language best_language(std::string_view accept_language, const std::vector<Language>& offered) {
  for (const auto& wanted : wanted_in(accept_language)) {
    // RFC 4647 §2: tags are the same in any case.
    const auto language = Language::parse(ascii::small(wanted.tag));
    if (language && std::find(offered.begin(), offered.end(), *language) != offered.end()) {
      return *language;
    }
  }
  return offered.front();
}

}  // namespace airperk::face::site
