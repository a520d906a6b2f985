#include "face/rest/site.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "face/rest/handlers.h"
#include "face/rest/problem.h"
#include "face/site/shipped.h"

/// The public site (T1) over HTTP: addresses, languages, headers. What pages say is face/site's.
namespace airperk::face::rest {
namespace {

using programme::Language;

/// Nothing from elsewhere, no script at all, in nobody's frame.
constexpr const char* site_policy =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

void guard(Response& response) {
  response.headers.emplace_back("Content-Security-Policy", site_policy);
  response.headers.emplace_back("Referrer-Policy", "no-referrer");
  response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.emplace_back("X-Frame-Options", "DENY");
}

Response redirect(unsigned status, std::string to) {
  Response response{.status = status, .body = {}, .media_type = "text/plain; charset=utf-8"};
  response.headers.emplace_back("Location", std::move(to));
  guard(response);
  return response;
}

std::optional<std::string> version_of(const site::Visit& visit, const std::string& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // One address a version: "01" is none.
  if (error != std::errc() || end != text.data() + text.size() || text.starts_with('0')) return {};
  return site::version_page(visit, number);
}

struct Served {
  const char* below;  ///< the language
  PublicSite::Make make;
};
constexpr Served served[] = {
    {"",
     [](const site::Visit& v, const std::string&) { return std::optional(site::home_page(v)); }},
    {"/terms",
     [](const site::Visit& v, const std::string&) { return std::optional(site::terms_page(v)); }},
    {"/terms/{version}", version_of},
    {"/offers",
     [](const site::Visit& v, const std::string&) { return std::optional(site::offers_page(v)); }},
    {"/questions", [](const site::Visit& v,
                      const std::string&) { return std::optional(site::questions_page(v)); }},
    // Whatever else a reader asks for below a language.
    {"/{page}", nullptr},
};

}  // namespace

PublicSite::PublicSite(engine::Engine& engine, site::Book book)
    : engine_(engine),
      style_(make_asset(std::string(site::shipped::style_css), "text/css; charset=utf-8")),
      style_path_(fmt::format("/site/{}.css", style_.etag.substr(1, 16))),
      book_(std::make_shared<const site::Book>(std::move(book))) {}

std::shared_ptr<const site::Book> PublicSite::book() const {
  std::lock_guard lock(mutex_);
  return book_;
}

void PublicSite::say(site::Book book) {
  auto said = std::make_shared<const site::Book>(std::move(book));
  std::lock_guard lock(mutex_);
  book_ = std::move(said);
}

std::shared_ptr<const Asset> PublicSite::kept(const Edition& edition, const std::string& key) {
  std::lock_guard lock(mutex_);
  if (!(edition_ == edition)) return {};
  const auto page = pages_.find(key);
  return page == pages_.end() ? nullptr : page->second;
}

void PublicSite::keep(const Edition& edition, const std::string& key,
                      std::shared_ptr<const Asset> asset) {
  std::lock_guard lock(mutex_);
  if (!(edition_ == edition)) pages_.clear();
  edition_ = edition;
  pages_[key] = std::move(asset);
}

/// Addresses that do not exist are without number: one page answers them all.
std::shared_ptr<const Asset> PublicSite::made(const Source& source, const std::string& key,
                                              const std::string& argument, Make make) {
  if (auto asset = kept(source.edition, key)) return asset;
  const auto& [house, edition, language] = source;
  const site::Visit visit{*edition.book, *house->programmes.latest().programme,
                          house->terms,  language,
                          style_path_,   edition.offers};
  auto html = make ? make(visit, argument) : site::lost_page(visit);
  if (!html) return {};
  auto asset =
      std::make_shared<const Asset>(make_asset(*std::move(html), "text/html; charset=utf-8"));
  keep(edition, key, asset);
  return asset;
}

Reaction PublicSite::page(const Call& call, Language language, const std::string& name,
                          const std::string& argument, Make make) {
  const auto house = engine_.house();
  const auto& programme = house->programmes.latest();
  const auto words = book();
  const auto offered = site::languages_of(*words, *programme.programme);
  if (std::find(offered.begin(), offered.end(), language) == offered.end()) {
    throw problems::not_found("the programme does not speak this language");
  }
  Source source{house,
                {words, programme.number, house->terms.latest().number,
                 site::offers_at(house->publications, engine_.now())},
                language};
  const auto lost = language.to_string() + " lost";
  const auto key = make ? language.to_string() + name + " " + argument : lost;
  const auto answer = [](const Asset& asset, const Call& asked, bool is_lost) {
    auto response = serve_asset(asset, asked, asked_again);
    if (is_lost) response.status = 404;
    guard(response);
    return response;
  };
  if (const auto asset = kept(source.edition, key)) return answer(*asset, call, !make);
  return PageWork{[this, source = std::move(source), key, lost, argument, make, call, answer] {
    if (make) {
      if (const auto asset = made(source, key, argument, make)) return answer(*asset, call, false);
    }
    return answer(*made(source, lost, "", nullptr), call, true);
  }};
}

Response PublicSite::welcome(const Call& call) const {
  const auto programme = engine_.house()->programmes.latest().programme;
  const auto offered = site::languages_of(*book(), *programme);
  auto response =
      redirect(302, "/" + site::best_language(call.header("accept-language"), offered).to_string());
  response.headers.emplace_back("Vary", "Accept-Language");
  return response;
}

std::shared_ptr<PublicSite> add_site(Router& router, engine::Engine& engine, site::Book book) {
  const auto pages = std::make_shared<PublicSite>(engine, std::move(book));
  const auto icon = std::make_shared<const Asset>(
      make_asset(std::string(site::shipped::favicon_svg), "image/svg+xml"));
  router.add({Method::get, "/", Right::anybody,
              [pages](const Call& call) -> Reaction { return pages->welcome(call); }});
  router.add({Method::get, "/favicon.svg", Right::anybody, [icon](const Call& call) -> Reaction {
                return serve_asset(*icon, call, "public, max-age=86400");
              }});
  router.add(
      {Method::get, pages->style_path(), Right::anybody, [pages](const Call& call) -> Reaction {
         return serve_asset(pages->style(), call, cached_for_good);
       }});
  const auto shown = pages->book();
  for (const auto& [language, words] : *shown) {
    const auto start = "/" + language.to_string();
    router.add({Method::get, start + "/", Right::anybody,
                [start](const Call&) -> Reaction { return redirect(308, start); }});
    for (const auto& [below, make] : served) {
      router.add(
          {Method::get, start + below, Right::anybody,
           [pages, language = language, name = below, make = make](const Call& call) -> Reaction {
             const auto argument = call.arguments.empty() ? std::string() : call.arguments.front();
             return pages->page(call, language, name, argument, make);
           }});
    }
  }
  return pages;
}

}  // namespace airperk::face::rest
