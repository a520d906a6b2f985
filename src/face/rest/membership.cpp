#include <fmt/format.h>

#include "face/rest/books.h"
#include "face/rest/common.h"
#include "face/rest/days.h"
#include "face/rest/handlers.h"

/// Joins and leaves over time.
namespace airperk::face::rest {
namespace {

constexpr std::int32_t days_default = 31;
constexpr std::int32_t days_max = 1100;  // three years

struct Days {
  std::int32_t from, until;
};

/// What is not named is the last month up to now.
Days days_in(const Call& call, std::int32_t today) {
  const auto from = day_query(call, "from"), until = day_query(call, "until");
  Days days{0, until.value_or(today + 1)};
  days.from = from.value_or(days.until - days_default);
  if (days.from >= days.until) {
    throw problems::bad_field("until", "\"until\" is the day after the last one: after \"from\"");
  }
  if (days.until - days.from > days_max) {
    throw problems::bad_field("from", fmt::format("at most {} days at once", days_max));
  }
  return days;
}

Response count(engine::Engine& engine, Books& books, const Call& call) {
  const auto now = engine.now();
  const Spoken spoken(engine, now);
  const auto& zone = spoken.programme().zone;
  const auto asked = days_in(call, zone.day_of(now));
  books.read_on(zone);
  auto days = json::array();
  for (const auto& [day, counted] : books.membership.days(asked.from, asked.until)) {
    days.push_back({{"day", day_text(day)},
                    {"joins", counted.joins},
                    {"leaves", counted.leaves},
                    {"members", counted.members}});
  }
  return json_response(200, {{"as_of", spoken.instant(now)},
                             {"from", day_text(asked.from)},
                             {"until", day_text(asked.until)},
                             {"days", std::move(days)}});
}

}  // namespace

void add_membership(Router& router, engine::Engine& engine, std::shared_ptr<Books> books) {
  router.add({Method::get, "/v1/membership", Right::read_membership,
              [&engine, books = std::move(books)](const Call& call) -> Reaction {
                check_query(call, {"from", "until"});
                if (!books) throw no_books();
                return Work{[&engine, books, call] { return count(engine, *books, call); }};
              }});
}

}  // namespace airperk::face::rest
