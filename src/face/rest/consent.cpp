#include "face/rest/consent.h"

#include "face/rest/handlers.h"
#include "face/rest/past.h"

/// M4: what a subscriber had consented to at any instant, and what proves it.
namespace airperk::face::rest {
namespace {

using engine::Answer;
using programme::Text;

using Span = ConsentSpan;

/// The membership that `at` lies in.
std::optional<Span> span_at(engine::Engine& engine, const engine::Viewed& viewed, Instant at) {
  std::optional<Span> found;
  std::optional<Instant> left;
  walk_back(engine, viewed, {},
            [&](const subscriber::Event& event, const store::Batch& batch, const PastMark&) {
              if (std::holds_alternative<subscriber::Left>(event.fact)) left = event.at;
              const auto* joined = std::get_if<subscriber::Joined>(&event.fact);
              if (!joined) return true;
              if (event.at > at) {
                left.reset();
                return true;
              }
              if (!left || at < *left) {
                found = Span{event.at, left, *joined, batch.programme_version};
              }
              return false;
            });
  return found;
}

/// What the person saw before they said yes: the screen, or the code that they dialled.
std::string words_shown(const Span& span, const Spoken& spoken) {
  const auto* version = spoken.house().programmes.number(span.programme_version);
  const auto& programme = version ? *version->programme : spoken.programme();
  switch (span.joined.shown) {
    case subscriber::Shown::nothing:
      return programme.codes.join;
    case subscriber::Shown::confirm_screen: {
      const auto language = programme.speaks(span.joined.language) ? span.joined.language
                                                                   : programme.languages.front();
      return programme.texts.get(Text::confirm_join, language);
    }
  }
  return "";
}

json terms_text(const Span& span, const Spoken& spoken) {
  const auto* terms = spoken.house().terms.number(span.joined.terms_version);
  if (!terms) return nullptr;
  const auto text = terms->texts.find(span.joined.language);
  if (text != terms->texts.end()) return text->second;
  return terms->texts.empty() ? json(nullptr) : json(terms->texts.begin()->second);
}

json with_terms(const Span& span, const Spoken& spoken) {
  auto evidence = evidence_of(span, spoken);
  evidence["terms"] = terms_text(span, spoken);
  return evidence;
}

Response consent_at(engine::Engine& engine, const Answer& answer, std::optional<Instant> asked) {
  const auto at = asked.value_or(answer.now);
  if (at > answer.now) {
    throw problems::bad_field("at", "\"at\" lies in the future: nobody knows yet");
  }
  const Spoken spoken(engine, answer.now);
  const auto span = span_at(engine, std::get<engine::Viewed>(answer.body), at);
  auto given = json::object();
  for (const auto name : consents) given[std::string(name)] = span.has_value();
  return json_response(200, {{"at", spoken.instant(at)},
                             {"consents", std::move(given)},
                             {"evidence", span ? with_terms(*span, spoken) : json(nullptr)}});
}

Reaction consent(engine::Engine& engine, const Call& call) {
  check_query(call, {"at"});
  std::optional<Instant> at;
  if (const auto text = query(call, "at")) {
    at = Instant::parse(*text);
    if (!at) {
      throw problems::bad_field("at",
                                "\"at\" must be an RFC 3339 instant with its offset: "
                                "2016-03-05T10:00:00+06:00");
    }
  }
  auto asked = ask(msisdn_of(call), engine::View{},
                   [&engine, at](const Answer& answer) { return consent_at(engine, answer, at); });
  asked.reads_history = true;
  return asked;
}

}  // namespace

json evidence_of(const ConsentSpan& span, const Spoken& spoken) {
  json evidence{{"since", spoken.instant(span.since)}};
  if (span.until) evidence["until"] = spoken.instant(*span.until);
  evidence["terms_version"] = span.joined.terms_version;
  evidence["words"] = words_shown(span, spoken);
  evidence["channel"] = name_of(span.joined.channel);
  evidence["language"] = span.joined.language.to_string();
  return evidence;
}

void add_consent(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/subscribers/{msisdn}/consent", Right::read_consent,
              [&engine](const Call& call) { return consent(engine, call); }});
}

}  // namespace airperk::face::rest
