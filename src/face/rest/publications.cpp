#include <algorithm>
#include <array>
#include <charconv>

#include "face/rest/common.h"
#include "face/rest/handlers.h"
#include "face/rest/language_texts.h"

/// Publications: planned by one person, approved by another, read by everybody (C1, B6). The public
/// side of them is in feed.cpp.
namespace airperk::face::rest {
namespace {

using engine::Answer;
using engine::Outcome;
using outreach::Place;
using outreach::PublicationState;
using outreach::Published;

constexpr std::array<std::pair<Place, std::string_view>, 3> places{
    {{Place::site, "site"}, {Place::media, "media"}, {Place::service_points, "service-points"}}};

std::string_view name_of(PublicationState state) {
  switch (state) {
    case PublicationState::planned:
      return "planned";
    case PublicationState::approved:
      return "approved";
    case PublicationState::withdrawn:
      return "withdrawn";
  }
  return "";
}

std::uint8_t places_in(const Fields& fields) {
  std::uint8_t bits = 0;
  for (const auto& named : fields.list("places", 10)) {
    const auto known = std::find_if(places.begin(), places.end(),
                                    [&](const auto& place) { return place.second == named; });
    if (known == places.end()) {
      throw problems::bad_field("places",
                                "\"places\" must be of \"site\", \"media\" and \"service-points\"");
    }
    bits |= static_cast<std::uint8_t>(known->first);
  }
  return bits;
}

json publication_json(const Published& published, const Spoken& spoken, Instant now) {
  const auto& what = published.what;
  auto stands_in = json::array();
  for (const auto& [place, name] : places) {
    if (what.stands_in(place)) stands_in.push_back(name);
  }
  return {
      {"id", published.id},
      {"partner", what.partner},
      {"title", texts_json(what.titles)},
      {"texts", texts_json(what.texts)},
      {"from", spoken.instant(what.from)},
      {"until", spoken.instant(what.until)},
      {"places", std::move(stands_in)},
      {"by", what.by},
      {"approved_by", published.approved_by.empty() ? json(nullptr) : json(published.approved_by)},
      {"state", name_of(published.state)},
      {"stands", published.stands(now)}};
}

Response read_as(const engine::Engine& engine, std::uint32_t id, unsigned status) {
  const Spoken spoken(engine, engine.now());
  const auto* published = spoken.house().publications.find(id);
  if (!published) {
    throw problems::not_found("there is no such publication; see GET /v1/publications");
  }
  return json_response(status, publication_json(*published, spoken, engine.now()));
}

/// Newest first; and the kinds of extra bonuses that were announced.
Response list(const engine::Engine& engine, const Call& call) {
  check_query(call, {"before", "limit"});
  const auto before = whole_query(call, "before", UINT32_MAX, 1, UINT32_MAX);
  const auto limit = whole_query(call, "limit", 50, 1, 500);
  const Spoken spoken(engine, engine.now());
  const auto& all = spoken.house().publications.all();
  auto publications = json::array();
  for (auto at = std::make_reverse_iterator(all.lower_bound(static_cast<std::uint32_t>(before)));
       at != all.rend() && static_cast<std::int64_t>(publications.size()) < limit; ++at) {
    publications.push_back(publication_json(*at->second, spoken, engine.now()));
  }
  auto bonuses = json::array();
  for (const auto& [kind, first_given] : spoken.house().publications.bonuses()) {
    bonuses.push_back({{"amount", kind.amount.to_string()},
                       {"valid_hours", kind.validity.in_seconds() / 3600},
                       {"since", spoken.instant(first_given)}});
  }
  return json_response(
      200, {{"publications", std::move(publications)}, {"extra_bonuses", std::move(bonuses)}});
}

Reaction plan(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"partner", "title", "texts", "from", "until", "places", "by"});
  engine::PlanPublication asked;
  auto& what = asked.what;
  what.partner = fields.text("partner");
  what.titles = language_texts_in(fields, "title");
  what.texts = language_texts_in(fields, "texts");
  what.from = fields.has("from") ? fields.instant("from") : Instant::beginning();
  what.until = fields.has("until") ? fields.instant("until") : Instant::beginning();
  what.places = places_in(fields);
  what.by = who(call, fields);
  return once(engine, call, ask({}, std::move(asked), [&engine](const Answer& answer) {
                return read_as(engine, std::get<Outcome>(answer.body).version, 201);
              }));
}

std::uint32_t id_in(const Call& call) {
  const auto& text = call.arguments.at(0);
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc() && end == text.data() + text.size()) return id;
  throw problems::not_found("there is no such publication; see GET /v1/publications");
}

Reaction move(const engine::Engine& engine, const Call& call, PublicationState to) {
  const Fields fields(call.body, {"by"});
  const auto id = id_in(call);
  return ask({}, engine::MovePublication{id, to, who(call, fields)},
             [&engine, id](const Answer&) { return read_as(engine, id, 200); });
}

}  // namespace

void add_publications(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/publications", Right::read_outreach,
              [&engine](const Call& call) -> Reaction { return list(engine, call); }});
  router.add({Method::post, "/v1/publications", Right::plan_campaigns,
              [&engine](const Call& call) { return plan(engine, call); }});
  router.add(
      {Method::get, "/v1/publications/{id}", Right::read_outreach,
       [&engine](const Call& call) -> Reaction { return read_as(engine, id_in(call), 200); }});
  router.add(
      {Method::post, "/v1/publications/{id}/approval", Right::approve_campaigns,
       [&engine](const Call& call) { return move(engine, call, PublicationState::approved); }});
  router.add(
      {Method::post, "/v1/publications/{id}/withdrawal", Right::plan_campaigns,
       [&engine](const Call& call) { return move(engine, call, PublicationState::withdrawn); }});
}

}  // namespace airperk::face::rest
