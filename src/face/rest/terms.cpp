#include <charconv>

#include "face/rest/common.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

using engine::Answer;
using programme::TermsVersion;

json summary_of(const TermsVersion& version, const Spoken& spoken) {
  return {{"version", version.number}, {"from", spoken.instant(version.from)}};
}

Response list(const engine::Engine& engine, const Call&) {
  const Spoken spoken(engine, Instant::never());
  auto versions = json::array();
  for (const auto& version : spoken.house().terms.all()) {
    versions.push_back(summary_of(version, spoken));
  }
  return json_response(200, {{"versions", std::move(versions)}});
}

Response read(const engine::Engine& engine, const Call& call) {
  const auto& text = call.arguments.at(0);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const Spoken spoken(engine, Instant::never());
  const auto* version = error == std::errc() && end == text.data() + text.size()
                            ? spoken.house().terms.number(number)
                            : nullptr;
  if (!version) throw problems::not_found("no such version of the terms; see GET /v1/terms");
  auto body = summary_of(*version, spoken);
  auto texts = json::object();
  for (const auto& [language, words] : version->texts) texts[language.to_string()] = words;
  body["texts"] = std::move(texts);
  return json_response(200, body);
}

Reaction publish(const engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"texts"});
  const Spoken spoken(engine, Instant::never());
  engine::PublishTerms terms;
  for (auto& [tag, words] : fields.texts("texts")) {
    const auto language = programme::Language::parse(tag);
    if (!language || !spoken.programme().speaks(*language)) {
      throw problems::bad_field("texts." + tag, "the programme does not speak this language");
    }
    if (words.empty()) throw problems::bad_field("texts." + tag, "the text is empty");
    terms.texts.emplace(*language, words);
  }
  for (const auto language : spoken.programme().languages) {
    if (!terms.texts.contains(language)) {
      throw problems::bad_field("texts." + language.to_string(),
                                "the terms are published in every language of the programme, and "
                                "this one is missing");
    }
  }
  return ask({}, std::move(terms), [&engine](const Answer& answer) {
    const auto& outcome = std::get<engine::Outcome>(answer.body);
    return json_response(201, {{"version", outcome.version},
                               {"from", Spoken(engine, answer.now).instant(outcome.until)}});
  });
}

}  // namespace

void add_terms(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/terms", Right::read_terms,
              [&engine](const Call& call) -> Reaction { return list(engine, call); }});
  router.add({Method::get, "/v1/terms/{version}", Right::read_terms,
              [&engine](const Call& call) -> Reaction { return read(engine, call); }});
  router.add({Method::post, "/v1/terms", Right::publish_terms,
              [&engine](const Call& call) { return publish(engine, call); }});
}

}  // namespace airperk::face::rest
