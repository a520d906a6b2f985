#include "store/backup/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace airperk::store::backup {
namespace {

constexpr std::string_view first_line = "airperk backup, format ";
constexpr std::string_view damaged = "is damaged: restore another backup";

/// A line cannot hold every name.
std::string on_a_line(std::string name) {
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return name;
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
  Number number{};
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || at != text.data() + text.size()) return {};
  return number;
}

/// Takes what stands before the next blank.
std::string_view take_word(std::string_view& text) {
  const auto end = std::min(text.find(' '), text.size());
  const auto word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

bool read_hash(std::string_view hex, Hash& into) {
  const auto octets = octets_of(hex, into.size());
  if (octets) std::memcpy(into.data(), octets->data(), into.size());
  return octets.has_value();
}

bool read_instant(std::string_view text, Instant& into) {
  const auto instant = Instant::parse(text);
  if (instant) into = *instant;
  return instant.has_value();
}

template <typename Number>
bool read_number(std::string_view text, Number& into) {
  const auto number = number_in<Number>(text);
  if (number) into = *number;
  return number.has_value();
}

bool read_line(std::string_view line, Manifest& into) {
  const auto what = take_word(line);
  if (what == "made-by") return into.made_by = line, true;
  if (what == "store") {
    const auto octets = octets_of(line, 16);
    if (octets) into.store = *octets;
    return octets.has_value();
  }
  if (what == "taken") return read_instant(line, into.taken);
  if (what == "group") {
    return read_number(take_word(line), into.last_group) &&
           read_instant(take_word(line), into.last_at) && read_hash(line, into.last_row);
  }
  if (what == "subscribers") return read_number(line, into.subscribers);
  if (what == "survey") {
    auto& survey = into.surveys.emplace_back();
    const bool read = read_number(take_word(line), survey.id);
    survey.name = line;
    return read;
  }
  if (what == "file") {
    auto& file = into.files.emplace_back();
    const bool read =
        read_number(take_word(line), file.sum.size) && read_hash(take_word(line), file.sum.hash);
    file.name = line;
    return read && !line.empty() && line.find('/') == std::string_view::npos;
  }
  return false;
}

}  // namespace

std::string in_utc(Instant at) {
  const auto seconds = at.in_seconds();
  const auto days = (seconds >= 0 ? seconds : seconds - 86'399) / 86'400;
  const auto of_day = seconds - days * 86'400;
  // Howard Hinnant's civil_from_days.
  const auto z = days + 719'468;
  const auto era = (z >= 0 ? z : z - 146'096) / 146'097;
  const auto doe = z - era * 146'097;
  const auto yoe = (doe - doe / 1'460 + doe / 36'524 - doe / 146'096) / 365;
  const auto doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const auto mp = (5 * doy + 2) / 153;
  const auto month = mp < 10 ? mp + 3 : mp - 9;
  const auto year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", year, month,
                     doy - (153 * mp + 2) / 5 + 1, of_day / 3'600, of_day / 60 % 60, of_day % 60,
                     at.in_microseconds() - seconds * 1'000'000);
}

std::string encode(const Manifest& manifest) {
  auto text = fmt::format("{}{}\nmade-by {}\nstore {}\ntaken {}\ngroup {} {} {}\nsubscribers {}\n",
                          first_line, format_now, manifest.made_by, hex_of(manifest.store),
                          in_utc(manifest.taken), manifest.last_group, in_utc(manifest.last_at),
                          hex_of(manifest.last_row), manifest.subscribers);
  for (const auto& survey : manifest.surveys) {
    text += fmt::format("survey {} {}\n", survey.id, on_a_line(survey.name));
  }
  for (const auto& file : manifest.files) {
    text += fmt::format("file {} {} {}\n", file.sum.size, hex_of(file.sum.hash), file.name);
  }
  return text + fmt::format("end {}\n", hex_of(hash_of(text)));
}

Result<Manifest> decode(std::string_view text) {
  if (!text.starts_with(first_line)) return fail(std::string(damaged));
  auto rest = text.substr(first_line.size());
  const auto first_end = std::min(rest.find('\n'), rest.size());
  const auto format = number_in<unsigned>(rest.substr(0, first_end));
  if (format && *format > format_now) {
    return fail(
        fmt::format("is of format {}, which a newer airperk made; this one reads up to {}: "
                    "restore it with the newer one",
                    *format, format_now));
  }
  Manifest manifest;
  rest.remove_prefix(std::min(first_end + 1, rest.size()));
  while (!rest.empty() && !rest.starts_with("end ")) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos || !read_line(rest.substr(0, end), manifest)) {
      return fail(std::string(damaged));
    }
    rest.remove_prefix(end + 1);
  }
  // It is as it was written, to the last octet.
  if (encode(manifest) != text) return fail(std::string(damaged));
  return manifest;
}

}  // namespace airperk::store::backup
