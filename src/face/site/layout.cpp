#include "face/site/layout.h"

#include <fmt/format.h>

#include "face/site/html.h"

namespace airperk::face::site {
namespace {

/// The menu: a page that joins the site joins it here.
struct Entry {
  std::string_view path, words;
};
constexpr Entry menu[] = {{"", "site.nav_home"},
                          {"/offers", "site.nav_offers"},
                          {"/terms", "site.nav_terms"},
                          {"/questions", "site.nav_questions"}};

std::string menu_html(const Writing& w, const Page& page) {
  std::string html;
  for (const auto& [path, words] : menu) {
    const bool here = !page.lost && page.section == path;
    html += fmt::format("<li><a href=\"{}\"{}>{}</a></li>", w.at(path),
                        here ? " aria-current=\"page\"" : "", w.say(words));
  }
  return html;
}

std::string languages_html(const Writing& w, const Page& page) {
  std::string html;
  for (const auto language : languages_of(w.visit.book, w.visit.programme)) {
    const auto tag = language.to_string();
    html += fmt::format("<li><a href=\"/{0}{1}\" lang=\"{0}\" hreflang=\"{0}\"{2}>{3}</a></li>",
                        tag, page.lost ? "" : page.path,
                        language == w.visit.language ? " aria-current=\"true\"" : "",
                        escaped(w.visit.book.at(language)["site.own_name"]));
  }
  return html;
}

std::string alternates_html(const Writing& w, const Page& page) {
  std::string html;
  if (page.lost) return html;
  for (const auto language : languages_of(w.visit.book, w.visit.programme)) {
    html += fmt::format("<link rel=\"alternate\" hreflang=\"{0}\" href=\"/{0}{1}\">\n",
                        language.to_string(), page.path);
  }
  return html;
}

}  // namespace

std::string framed(const Writing& w, const Page& page) {
  return fmt::format(
      R"(<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<meta name="description" content="{description}">
<link rel="stylesheet" href="{style}">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
{alternates}<link rel="alternate" type="application/atom+xml" title="{feed_title}" href="{feed}">
</head>
<body>
<a class="skip" href="#content">{skip}</a>
<header class="top">
<a class="brand" href="{home}"><svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r="15"/><path d="M16 7v18M9 12v8M23 12v8"/></svg><span>{name}</span></a>
<nav class="menu" aria-label="{sections}"><ul>{menu}</ul></nav>
<nav class="languages" aria-label="{languages_label}"><ul>{languages}</ul></nav>
</header>
<main id="content" tabindex="-1">
{body}</main>
<footer class="bottom"><p>{footer}</p></footer>
</body>
</html>
)",
      fmt::arg("language", w.visit.language.to_string()), fmt::arg("title", page.title),
      fmt::arg("description", page.description), fmt::arg("style", w.visit.style),
      fmt::arg("alternates", alternates_html(w, page)),
      fmt::arg("feed_title", w.say.plain("offers.title")), fmt::arg("feed", w.at("/feed.xml")),
      fmt::arg("skip", w.say("site.skip")), fmt::arg("home", w.at("")),
      fmt::arg("name", escaped(w.visit.programme.name)),
      fmt::arg("sections", w.say.plain("site.sections")), fmt::arg("menu", menu_html(w, page)),
      fmt::arg("languages_label", w.say.plain("site.languages")),
      fmt::arg("languages", languages_html(w, page)), fmt::arg("body", page.body),
      fmt::arg("footer", w.say("site.footer")));
}

}  // namespace airperk::face::site
