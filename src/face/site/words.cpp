#include "face/site/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/assert.h"
#include "base/settings/section.h"
#include "base/settings/values.h"
#include "face/site/shipped.h"
#include "face/site/values.h"

namespace airperk::face::site {
namespace {

using settings::Problem;
using settings::Section;

struct Table {
  std::string_view name;
  std::vector<std::string_view> keys;
};

/// Every text of the site, by table, as the files have them.
const std::vector<Table>& tables() {
  static const std::vector<Table> all = {
      {"site",
       {"own_name", "skip", "sections", "languages", "nav_home", "nav_offers", "nav_terms",
        "nav_questions", "footer", "lost_title", "lost_text", "to_start"}},
      {"home", {"title",          "headline",      "lead",       "dial_to_join",  "or_menu",
                "steps",          "join",          "join_text",  "join_at_once",  "join_asks",
                "activate",       "activate_text", "check",      "check_text",    "leave",
                "leave_text",     "leave_forfeit", "leave_keep", "use",           "use_text",
                "pays_for",       "pays_calls",    "pays_sms",   "pays_data",     "pays_not_for",
                "not_others",     "not_roaming",   "not_abroad", "not_content",   "not_transfers",
                "order",          "order_text",    "contacts",   "contacts_text", "contacts_hours",
                "meter_messages", "meter_surveys", "consent",    "consent_text",  "read_terms"}},
      {"order",
       {"unlimited", "allowance", "extra", "units", "main", "suspends_all", "suspends_data",
        "night", "tariffs", "services"}},
      {"terms",
       {"title", "in_force", "since", "version", "all_versions", "past", "changes", "no_changes",
        "first", "unchanged", "added", "removed", "edited", "full_text", "other_language",
        "newer"}},
      {"offers",
       {"title", "lead", "partners", "until", "sheet", "none", "bonuses", "bonuses_lead", "valid",
        "no_bonuses", "feed"}},
      {"questions", {"title", "lead"}},
      {"counts",
       {"days_one",       "days_few",      "days_many",   "hours_one",      "hours_few",
        "hours_many",     "units_one",     "units_few",   "units_many",     "messages_one",
        "messages_few",   "messages_many", "surveys_one", "surveys_few",    "surveys_many",
        "times_one",      "times_few",     "times_many",  "paragraphs_one", "paragraphs_few",
        "paragraphs_many"}},
      {"dates",
       {"date", "month_1", "month_2", "month_3", "month_4", "month_5", "month_6", "month_7",
        "month_8", "month_9", "month_10", "month_11", "month_12"}},
  };
  return all;
}

/// Blames every "{name}" that no page fills.
void check_placeholders(Section& section, int line, std::string_view text) {
  for (auto open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    const auto name = text.substr(open + 1, close == std::string_view::npos ? 0 : close - open - 1);
    const auto& known = placeholder_names();
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    section.blame(line,
                  fmt::format("\"{{{}\" is no placeholder of the site; write one of: {}",
                              text.substr(open + 1, name.size() + 1), fmt::join(known, ", ")));
  }
}

std::string read_text(Section& section, std::string_view key) {
  std::string text;
  if (!section.read(key, text, settings::TextValue{})) return text;
  check_placeholders(section, section.line_of(key), text);
  return text;
}

}  // namespace

const std::string& Words::operator[](std::string_view key) const {
  const auto text = texts_.find(key);
  AIRPERK_ASSERT(text != texts_.end());
  return text->second;
}

Result<Words, std::vector<Problem>> read_words(const std::string& file, std::string_view text) {
  settings::Problems problems;
  std::map<std::string, std::string, std::less<>> texts;
  std::vector<Question> questions;
  if (const auto node = settings::parse_toml(file, text, problems)) {
    Section root(file, *node, "the file", problems);
    for (const auto& table : tables()) {
      auto section = root.section(table.name);
      if (!section) continue;
      for (const auto key : table.keys) {
        texts[fmt::format("{}.{}", table.name, key)] = read_text(*section, key);
      }
      section->done();
    }
    for (auto& section : root.sections("question")) {
      questions.push_back({read_text(section, "ask"), read_text(section, "answer")});
      section.done();
    }
    root.done();
  }
  if (!problems.empty()) return fail(problems.sorted());
  return Words(std::move(texts), std::move(questions));
}

const Book& shipped_words() {
  static const Book book = [] {
    Book all;
    const std::array<std::pair<std::string_view, std::string_view>, 3> files{
        {{"kk", shipped::kk_toml}, {"ru", shipped::ru_toml}, {"en", shipped::en_toml}}};
    for (const auto& [tag, text] : files) {
      auto words = read_words(std::string(tag) + ".toml", text);
      AIRPERK_ASSERT(words.has_value());
      all.emplace(*programme::Language::parse(tag), *std::move(words));
    }
    return all;
  }();
  return book;
}

}  // namespace airperk::face::site
