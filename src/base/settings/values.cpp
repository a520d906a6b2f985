#include "base/settings/values.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace airperk::settings {
namespace {

std::string is_but_write(const Node& node, std::string_view mend) {
  return fmt::format("is {}; write {}", kind_name(node.kind), mend);
}

std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return {};
  return value;
}

struct Measured {
  std::int64_t count = 0;
  std::string_view unit;
};

// "30 days" or "30days"
std::optional<Measured> split_unit(std::string_view text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto count = whole_number(text.substr(0, digits));
  if (!count) return {};
  std::string_view unit = text.substr(digits);
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  return Measured{*count, unit};
}

struct TimeUnit {
  std::string_view name;
  std::int64_t seconds;
};
constexpr std::array<TimeUnit, 12> time_units = {{{"s", 1},
                                                  {"second", 1},
                                                  {"seconds", 1},
                                                  {"min", 60},
                                                  {"minute", 60},
                                                  {"minutes", 60},
                                                  {"h", 3600},
                                                  {"hour", 3600},
                                                  {"hours", 3600},
                                                  {"d", 86'400},
                                                  {"day", 86'400},
                                                  {"days", 86'400}}};

std::optional<Duration> parse_duration(std::string_view text) {
  const auto measured = split_unit(text);
  if (!measured) return {};
  for (const TimeUnit& unit : time_units) {
    if (unit.name != measured->unit) continue;
    std::int64_t microseconds = 0;
    if (__builtin_mul_overflow(measured->count, unit.seconds * 1'000'000, &microseconds)) return {};
    return Duration::microseconds(microseconds);
  }
  return {};
}

std::string in_words(Duration duration) {
  const std::int64_t seconds = duration.in_seconds();
  if (seconds != 0 && seconds % 86'400 == 0) return fmt::format("{} days", seconds / 86'400);
  if (seconds != 0 && seconds % 3600 == 0) return fmt::format("{} hours", seconds / 3600);
  return fmt::format("{} seconds", seconds);
}

std::optional<Duration> parse_time_of_day(std::string_view text) {
  std::array<std::int64_t, 3> parts = {0, 0, 0};
  constexpr std::array<std::int64_t, 3> limits = {24, 59, 59};
  if (text.size() != 5 && text.size() != 8) return {};
  for (std::size_t i = 0; i * 3 < text.size(); ++i) {
    if (i > 0 && text[i * 3 - 1] != ':') return {};
    const auto part = whole_number(text.substr(i * 3, 2));
    if (!part || *part < 0 || *part > limits[i]) return {};
    parts[i] = *part;
  }
  const std::int64_t seconds = parts[0] * 3600 + parts[1] * 60 + parts[2];
  if (seconds > 86'400) return {};
  return Duration::seconds(seconds);
}

}  // namespace

Result<std::string> TextValue::operator()(const Node& node) const {
  if (node.kind != Node::Kind::text) return fail(is_but_write(node, "a text in quotes"));
  if (node.text.empty()) return fail("is empty; write a text");
  return node.text;
}

Result<Amount> AmountValue::operator()(const Node& node) const {
  constexpr std::string_view mend = "an amount such as 16.7";
  if (node.kind != Node::Kind::integer && node.kind != Node::Kind::number) {
    return fail(is_but_write(node, mend));
  }
  if (node.text.starts_with('-')) return fail(fmt::format("is negative; write {}", mend));
  const auto amount = Amount::parse(node.text);
  if (!amount) {
    return fail(
        fmt::format("is {}, which is no exact amount; write {}, with at most nine decimals "
                    "and no more than {}",
                    node.text, mend, Amount::units_max));
  }
  return *amount;
}

Result<int> CountValue::operator()(const Node& node) const {
  const auto range = fmt::format("a whole number from {} to {}", min, max);
  if (node.kind != Node::Kind::integer) return fail(is_but_write(node, range));
  const auto value = whole_number(node.text);
  if (!value || *value < min || *value > max) {
    return fail(fmt::format("is {}; write {}", node.text, range));
  }
  return static_cast<int>(*value);
}

Result<bool> FlagValue::operator()(const Node& node) const {
  if (node.kind != Node::Kind::boolean) return fail(is_but_write(node, "true or false"));
  return node.text == "true";
}

Result<Duration> DurationValue::operator()(const Node& node) const {
  constexpr std::string_view mend = "a time such as \"30 days\", \"1 hour\" or \"90 seconds\"";
  if (node.kind != Node::Kind::text) return fail(is_but_write(node, mend));
  const auto duration = parse_duration(node.text);
  if (!duration) {
    return fail(fmt::format("is \"{}\", which is no length of time; write {}", node.text, mend));
  }
  if (*duration < min || *duration > max) {
    return fail(fmt::format("is \"{}\"; write a time from {} to {}", node.text, in_words(min),
                            in_words(max)));
  }
  return *duration;
}

Result<Duration> TimeOfDayValue::operator()(const Node& node) const {
  constexpr std::string_view mend = "a time of day such as \"09:00\"";
  if (node.kind != Node::Kind::text) return fail(is_but_write(node, mend));
  const auto time = parse_time_of_day(node.text);
  if (!time) {
    return fail(fmt::format("is \"{}\", which is no time of day; write {}", node.text, mend));
  }
  return *time;
}

Result<std::pair<Duration, Duration>> DayspanValue::operator()(const Node& node) const {
  constexpr std::string_view mend = "a span such as \"21:00-09:00\"";
  if (node.kind != Node::Kind::text) return fail(is_but_write(node, mend));
  const std::string_view text = node.text;
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    const auto from = parse_time_of_day(text.substr(0, dash));
    const auto until = parse_time_of_day(text.substr(dash + 1));
    if (from && until) return std::pair(*from, *until);
  }
  return fail(fmt::format("is \"{}\", which is no span of the day; write {}", text, mend));
}

Result<std::uint64_t> DataVolumeValue::operator()(const Node& node) const {
  constexpr std::string_view mend = "a volume such as \"1 KB\" or \"300 MB\"";
  if (node.kind != Node::Kind::text) return fail(is_but_write(node, mend));
  const auto measured = split_unit(node.text);
  constexpr std::int64_t count_max = 1'000'000'000;
  if (measured && measured->count > 0 && measured->count <= count_max) {
    const auto count = static_cast<std::uint64_t>(measured->count);
    if (measured->unit == "KB") return count * bytes_per_kb;
    if (measured->unit == "MB") return count * bytes_per_mb;
  }
  return fail(fmt::format("is \"{}\", which is no volume; write {}", node.text, mend));
}

}  // namespace airperk::settings
