#include "face/rest/days.h"

#include <fmt/format.h>

#include <chrono>

#include "face/rest/json.h"
#include "face/rest/problem.h"

namespace airperk::face::rest {
namespace {

std::chrono::year_month_day date_of(std::int32_t day) {
  return std::chrono::sys_days(std::chrono::days(day));
}

}  // namespace

std::string day_text(std::int32_t day) {
  const auto date = date_of(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<std::int32_t> day_query(const Call& call, const std::string& name) {
  const auto text = query(call, name);
  if (!text) return {};
  const auto midnight = Instant::parse(*text + "T00:00:00Z");
  if (text->size() != std::string_view("2016-03-05").size() || !midnight) {
    throw problems::bad_field(name,
                              fmt::format("\"{}\" must be a day such as \"2016-03-05\"", name));
  }
  return static_cast<std::int32_t>(midnight->in_seconds() / 86'400);
}

std::optional<Month> month_query(const Call& call) {
  const auto text = query(call, "month");
  if (!text) return {};
  const auto first = Instant::parse(*text + "-01T00:00:00Z");
  if (text->size() != std::string_view("2016-03").size() || !first) {
    throw problems::bad_field("month", "\"month\" must be one such as \"2026-10\"");
  }
  const auto date = date_of(static_cast<std::int32_t>(first->in_seconds() / 86'400));
  return Month::of(static_cast<int>(date.year()),
                   static_cast<int>(static_cast<unsigned>(date.month())));
}

void check_begun(Month month, const Zone& zone, Instant now) {
  if (month <= zone.month_of(now)) return;
  throw problems::bad_field("month", "\"month\" has not begun: name this one or an earlier");
}

Instant start_of_day(const Zone& zone, std::int32_t day) {
  const auto date = date_of(day);
  return zone.instant({static_cast<int>(date.year()),
                       static_cast<int>(static_cast<unsigned>(date.month())),
                       static_cast<int>(static_cast<unsigned>(date.day()))});
}

}  // namespace airperk::face::rest
