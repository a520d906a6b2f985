#include "face/site/values.h"

#include <fmt/format.h>

#include <cstdlib>

#include "face/site/html.h"

namespace airperk::face::site {
namespace {

using programme::Language;
using programme::Programme;

enum class Form { one, few, many };

/// The plural forms of CLDR, as far as the languages that we know have them.
Form form_of(Language language, std::int64_t n) {
  const auto tag = language.to_string();
  if (tag == "ru" || tag == "uk" || tag == "be") {
    const auto ten = n % 10, hundred = n % 100;
    if (ten == 1 && hundred != 11) return Form::one;
    if (ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14)) return Form::few;
    return Form::many;
  }
  return n == 1 ? Form::one : Form::many;
}

std::string_view suffix_of(Form form) {
  switch (form) {
    case Form::one:
      return "one";
    case Form::few:
      return "few";
    case Form::many:
      return "many";
  }
  return "";
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::string time_of_day(Duration since_midnight) {
  const auto minutes = since_midnight.in_seconds() / 60;
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

std::string filled(std::string_view text,
                   const std::map<std::string, std::string, std::less<>>& values) {
  std::vector<programme::Value> pairs;
  for (const auto& [name, value] : values) pairs.emplace_back(name, value);
  return programme::filled(text, pairs);
}

}  // namespace

const std::vector<std::string_view>& placeholder_names() {
  static const std::vector<std::string_view> names = {
      "name",          "brands",       "bonus",      "bonus_number",
      "messages",      "surveys",      "group_min",  "activation_window",
      "validity",      "activations",  "hours_from", "hours_until",
      "site",          "code_menu",    "code_join",  "code_leave",
      "code_activate", "code_balance", "n",          "day",
      "month",         "year",         "date",       "span"};
  return names;
}

std::string counted(const Words& words, Language language, std::string_view what, std::int64_t n) {
  const auto& text = words[fmt::format("counts.{}_{}", what, suffix_of(form_of(language, n)))];
  return replaced(text, "{n}", fmt::format("{}", n));
}

std::string said_duration(const Words& words, Language language, Duration duration) {
  const auto hours = duration.in_seconds() / 3600;
  return hours % 24 == 0 ? counted(words, language, "days", hours / 24)
                         : counted(words, language, "hours", hours);
}

std::string said_units(const Words& words, Language language, Amount amount) {
  const auto whole = amount.in_nano() / Amount::nano_per_unit;
  return replaced(counted(words, language, "units", whole), fmt::format("{}", whole),
                  amount.to_string());
}

std::string said_day(const Words& words, const Programme& programme, Instant at) {
  const auto civil = programme.zone.civil(at);
  auto text = words["dates.date"];
  text = replaced(std::move(text), "{day}", fmt::format("{}", civil.day));
  text = replaced(std::move(text), "{month}", words[fmt::format("dates.month_{}", civil.month)]);
  return replaced(std::move(text), "{year}", fmt::format("{}", civil.year));
}

std::string code_link(std::string_view code) {
  // RFC 3966: '#' would end the number.
  return fmt::format("<a class=\"code\" href=\"tel:{}\">{}</a>",
                     escaped(replaced(std::string(code), "#", "%23")), escaped(code));
}

Filler::Filler(const Words& words, Language language, const Programme& programme) : words_(words) {
  const auto& bonus = programme.bonus;
  plain_ = {
      {"name", programme.name},
      {"brands", fmt::format("{}", fmt::join(programme.membership.brands, ", "))},
      {"bonus", said_units(words, language, bonus.amount)},
      {"bonus_number", bonus.amount.to_string()},
      {"messages", counted(words, language, "messages", programme.contacts.messages_per_month)},
      {"surveys", counted(words, language, "surveys", programme.contacts.surveys_per_month)},
      {"group_min", fmt::format("{}", programme.surveys.group_min)},
      {"activation_window", said_duration(words, language, bonus.activation_window)},
      {"validity", said_duration(words, language, bonus.validity)},
      {"activations", counted(words, language, "times", bonus.activations_per_month)},
      {"hours_from", time_of_day(programme.contacts.quiet_until)},
      {"hours_until", time_of_day(programme.contacts.quiet_from)},
      {"site", programme.site},
      {"code_menu", programme.codes.menu},
      {"code_join", programme.codes.join},
      {"code_leave", programme.codes.leave},
      {"code_activate", programme.codes.activate},
      {"code_balance", programme.codes.balance},
  };
  for (auto& [name, value] : plain_) {
    html_[name] = name.starts_with("code_") ? code_link(value) : escaped(value);
  }
}

std::string Filler::fill(std::string_view text) const {
  return filled(escaped(text), html_);
}

std::string Filler::plain(std::string_view key) const {
  return escaped(filled(words_[key], plain_));
}

}  // namespace airperk::face::site
