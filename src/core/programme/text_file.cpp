#include "core/programme/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/settings/values.h"
#include "core/programme/screens_check.h"

namespace airperk::programme {

using namespace settings;
namespace {

constexpr std::string_view months_key = "months";
constexpr int months_in_year = 12;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// What every text may say without the dialogue's help.
std::vector<std::pair<std::string, std::string>> constants(const Programme& programme) {
  return {{"name", programme.name},
          {"site", programme.site},
          {"brands", joined(programme.membership.brands)},
          {"bonus", programme.bonus.amount.to_string()},
          {"messages", std::to_string(programme.contacts.messages_per_month)},
          {"surveys", std::to_string(programme.contacts.surveys_per_month)},
          {"code_menu", programme.codes.menu},
          {"code_join", programme.codes.join},
          {"code_leave", programme.codes.leave},
          {"code_activate", programme.codes.activate},
          {"code_balance", programme.codes.balance},
          {"code_survey", programme.codes.survey}};
}

// A text without these would keep a promise's half from the person.
std::string_view required_constant(Text text) {
  if (text == Text::not_admitted) return "brands";
  if (text == Text::terms_page) return "site";
  return "";
}

/// Texts that came later: all of a group or none, for a programme that was accepted before must
/// load as it did.
struct Later {
  Text first, last;
};
constexpr std::array<Later, 4> later = {{{Text::balance_other, Text::balance_more},
                                         {Text::survey_invite, Text::survey_thanks_bonus},
                                         {Text::service_activated, Text::service_new_terms},
                                         {Text::sms_not_understood, Text::sms_not_understood}}};

class TextReader {
 public:
  TextReader(Section& root, Programme& programme)
      : root_(root), programme_(programme), constants_(constants(programme)) {}

  void read() {
    for (std::size_t i = 0; i < text_count; ++i) {
      const auto text = static_cast<Text>(i);
      if (text < Text::month_1) read_text(text);
    }
    read_months();
    root_.done();
    check_screens(root_, programme_, places_);
  }

 private:
  bool may_be_absent(Text text) const {
    const auto group = std::find_if(later.begin(), later.end(), [&](const Later& each) {
      return text >= each.first && text <= each.last;
    });
    if (group == later.end()) return false;
    if (is_service(text) && programme_.service_messages.any()) return false;
    for (auto i = static_cast<int>(group->first); i <= static_cast<int>(group->last); ++i) {
      if (root_.optional(key_of(static_cast<Text>(i)))) return false;
    }
    return true;
  }

  void read_text(Text text) {
    const std::string key(key_of(text));
    const Node* node = root_.optional(key);
    if (!node && may_be_absent(text)) return;
    if (!node) {
      const auto otherwise = is_service(text) ? ", or send no [service_messages]" : "";
      root_.blame(root_.line(), fmt::format("text [{}] is missing; add it{}", key, otherwise));
      return;
    }
    auto section = root_.section(key);
    if (!section) return;
    for (const Language language : programme_.languages) {
      std::string words;
      const std::string tag = language.to_string();
      if (!section->optional(tag)) {
        section->blame(section->line(),
                       fmt::format("[{}] has no text in \"{}\"; add {} = \"…\"", key, tag, tag));
      } else if (section->read(tag, words, TextValue{})) {
        take(text, language, words, section->line_of(tag), key);
      }
    }
    section->done();
  }

  void take(Text text, Language language, std::string words, int line, const std::string& key) {
    const std::size_t end = words.find_last_not_of(" \n\r\t");
    words.erase(end == std::string::npos ? 0 : end + 1);
    std::erase(words, '\r');
    if (words.empty()) {
      root_.blame(line, fmt::format("[{}] is empty; write a text", key));
      return;
    }
    check_placeholders(text, words, line, key);
    std::vector<Value> values(constants_.begin(), constants_.end());
    programme_.texts.set(text, language, filled(words, values));
    places_[{text, language}] = line;
  }

  void check_placeholders(Text text, std::string_view words, int line, const std::string& key) {
    const auto dynamic = placeholders_of(text);
    std::vector<std::string> known(dynamic.begin(), dynamic.end());
    std::vector<std::string> wanted = known;
    if (!required_constant(text).empty()) wanted.emplace_back(required_constant(text));
    for (const auto& [name, value] : constants_) known.push_back(name);
    for (std::size_t open = words.find('{'); open != std::string_view::npos;
         open = words.find('{', open + 1)) {
      const std::size_t close = words.find('}', open);
      if (close == std::string_view::npos) {
        root_.blame(line, fmt::format("[{}] has \"{{\" without \"}}\"; close it", key));
        break;
      }
      const std::string name(words.substr(open + 1, close - open - 1));
      std::erase(wanted, name);
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      std::string mend = did_you_mean(name, known);
      if (mend.empty()) mend = fmt::format("; write one of {}", one_of(known));
      root_.blame(line, fmt::format("[{}] has an unknown placeholder {{{}}}{}", key, name, mend));
    }
    for (const std::string& name : wanted) {
      root_.blame(line, fmt::format("[{}] does not say {{{}}}; add it", key, name));
    }
  }

  // [months] kk = ["қаң", "ақп", …]
  void read_months() {
    auto section = root_.section(months_key);
    if (!section) return;
    for (const Language language : programme_.languages) {
      const std::string tag = language.to_string();
      int count = 0;
      section->read_list(tag, TextValue{}, [&](const std::string& name, const Node&) {
        if (count < months_in_year) {
          const auto text = static_cast<Text>(static_cast<int>(Text::month_1) + count);
          programme_.texts.set(text, language, name);
          places_[{text, language}] = section->line_of(tag);
        }
        ++count;
      });
      if (count != months_in_year && section->optional(tag)) {
        section->blame(section->line_of(tag),
                       fmt::format("\"{}\" has {} months; write {}", tag, count, months_in_year));
      }
    }
    section->done();
  }

  Section& root_;
  Programme& programme_;
  std::vector<std::pair<std::string, std::string>> constants_;
  TextPlaces places_;
};

}  // namespace

void read_texts(Section& root, Programme& programme) {
  TextReader(root, programme).read();
}

}  // namespace airperk::programme
