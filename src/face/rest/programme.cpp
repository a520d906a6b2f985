#include "core/survey/prompt.h"
#include "face/rest/common.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

using programme::Programme;

constexpr std::size_t programme_bytes_max = 4 << 20;

json names_of(const auto& things) {
  auto names = json::array();
  for (const auto& thing : things) names.push_back(thing.name);
  return names;
}

std::string_view name_of(programme::ServiceKind kind) {
  switch (kind) {
    case programme::ServiceKind::unlimited:
      return "unlimited";
    case programme::ServiceKind::night:
      return "night";
    case programme::ServiceKind::allowance:
      return "allowance";
  }
  return "";
}

json services_of(const Programme& programme) {
  auto services = json::array();
  for (const auto& service : programme.services) {
    services.push_back({{"name", service.name}, {"kind", name_of(service.kind)}});
  }
  return services;
}

json bonus_of(const programme::Bonus& bonus) {
  return {{"name", bonus.name},
          {"amount", bonus.amount.to_string()},
          {"activation_hours", bonus.activation_window.in_seconds() / 3600},
          {"valid_hours", bonus.validity.in_seconds() / 3600},
          {"grants_per_month", bonus.grants_per_month},
          {"activations_per_month", bonus.activations_per_month}};
}

json languages_of(const Programme& programme) {
  auto languages = json::array();
  for (const auto language : programme.languages) languages.push_back(language.to_string());
  return languages;
}

/// What a screen shows besides a plan's own words, so that a composer can count it: "{text}" and
/// "{key}" stand for those. Null, where the programme asks no surveys.
json survey_words_of(const Programme& programme) {
  if (!survey::can_be_asked(programme)) return nullptr;
  json words;
  for (const auto& [name, text] : {std::pair("skip", programme::Text::survey_skip),
                                   std::pair("invite", programme::Text::survey_invite),
                                   std::pair("invite_sms", programme::Text::survey_invite_sms)}) {
    for (const auto language : programme.languages) {
      words[name][language.to_string()] = programme.texts.get(text, language);
    }
  }
  return words;
}

Response read(const engine::Engine& engine) {
  const Spoken spoken(engine, Instant::never());
  const auto& version = spoken.house().programmes.latest();
  const auto& programme = *version.programme;
  const auto& codes = programme.codes;
  return json_response(200, {{"version", version.number},
                             {"hash", version.hash},
                             {"from", spoken.instant(version.from)},
                             {"name", programme.name},
                             {"zone", programme.zone.name()},
                             {"site", programme.site},
                             {"codes",
                              {{"menu", codes.menu},
                               {"join", codes.join},
                               {"leave", codes.leave},
                               {"activate", codes.activate},
                               {"balance", codes.balance}}},
                             {"bonus", bonus_of(programme.bonus)},
                             {"contacts",
                              {{"messages_per_month", programme.contacts.messages_per_month},
                               {"surveys_per_month", programme.contacts.surveys_per_month}}},
                             {"brands", programme.brands},
                             {"member_brands", programme.membership.brands},
                             {"tariffs", names_of(programme.tariffs)},
                             {"services", services_of(programme)},
                             {"regions", programme.audiences.regions},
                             {"languages", languages_of(programme)},
                             {"survey_words", survey_words_of(programme)}});
}

/// Checking takes long for a connection's thread, and the answer comes through the engine: both on
/// the bulk thread.
Response take(engine::Engine& engine, const programme::Source& source) {
  auto loaded = programme::load(source);
  if (!loaded) {
    Problem problem{.status = 422,
                    .type = "/problems/programme-not-sound",
                    .title = "The programme is not sound",
                    .detail = "nothing was taken over; mend what `problems` lists"};
    for (const auto& one : loaded.error()) problem.problems.push_back(one.to_string());
    throw problem;
  }
  const auto hash_before = engine.house()->programmes.latest().hash;
  engine::Request request;
  request.command =
      engine::TakeProgramme{std::make_shared<const programme::Loaded>(*std::move(loaded))};
  const auto answer = engine.ask(std::move(request));
  check(answer);
  const auto version = std::get<engine::Outcome>(answer.body).version;
  const auto* taken = engine.house()->programmes.number(version);
  return json_response(hash_before == taken->hash ? 200 : 201,
                       {{"version", version}, {"hash", taken->hash}});
}

Reaction post(engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"main_file", "files"});
  programme::Source source{fields.text("main_file"), fields.texts("files")};
  if (!source.files.contains(source.main_file)) {
    throw problems::bad_field("files", "\"files\" must hold the main file too");
  }
  return Work{[&engine, source = std::move(source)] { return take(engine, source); }};
}

}  // namespace

void add_programme(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/programme", Right::read_programme,
              [&engine](const Call&) -> Reaction { return read(engine); }});
  router.add({.method = Method::post,
              .pattern = "/v1/programme",
              .right = Right::take_programme,
              .handler = [&engine](const Call& call) { return post(engine, call); },
              .bytes_max = programme_bytes_max});
}

}  // namespace airperk::face::rest
