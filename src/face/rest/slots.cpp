#include "face/rest/common.h"
#include "face/rest/handlers.h"

/// How the month's slots are used, over all subscribers: nobody is above the caps (C2, C3).
namespace airperk::face::rest {
namespace {

using Counts = std::vector<std::uint64_t>;

void add(Counts& all, const Counts& part) {
  if (all.size() < part.size()) all.resize(part.size());
  for (std::size_t used = 0; used < part.size(); ++used) all[used] += part[used];
}

json counts_json(Counts counts, int cap) {
  const auto most = counts.empty() ? 0 : counts.size() - 1;
  if (counts.size() <= static_cast<std::size_t>(cap)) {
    counts.resize(static_cast<std::size_t>(cap) + 1);
  }
  return {{"cap", cap}, {"most", most}, {"subscribers", counts}};
}

Response count(engine::Engine& engine, Instant at) {
  engine::SlotCounts all;
  engine::CountSlots asked{at, 0};
  do {
    const auto answer = engine.ask({{}, asked});
    const auto& part = std::get<engine::SlotCounts>(answer.body);
    add(all.messages, part.messages);
    add(all.surveys, part.surveys);
    all.end = part.end;
    asked.after = part.through;
  } while (!all.end);
  const Spoken spoken(engine, at);
  const auto& programme = spoken.programme();
  return json_response(
      200,
      {{"month", programme.zone.month_of(at).to_string()},
       {"messages", counts_json(std::move(all.messages), programme.contacts.messages_per_month)},
       {"surveys", counts_json(std::move(all.surveys), programme.contacts.surveys_per_month)}});
}

}  // namespace

void add_slots(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/contacts/slots", Right::read_outreach,
              [&engine](const Call& call) -> Reaction {
                check_query(call, {"at"});
                auto at = engine.now();
                if (const auto text = query(call, "at")) {
                  const auto asked = Instant::parse(*text);
                  if (!asked) {
                    throw problems::bad_field("at",
                                              "\"at\" must be an RFC 3339 instant with its offset: "
                                              "2016-03-05T10:00:00+06:00");
                  }
                  at = *asked;
                }
                return Work{[&engine, at] { return count(engine, at); }};
              }});
}

}  // namespace airperk::face::rest
