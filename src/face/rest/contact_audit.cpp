#include "core/report/contact_audit.h"

#include "face/rest/books.h"
#include "face/rest/common.h"
#include "face/rest/handlers.h"

/// The caps over all past months, and what came after a leave: counted from the journal.
namespace airperk::face::rest {
namespace {

json kind_json(const report::ContactMonth& month, int cap) {
  return {{"cap", cap}, {"most", month.most}, {"contacts", month.contacts}};
}

json month_json(Month month, const report::ContactAudit::Months& counts, const Spoken& spoken) {
  const auto& caps = spoken.caps_of(month);
  return {{"month", month.to_string()},
          {"messages", kind_json(counts.messages, caps.messages_per_month)},
          {"surveys", kind_json(counts.surveys, caps.surveys_per_month)}};
}

Response audit(engine::Engine& engine, Books& books) {
  const auto now = engine.now();
  const Spoken spoken(engine, now);
  books.read_on(spoken.programme().zone);
  auto months = json::array();
  for (const auto& [month, counts] : books.contacts.months()) {
    months.push_back(month_json(month, counts, spoken));
  }
  const auto& after = books.contacts.after_leave();
  return json_response(
      200, {{"as_of", spoken.instant(now)},
            {"months", std::move(months)},
            {"after_leave",
             {{"leaves", after.leaves},
              {"under_way", after.under_way},
              {"contacts", after.contacts},
              {"longest_seconds",
               after.longest_wait ? json(after.longest_wait->in_seconds()) : json(nullptr)}}}});
}

}  // namespace

void add_contact_audit(Router& router, engine::Engine& engine, std::shared_ptr<Books> books) {
  router.add({Method::get, "/v1/contacts/audit", Right::read_outreach,
              [&engine, books = std::move(books)](const Call& call) -> Reaction {
                check_query(call, {});
                if (!books) throw no_books();
                return Work{[&engine, books] { return audit(engine, *books); }};
              }});
}

}  // namespace airperk::face::rest
