#include <fmt/format.h>

#include "face/site/changes.h"
#include "face/site/html.h"
#include "face/site/layout.h"

/// T1, T2: the terms in force, and every version there was, with what it changed.
namespace airperk::face::site {
namespace {

using programme::Language;
using programme::TermsVersion;

/// Words about one version: {n} its number, {date} the day from which it held.
std::string about(const Writing& w, std::string_view key, const TermsVersion& version) {
  const std::string number = fmt::format("{}", version.number);
  const std::string day = escaped(said_day(w.words, w.visit.programme, version.from));
  return programme::filled(w.say(key), std::vector<programme::Value>{{"n", number}, {"date", day}});
}

std::string plain_day(const Writing& w, const TermsVersion& version) {
  const auto civil = w.visit.programme.zone.civil(version.from);
  return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

std::string dated(const Writing& w, std::string_view key, const TermsVersion& version) {
  return fmt::format("<time datetime=\"{}\">{}</time>", plain_day(w, version),
                     about(w, key, version));
}

/// The version's text in the page's language, or else in the first that it has.
std::string full_text(const Writing& w, const TermsVersion& version) {
  const auto here = version.texts.find(w.visit.language);
  if (here != version.texts.end()) {
    return fmt::format("<article class=\"terms\">{}</article>\n",
                       to_html(blocks_of(here->second), 2));
  }
  const auto other = version.texts.begin();
  if (other == version.texts.end()) return "";
  return fmt::format("<p>{}</p>\n<article class=\"terms\" lang=\"{}\">{}</article>\n",
                     w.say("terms.other_language"), other->first.to_string(),
                     to_html(blocks_of(other->second), 2));
}

std::string versions_list(const Writing& w, std::uint32_t here) {
  std::string items;
  const auto& all = w.visit.terms.all();
  for (auto version = all.rbegin(); version != all.rend(); ++version) {
    const bool in_force = version == all.rbegin();
    items += fmt::format(
        "<li><a href=\"{}\"{}>{}</a>{}<br>{}</li>\n",
        w.at(fmt::format("/terms/{}", version->number)),
        version->number == here ? " aria-current=\"page\"" : "",
        about(w, "terms.version", *version),
        in_force ? fmt::format(" <span class=\"badge\">{}</span>", w.say("terms.in_force")) : "",
        dated(w, "terms.since", *version));
  }
  return fmt::format(
      "<nav class=\"versions card\" aria-label=\"{0}\"><h2>{1}</h2>\n"
      "<ul>\n{2}</ul></nav>\n",
      w.say.plain("terms.all_versions"), w.say("terms.all_versions"), items);
}

std::string labelled(const Writing& w, std::string_view label, std::string_view kind,
                     const std::string& text) {
  return fmt::format("<div class=\"change {}\"><b>{}</b><p>{}</p></div>\n", kind, w.say(label),
                     text);
}

std::string change_html(const Writing& w, const Change& change) {
  switch (change.kind) {
    case Change::Kind::same:
      break;
    case Change::Kind::removed:
      return labelled(w, "terms.removed", "went", "<del>" + escaped(change.before.text) + "</del>");
    case Change::Kind::added:
      return labelled(w, "terms.added", "came", "<ins>" + escaped(change.after.text) + "</ins>");
    case Change::Kind::edited:
      return labelled(w, "terms.edited", "edited",
                      edited_html(change.before.text, change.after.text));
  }
  return "";
}

std::string unchanged_html(const Writing& w, std::int64_t paragraphs) {
  if (paragraphs == 0) return "";
  const auto count = escaped(counted(w.words, w.visit.language, "paragraphs", paragraphs));
  return fmt::format(
      "<p class=\"unchanged\">{}</p>\n",
      programme::filled(w.say("terms.unchanged"), std::vector<programme::Value>{{"n", count}}));
}

/// The heading under which a change stands tells where it is.
std::string changes_html(const Writing& w, std::string_view before, std::string_view after) {
  std::string html;
  std::int64_t unchanged = 0;
  std::string heading;
  bool any = false;
  for (const auto& change : changes_between(before, after)) {
    if (change.kind == Change::Kind::same) {
      ++unchanged;
      if (change.after.kind == Block::Kind::heading) heading = change.after.text;
      continue;
    }
    any = true;
    html += unchanged_html(w, std::exchange(unchanged, 0));
    if (change.kind != Change::Kind::removed && change.after.kind == Block::Kind::heading) {
      heading.clear();
    }
    if (!heading.empty()) html += fmt::format("<h3>{}</h3>\n", escaped(heading));
    heading.clear();
    html += change_html(w, change);
  }
  if (!any) return fmt::format("<p>{}</p>\n", w.say("terms.no_changes"));
  return html + unchanged_html(w, unchanged);
}

std::string what_changed(const Writing& w, const TermsVersion& version) {
  const auto* before = w.visit.terms.number(version.number - 1);
  if (!before) return fmt::format("<p>{}</p>\n", w.say("terms.first"));
  const auto old_text = before->texts.find(w.visit.language);
  const auto new_text = version.texts.find(w.visit.language);
  if (old_text == before->texts.end() || new_text == version.texts.end()) return "";
  return fmt::format("<section class=\"changes\"><h2>{}</h2>\n{}</section>\n",
                     about(w, "terms.changes", version),
                     changes_html(w, old_text->second, new_text->second));
}

std::string page_with(const Writing& w, const TermsVersion& version, std::string path,
                      const std::string& content) {
  const bool in_force = version.number == w.visit.terms.latest().number;
  const auto state =
      in_force ? fmt::format("<span class=\"badge\">{}</span> {}", w.say("terms.in_force"),
                             dated(w, "terms.since", version))
               : fmt::format("{} · <a href=\"{}\">{}</a>", dated(w, "terms.past", version),
                             w.at("/terms"), w.say("terms.newer"));
  const auto title = path == "/terms" ? w.say("terms.title")
                                      : fmt::format("{} · {}", w.say("terms.title"),
                                                    about(w, "terms.version", version));
  auto body = fmt::format(
      "<h1>{}</h1>\n<p class=\"state\">{}{}</p>\n<div "
      "class=\"reading\">\n<div>{}</div>\n{}</div>\n",
      title, path == "/terms" ? about(w, "terms.version", version) + " " : std::string(), state,
      content, versions_list(w, path == "/terms" ? 0 : version.number));
  return framed(w, {.path = std::move(path),
                    .section = "/terms",
                    .title = fmt::format("{} · {}", title, escaped(w.visit.programme.name)),
                    .description = w.say.plain("home.lead"),
                    .body = std::move(body)});
}

}  // namespace

std::string terms_page(const Visit& visit) {
  const Writing w(visit);
  const auto& version = visit.terms.latest();
  return page_with(w, version, "/terms", full_text(w, version));
}

std::optional<std::string> version_page(const Visit& visit, std::uint32_t number) {
  const auto* version = visit.terms.number(number);
  if (!version) return {};
  const Writing w(visit);
  return page_with(w, *version, fmt::format("/terms/{}", number),
                   fmt::format("{}<h2>{}</h2>\n{}", what_changed(w, *version),
                               w.say("terms.full_text"), full_text(w, *version)));
}

}  // namespace airperk::face::site
