#include "base/zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "base/assert.h"

namespace airperk {
namespace {

constexpr Month first_month = Month::of(1990, 1);
constexpr Month last_month = Month::of(2120, 1);
constexpr std::int64_t day_seconds = 86'400;

std::int64_t days_from_civil(int year, int month, int day) {
  return date::sys_days(date::year(year) / month / day).time_since_epoch().count();
}

Instant as_if_utc(const CivilTime& c) {
  return Instant::seconds(days_from_civil(c.year, c.month, c.day) * day_seconds + c.hour * 3600 +
                          c.minute * 60 + c.second);
}

std::int64_t days_as_if_utc(Instant at) {
  const auto seconds = at.in_seconds();
  return seconds >= 0 ? seconds / day_seconds : -((-seconds + day_seconds - 1) / day_seconds);
}

CivilTime civil_as_if_utc(Instant at) {
  const auto seconds = at.in_seconds();
  const auto days = days_as_if_utc(at);
  const auto rest = static_cast<int>(seconds - days * day_seconds);
  const date::year_month_day ymd{date::sys_days(date::days(days))};
  return {static_cast<int>(ymd.year()),
          static_cast<int>(static_cast<unsigned>(ymd.month())),
          static_cast<int>(static_cast<unsigned>(ymd.day())),
          rest / 3600,
          rest / 60 % 60,
          rest % 60};
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return {};
  return number;
}

/// "2016-03-05T10:00:00"
std::string said_of(const CivilTime& c) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour,
                     c.minute, c.second);
}

/// "+05:30"
std::string said_of(Duration offset) {
  const auto seconds = offset.in_seconds();
  const auto magnitude = seconds < 0 ? -seconds : seconds;
  return fmt::format("{}{:02}:{:02}", seconds < 0 ? '-' : '+', magnitude / 3600,
                     magnitude / 60 % 60);
}

}  // namespace

std::string Month::to_string() const {
  return fmt::format("{:04}-{:02}", year(), month());
}

Result<Zone> Zone::load(std::string_view name) {
  const date::time_zone* source = nullptr;
  try {
    source = date::locate_zone(name);
  } catch (const std::exception&) {
    return fail(fmt::format("unknown time zone \"{}\"", name));
  }
  Zone zone;
  zone.name_ = name;
  const auto end = date::sys_days(date::year(2121) / 1 / 1);
  auto at = date::sys_seconds(date::sys_days(date::year(1989) / 1 / 1));
  zone.spans_.push_back({Instant::beginning(), {}});
  while (at < end) {
    const auto info = source->get_info(at);
    const auto offset = Duration::seconds(info.offset.count());
    if (zone.spans_.size() == 1 && at == date::sys_days(date::year(1989) / 1 / 1)) {
      zone.spans_.front().offset = offset;
    } else if (offset != zone.spans_.back().offset) {
      zone.spans_.push_back({Instant::seconds(info.begin.time_since_epoch().count()), offset});
    }
    at = info.end;
  }
  zone.find_month_starts();
  return zone;
}

void Zone::find_month_starts() {
  for (Month m = first_month; m <= last_month; m = m.next()) {
    month_starts_.push_back(instant({m.year(), m.month(), 1, 0, 0, 0}));
  }
}

std::string Zone::rules() const {
  std::string text;
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const auto from = i == 0 ? "-" : std::to_string(spans_[i].from.in_seconds());
    text += fmt::format("{} {}\n", from, spans_[i].offset.in_seconds());
  }
  return text;
}

Result<Zone> Zone::from_rules(std::string_view name, std::string_view rules) {
  Zone zone;
  zone.name_ = name;
  bool is_sound = true;
  std::istringstream lines{std::string(rules)};
  for (std::string line; is_sound && std::getline(lines, line);) {
    const bool is_first = zone.spans_.empty();
    const std::string_view said(line);
    const auto blank = std::min(said.find(' '), said.size());
    const auto from = number_in(said.substr(0, blank));
    const auto offset = number_in(said.substr(std::min(blank + 1, said.size())));
    is_sound = offset && std::abs(*offset) <= day_seconds &&
               (is_first ? said.substr(0, blank) == "-"
                         : from && zone.spans_.back().from < Instant::seconds(*from));
    const auto at = is_first ? Instant::beginning() : Instant::seconds(from.value_or(0));
    zone.spans_.push_back({at, Duration::seconds(offset.value_or(0))});
  }
  if (!is_sound || zone.spans_.empty()) {
    return fail(fmt::format("the rules that were kept of time zone \"{}\" cannot be read", name));
  }
  zone.find_month_starts();
  return zone;
}

std::string Zone::said_at(Instant at) const {
  const auto utc = [](Instant instant) { return said_of(civil_as_if_utc(instant)) + "Z"; };
  const auto& span = span_at(at);
  auto said = "UTC" + said_of(span.offset);
  if (&span != &spans_.front()) said += " since " + utc(span.from);
  const auto* next = &span + 1;
  if (next == spans_.data() + spans_.size()) return said;
  return said + fmt::format(", UTC{} from {} on", said_of(next->offset), utc(next->from));
}

const Zone::Span& Zone::span_at(Instant at) const {
  const auto after = std::upper_bound(spans_.begin() + 1, spans_.end(), at,
                                      [](Instant i, const Span& s) { return i < s.from; });
  return *(after - 1);
}

CivilTime Zone::civil(Instant at) const {
  return civil_as_if_utc(at + span_at(at).offset);
}

Instant Zone::instant(const CivilTime& civil) const {
  const Instant wall = as_if_utc(civil);
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const Instant candidate = wall - spans_[i].offset;
    const bool last = i + 1 == spans_.size();
    if (last || candidate < spans_[i + 1].from) {
      return std::max(candidate, spans_[i].from);
    }
  }
  AIRPERK_ASSERT(false && "a zone has at least one span");
  return {};
}

Month Zone::month_of(Instant at) const {
  AIRPERK_ASSERT(!month_starts_.empty());
  if (at < month_starts_.front() || at >= month_starts_.back()) {
    const auto c = civil(at);
    return Month::of(c.year, c.month);
  }
  const auto after = std::upper_bound(month_starts_.begin(), month_starts_.end(), at);
  return {first_month.index + static_cast<std::int32_t>(after - month_starts_.begin()) - 1};
}

std::int32_t Zone::day_of(Instant at) const {
  return static_cast<std::int32_t>(days_as_if_utc(at + span_at(at).offset));
}

Instant Zone::start_of(Month month) const {
  if (month >= first_month && month <= last_month) {
    return month_starts_[static_cast<std::size_t>(month.index - first_month.index)];
  }
  return instant({month.year(), month.month(), 1, 0, 0, 0});
}

std::string Zone::to_rfc3339(Instant at) const {
  const auto us = at.in_microseconds() - at.in_seconds() * 1'000'000;
  auto text = said_of(civil(at));
  if (us != 0) text += fmt::format(".{:06}", us);
  return text + said_of(span_at(at).offset);
}

std::optional<Instant> Instant::parse(std::string_view text) {
  const auto number = [&](std::size_t from, std::size_t count) -> std::optional<int> {
    if (from + count > text.size()) return {};
    int value = 0;
    for (char c : text.substr(from, count)) {
      if (c < '0' || c > '9') return {};
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const auto is = [&](std::size_t at, char c) { return at < text.size() && text[at] == c; };
  const auto year = number(0, 4), month = number(5, 2), day = number(8, 2);
  const auto hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return {};
  if (!is(4, '-') || !is(7, '-') || !(is(10, 'T') || is(10, 't') || is(10, ' ')) || !is(13, ':') ||
      !is(16, ':')) {
    return {};
  }
  const auto ymd = date::year(*year) / *month / *day;
  if (*year < 1 || !ymd.ok() || *hour > 23 || *minute > 59 || *second > 59) return {};
  std::size_t at = 19;
  std::int64_t us = 0;
  if (is(at, '.')) {
    ++at;
    std::size_t digits = 0;
    std::int64_t scale = 100'000;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      us += (text[at] - '0') * scale;
      scale /= 10;
      ++at, ++digits;
    }
    if (digits == 0 || digits > 6) return {};
  }
  std::int64_t offset = 0;
  if (is(at, 'Z') || is(at, 'z')) {
    ++at;
  } else if (is(at, '+') || is(at, '-')) {
    const auto hours = number(at + 1, 2), minutes = number(at + 4, 2);
    if (!hours || !minutes || !is(at + 3, ':') || *hours > 23 || *minutes > 59) return {};
    offset = (is(at, '-') ? -1 : 1) * (*hours * 3600 + *minutes * 60);
    at += 6;
  } else {
    return {};
  }
  if (at != text.size()) return {};
  const auto wall = as_if_utc({*year, *month, *day, *hour, *minute, *second});
  return wall - Duration::seconds(offset) + Duration::microseconds(us);
}

}  // namespace airperk
