#include <fmt/format.h>

#include "face/rest/extract.h"
#include "face/rest/handlers.h"

/// S3: what the programme knows of a person, to be taken along or erased.
namespace airperk::face::rest {
namespace {

using engine::Answer;

Response extract_of(People& people, const Answer& answer) {
  const auto& viewed = std::get<engine::Viewed>(answer.body);
  const auto civil = Spoken(people.engine, answer.now).programme().zone.civil(answer.now);
  auto extract =
      std::make_shared<Extract>(people.engine, people.accesses.get(), viewed, answer.now);
  Response response;
  response.headers.emplace_back(
      "Content-Disposition",
      fmt::format("attachment; filename=\"extract-{}-{:04}-{:02}-{:02}.json\"",
                  viewed.msisdn.to_string(), civil.year, civil.month, civil.day));
  response.body = extract->next();
  response.more = [extract = std::move(extract)] { return extract->next(); };
  return response;
}

Reaction read_extract(People& people, const Call& call) {
  check_query(call, {});
  auto asked = ask(msisdn_of(call), engine::View{},
                   [&people](const Answer& answer) { return extract_of(people, answer); });
  asked.reads_history = true;
  return asked;
}

/// Its reason has been noted before.
Reaction erase(const engine::Engine& engine, const Call& call) {
  return ask_once(
      engine, call, subscriber::Erase{}, [&engine, msisdn = msisdn_of(call)](const Answer& answer) {
        const auto kept_until = std::get<engine::Outcome>(answer.body).until;
        return json_response(200, {{"msisdn", msisdn.to_string()},
                                   {"kept_until", Spoken(engine, answer.now).instant(kept_until)}});
      });
}

}  // namespace

void add_person(Router& router, People& people) {
  router.add({.method = Method::get,
              .pattern = "/v1/subscribers/{msisdn}/extract",
              .right = Right::read_extract,
              .handler = [&people](const Call& call) { return read_extract(people, call); },
              .why = Why::all_say});
  router.add({.method = Method::post,
              .pattern = "/v1/subscribers/{msisdn}/erasure",
              .right = Right::erase,
              .handler = [&people](const Call& call) { return erase(people.engine, call); },
              .why = Why::in_body});
}

}  // namespace airperk::face::rest
