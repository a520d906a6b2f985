#include "face/site/offers.h"

#include <fmt/format.h>

#include <algorithm>

#include "face/site/html.h"
#include "face/site/layout.h"

/// What is offered to read now (C1), and every kind of extra bonus that was given (B6).
namespace airperk::face::site {
namespace {

using outreach::BonusKind;
using outreach::Publication;
using outreach::Published;
using programme::Language;

/// " lang=\"kk\"" where the page's own language is not there.
std::string language_of(const Writing& w, const std::map<Language, std::string>& texts) {
  return texts.count(w.visit.language) > 0 ? "" : " lang=\"kk\"";
}

std::string last_day(const Writing& w, const Publication& what) {
  // It ends before `until`, and so on the day before where that is a midnight.
  const auto last = what.until - Duration::seconds(1);
  const auto civil = w.visit.programme.zone.civil(last);
  return fmt::format(
      "<time datetime=\"{:04}-{:02}-{:02}\">{}</time>", civil.year, civil.month, civil.day,
      programme::filled(w.say("offers.until"),
                        std::vector<programme::Value>{
                            {"date", escaped(said_day(w.words, w.visit.programme, last))}}));
}

std::string offer(const Writing& w, const Published& published) {
  const auto& what = published.what;
  return fmt::format(
      "<article class=\"card\"><p class=\"partner\">{}</p>\n<h3{}>{}</h3>\n"
      "<p class=\"said\"{}>{}</p>\n<p class=\"state\">{} "
      "<a href=\"/publications/{}/sheet?lang={}\">{}</a></p></article>\n",
      escaped(what.partner), language_of(w, what.titles),
      escaped(in_language(what.titles, w.visit.language)), language_of(w, what.texts),
      escaped(in_language(what.texts, w.visit.language)), last_day(w, what), published.id,
      w.visit.language.to_string(), w.say("offers.sheet"));
}

std::string bonus(const Writing& w, const BonusKind& kind) {
  return fmt::format(
      "<li><b>{}</b> {}</li>\n", escaped(said_units(w.words, w.visit.language, kind.amount)),
      programme::filled(
          w.say("offers.valid"),
          std::vector<programme::Value>{
              {"span", escaped(said_duration(w.words, w.visit.language, kind.validity))}}));
}

std::string offers_html(const Writing& w) {
  const auto& standing = w.visit.offers.standing;
  if (standing.empty()) return fmt::format("<p class=\"empty\">{}</p>\n", w.say("offers.none"));
  std::string cards;
  for (const auto& published : standing) cards += offer(w, *published);
  return fmt::format("<div class=\"offers\">\n{}</div>\n", cards);
}

std::string bonuses_html(const Writing& w) {
  const auto& kinds = w.visit.offers.bonuses;
  std::string items;
  for (const auto& [kind, since] : kinds) items += bonus(w, kind);
  return fmt::format("<p>{}</p>\n{}", w.say("offers.bonuses_lead"),
                     items.empty()
                         ? fmt::format("<p class=\"empty\">{}</p>\n", w.say("offers.no_bonuses"))
                         : fmt::format("<ul class=\"bonuses\">\n{}</ul>\n", items));
}

}  // namespace

Offers offers_at(const outreach::Publications& publications, Instant now) {
  Offers offers;
  for (const auto& [id, published] : publications.all()) {
    if (published->stands(now) && published->what.stands_in(outreach::Place::site)) {
      offers.standing.push_back(published);
    }
  }
  std::stable_sort(
      offers.standing.begin(), offers.standing.end(), [](const auto& a, const auto& b) {
        return std::max(a->moved_at, a->what.from) > std::max(b->moved_at, b->what.from);
      });
  offers.bonuses = publications.bonuses();
  return offers;
}

std::string offers_page(const Visit& visit) {
  const Writing w(visit);
  return framed(
      w,
      {.path = "/offers",
       .section = "/offers",
       .title = fmt::format("{} · {}", w.say.plain("offers.title"), escaped(visit.programme.name)),
       .description = w.say.plain("offers.lead"),
       .body = fmt::format(
           "<h1>{}</h1>\n<p class=\"lead\">{}</p>\n"
           "<section><h2>{}</h2>\n{}</section>\n"
           "<section><h2>{}</h2>\n{}</section>\n"
           "<p class=\"feed\"><a href=\"{}\" type=\"application/atom+xml\">{}</a></p>\n",
           w.say("offers.title"), w.say("offers.lead"), w.say("offers.partners"), offers_html(w),
           w.say("offers.bonuses"), bonuses_html(w), w.at("/feed.xml"), w.say("offers.feed"))});
}

}  // namespace airperk::face::site
