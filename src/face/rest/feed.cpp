#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "face/rest/common.h"
#include "face/rest/handlers.h"
#include "face/rest/markup.h"
#include "face/site/offers.h"

/// What the public reads without a login: the feed of offers and announced bonuses (Atom, RFC
/// 4287), and a sheet of one offer to print.
namespace airperk::face::rest {
namespace {

using outreach::Published;
using programme::Language;

constexpr std::size_t entries_max = 200;

/// What the feed itself says. It is the house's frame, and no text of the programme's screens.
struct Words {
  std::string_view tag, title, bonus_title, bonus_text;
};
constexpr std::array<Words, 3> words_by_language{{
    {"kk", "{}: ұсыныстар мен бонустар", "Қосымша бонус: {} бірлік",
     "Бағдарлама қатысушысына оператордың шешімімен {} бірлік қосымша бонус беріледі, ол {} сағат "
     "бойы жарамды."},
    {"ru", "{}: предложения и бонусы", "Дополнительный бонус: {} ед.",
     "Участнику программы по решению оператора начисляется дополнительный бонус: {} единиц, срок "
     "действия {} ч."},
    {"en", "{}: offers and bonuses", "Extra bonus: {} units",
     "At its discretion the operator gives a member an extra bonus of {} units, valid for {} "
     "hours."},
}};

const Words& words_for(Language language) {
  const auto tag = language.to_string();
  const auto found = std::find_if(words_by_language.begin(), words_by_language.end(),
                                  [&](const Words& words) { return words.tag == tag; });
  return found == words_by_language.end() ? words_by_language.back() : *found;
}

struct Entry {
  Instant updated;
  std::string id, title, text, author, link;
};

/// RFC 4151: the site and a name on it.
std::string tag_for(const Spoken& spoken, std::string_view name) {
  const auto& site = spoken.programme().site;
  return fmt::format("tag:{},2016:{}", site.substr(0, site.find('/')), name);
}

std::string date_of(const Spoken& spoken, Instant at) {
  return spoken.programme().zone.to_rfc3339(at);
}

Entry entry_of(const Published& published, Language language, const Spoken& spoken) {
  const auto& what = published.what;
  return {
      .updated = std::max(published.moved_at, what.from),
      .id = tag_for(spoken, fmt::format("publication/{}", published.id)),
      .title = in_language(what.titles, language),
      .text = in_language(what.texts, language),
      .author = what.partner,
      .link = fmt::format("/publications/{}/sheet?lang={}", published.id, language.to_string())};
}

/// Of the day, and not of the moment at which somebody was given one.
Entry entry_of(const outreach::BonusKind& kind, Instant since, Language language,
               const Spoken& spoken) {
  const auto& words = words_for(language);
  const auto amount = kind.amount.to_string();
  const auto hours = kind.validity.in_seconds() / 3600;
  auto day = spoken.programme().zone.civil(since);
  day.hour = day.minute = day.second = 0;
  return {.updated = spoken.programme().zone.instant(day),
          .id = tag_for(spoken, fmt::format("bonus/{}/{}", amount, hours)),
          .title = fmt::format(fmt::runtime(words.bonus_title), amount),
          .text = fmt::format(fmt::runtime(words.bonus_text), amount, hours),
          .author = spoken.programme().name,
          .link = {}};
}

/// Newest first.
std::vector<Entry> entries(const Spoken& spoken, Language language, Instant now) {
  std::vector<Entry> entries;
  const auto offers = site::offers_at(spoken.house().publications, now);
  for (const auto& published : offers.standing) {
    entries.push_back(entry_of(*published, language, spoken));
  }
  for (const auto& [kind, since] : offers.bonuses) {
    entries.push_back(entry_of(kind, since, language, spoken));
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.updated > b.updated; });
  if (entries.size() > entries_max) entries.resize(entries_max);
  return entries;
}

std::string atom(const Entry& entry, const Spoken& spoken) {
  auto xml = fmt::format(
      "  <entry>\n    <id>{}</id>\n    <title>{}</title>\n    <updated>{}</updated>\n"
      "    <author><name>{}</name></author>\n    <content type=\"text\">{}</content>\n",
      escaped(entry.id), escaped(entry.title), date_of(spoken, entry.updated),
      escaped(entry.author), escaped(entry.text));
  if (!entry.link.empty()) {
    xml += fmt::format("    <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
                       escaped(entry.link));
  }
  return xml + "  </entry>\n";
}

Response feed(const engine::Engine& engine, std::optional<Language> wanted) {
  const auto now = engine.now();
  const Spoken spoken(engine, now);
  const auto language = wanted.value_or(spoken.programme().languages.front());
  if (!spoken.programme().speaks(language)) {
    throw problems::not_found("the programme does not speak this language; see /feed.xml");
  }
  const auto all = entries(spoken, language, now);
  const auto tag = language.to_string();
  // Without anything to tell of, the feed is as old as the programme's terms.
  const auto updated = all.empty() ? spoken.house().terms.latest().from : all.front().updated;
  auto xml = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n  <id>{}</id>\n"
      "  <title>{}</title>\n  <updated>{}</updated>\n"
      "  <link rel=\"self\" type=\"application/atom+xml\" href=\"/{}/feed.xml\"/>\n",
      tag, escaped(tag_for(spoken, "feed/" + tag)),
      escaped(fmt::format(fmt::runtime(words_for(language).title), spoken.programme().name)),
      date_of(spoken, updated), tag);
  for (const auto& entry : all) xml += atom(entry, spoken);
  return {.status = 200,
          .body = xml + "</feed>\n",
          .media_type = "application/atom+xml; charset=utf-8"};
}

constexpr std::string_view sheet_style =
    "body{font:16pt/1.5 sans-serif;margin:2cm auto;max-width:17cm;color:#000;background:#fff}"
    "h1{font-size:32pt;line-height:1.2}footer{margin-top:2cm;font-size:11pt}"
    "@page{size:A4;margin:2cm}@media print{body{margin:0;max-width:none}}";

/// A page for a service point's wall. No script, and nothing from elsewhere.
Response sheet(const engine::Engine& engine, const Call& call) {
  check_query(call, {"lang"});
  const auto now = engine.now();
  const Spoken spoken(engine, now);
  const auto language =
      language_in(query(call, "lang").value_or(spoken.programme().languages.front().to_string()));
  const auto& text = call.arguments.at(0);
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  const auto* published = spoken.house().publications.find(id);
  if (error != std::errc() || end != text.data() + text.size() || !published ||
      !published->stands(now)) {
    throw problems::not_found("nothing of this number is published now");
  }
  const auto& what = published->what;
  const auto entry = entry_of(*published, language, spoken);
  const auto until = spoken.programme().zone.civil(what.until);
  return {.status = 200,
          .body = fmt::format(
              "<!DOCTYPE html>\n<html lang=\"{}\">\n<head><meta charset=\"utf-8\"><title>{}</title>"
              "<style>{}</style></head>\n<body>\n<h1>{}</h1>\n<p>{}</p>\n"
              "<footer>{} · {} · {} · – {:04}-{:02}-{:02} {:02}:{:02}</footer>\n</body>\n</html>\n",
              escaped(language.to_string()), escaped(entry.title), sheet_style,
              escaped(entry.title), escaped_lines(entry.text), escaped(what.partner),
              escaped(spoken.programme().name), escaped(spoken.programme().site), until.year,
              until.month, until.day, until.hour, until.minute),
          .media_type = "text/html; charset=utf-8",
          .headers = {{"Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}}};
}

}  // namespace

void add_feed(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/feed.xml", Right::anybody,
              [&engine](const Call&) -> Reaction { return feed(engine, {}); }});
  router.add({Method::get, "/{language}/feed.xml", Right::anybody,
              [&engine](const Call& call) -> Reaction {
                const auto language = Language::parse(call.arguments.at(0));
                if (!language) throw problems::not_found("there is no such feed; see /feed.xml");
                return feed(engine, language);
              }});
  router.add({Method::get, "/publications/{id}/sheet", Right::anybody,
              [&engine](const Call& call) -> Reaction { return sheet(engine, call); }});
}

}  // namespace airperk::face::rest
