#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/programme/history.h"
#include "core/programme/programme.h"
#include "face/site/offers.h"
#include "face/site/words.h"

/// The site's pages, each a whole HTML document. Values in, text out; any thread.
namespace airperk::face::site {

/// What every page is made from.
struct Visit {
  const Book& book;
  const programme::Programme& programme;  ///< in force
  const programme::Terms& terms;
  programme::Language language;  ///< one of `languages_of`
  std::string style;             ///< where the style sheet is
  Offers offers = {};
};

/// The languages that both the programme and the book speak, in the programme's order.
std::vector<programme::Language> languages_of(const Book& book,
                                              const programme::Programme& programme);
/// The first of `offered` that an Accept-Language header asks for most; the first of all if none.
programme::Language best_language(std::string_view accept_language,
                                  const std::vector<programme::Language>& offered);

std::string home_page(const Visit& visit);
/// The terms in force, and the list of all versions.
std::string terms_page(const Visit& visit);
/// One version with what it changed; nothing if there is none of that number.
std::optional<std::string> version_page(const Visit& visit, std::uint32_t number);
/// What is published on the site now, and the kinds of extra bonuses.
std::string offers_page(const Visit& visit);
std::string questions_page(const Visit& visit);
/// For an address below the language that nothing is at; `path` as asked, without the language.
std::string lost_page(const Visit& visit);

}  // namespace airperk::face::site
