#include <fmt/format.h>

#include <charconv>

#include "face/rest/books.h"
#include "face/rest/common.h"
#include "face/rest/days.h"
#include "face/rest/everybody.h"
#include "face/rest/finance_csv.h"
#include "face/rest/handlers.h"

/// What the programme owes: a month's waterfall, and when what is owed now ends.
namespace airperk::face::rest {
namespace {

std::string units(Wide nano) {
  constexpr Wide per_unit = Amount::nano_per_unit;
  const bool negative = nano < 0;
  if (negative) nano = -nano;
  auto text = fmt::format("{}{}", negative ? "-" : "", static_cast<std::uint64_t>(nano / per_unit));
  const auto part = static_cast<std::int64_t>(nano % per_unit);
  if (part == 0) return text;
  auto digits = fmt::format("{:09}", part);
  digits.erase(digits.find_last_not_of('0') + 1);
  return text + "." + digits;
}

/// What ends on one day unless it is used: grants unless they are activated.
struct Ending {
  Wide waiting = 0, active = 0;
};
using Calendar = std::map<std::string, Ending>;

/// On the bulk thread alone.
class LiabilityDesk {
 public:
  LiabilityDesk(engine::Engine& engine, std::shared_ptr<Books> books)
      : engine_(engine), books_(std::move(books)) {}

  json answer(std::optional<Month> wanted) {
    auto calendar = bring_up_to_date();
    const auto now = engine_.now();
    const Spoken spoken(engine_, now);
    const auto& zone = spoken.programme().zone;
    const auto current = zone.month_of(now);
    const auto month = wanted.value_or(current);
    check_begun(month, zone, now);
    books_->read_on(zone);
    return waterfall_json(month, month == current, calendar, spoken, now);
  }

 private:
  Calendar bring_up_to_date() {
    Calendar calendar;
    const auto programme = engine_.house()->programmes.at(engine_.now()).programme;
    view_everybody(engine_, [&](const std::vector<engine::Viewed>& page) {
      for (const auto& viewed : page) add(viewed.record, programme->zone, calendar);
    });
    return calendar;
  }

  static void add(const subscriber::Record& record, const Zone& zone, Calendar& calendar) {
    const auto on = [&](Instant until) -> Ending& {
      const auto day = zone.civil(until - Duration::microseconds(1));
      return calendar[fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day)];
    };
    for (const auto& waiting : record.waiting) {
      on(waiting.until).waiting += waiting.amount.in_nano();
    }
    for (const auto& balance : record.balances) {
      if (balance.kind == subscriber::BalanceKind::smart) on(balance.until).active += balance.left;
    }
  }

  json waterfall_json(Month month, bool goes_on, const Calendar& calendar, const Spoken& spoken,
                      Instant now) const {
    const auto& book = books_->liability;
    const auto moved = book.of(month);
    auto ends = json::array();
    for (const auto& [day, ending] : calendar) {
      ends.push_back(
          {{"day", day}, {"waiting", units(ending.waiting)}, {"active", units(ending.active)}});
    }
    return {{"month", month.to_string()},
            {"as_of", goes_on ? spoken.instant(now) : json(nullptr)},
            {"open", units(book.open(month))},
            {"granted", {{"monthly", units(moved.monthly)}, {"extra", units(moved.extra)}}},
            {"used", units(moved.used)},
            {"given_back", units(moved.given_back)},
            {"ended",
             {{"not_activated", units(moved.not_activated)},
              {"expired", units(moved.expired)},
              {"forfeited", units(moved.forfeited)}}},
            {"close", units(book.close(month))},
            {"calendar", std::move(ends)}};
  }

  engine::Engine& engine_;
  const std::shared_ptr<Books> books_;
};

bool wants_csv(const Call& call) {
  const auto format = query(call, "format").value_or("json");
  if (format != "json" && format != "csv") {
    throw problems::bad_field("format", "\"format\" must be \"json\" or \"csv\"");
  }
  return format == "csv";
}

Response as_file(const json& liability) {
  Response response{
      .status = 200, .body = liability_csv(liability), .media_type = "text/csv; charset=utf-8"};
  response.headers.emplace_back("Content-Disposition",
                                fmt::format("attachment; filename=\"liability-{}.csv\"",
                                            liability.at("month").get<std::string>()));
  return response;
}

}  // namespace

void add_finance(Router& router, engine::Engine& engine, std::shared_ptr<Books> books) {
  const auto desk = books ? std::make_shared<LiabilityDesk>(engine, std::move(books)) : nullptr;
  router.add({Method::get, "/v1/finance/liability", Right::read_finance,
              [desk](const Call& call) -> Reaction {
                check_query(call, {"month", "format"});
                if (!desk) throw no_books();
                return Work{[desk, month = month_query(call), csv = wants_csv(call)] {
                  const auto liability = desk->answer(month);
                  return csv ? as_file(liability) : json_response(200, liability);
                }};
              }});
}

}  // namespace airperk::face::rest
