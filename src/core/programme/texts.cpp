#include "core/programme/texts.h"

#include <algorithm>

#include "base/assert.h"

namespace airperk::programme {
namespace {

constexpr std::array<std::string_view, text_count> keys = {"home_guest",
                                                           "home_member",
                                                           "confirm_join",
                                                           "confirm_leave",
                                                           "terms_page",
                                                           "choose_language",
                                                           "joined",
                                                           "joined_no_grant",
                                                           "already_member",
                                                           "not_admitted",
                                                           "left",
                                                           "not_member",
                                                           "activated",
                                                           "nothing_to_activate",
                                                           "activated_already",
                                                           "language_set",
                                                           "unknown_code",
                                                           "try_later",
                                                           "balance_main",
                                                           "balance_bonus",
                                                           "balance_no_bonus",
                                                           "balance_waiting",
                                                           "balance_other",
                                                           "balance_minutes",
                                                           "balance_messages",
                                                           "balance_megabytes",
                                                           "balance_units",
                                                           "balance_more",
                                                           "survey_invite",
                                                           "survey_invite_sms",
                                                           "survey_resume",
                                                           "survey_skip",
                                                           "survey_none",
                                                           "survey_later",
                                                           "survey_refused",
                                                           "survey_thanks",
                                                           "survey_thanks_bonus",
                                                           "service_activated",
                                                           "service_grant_ends",
                                                           "service_bonus_ends",
                                                           "service_new_terms",
                                                           "sms_not_understood",
                                                           "month_1",
                                                           "month_2",
                                                           "month_3",
                                                           "month_4",
                                                           "month_5",
                                                           "month_6",
                                                           "month_7",
                                                           "month_8",
                                                           "month_9",
                                                           "month_10",
                                                           "month_11",
                                                           "month_12"};
static_assert(!keys.back().empty(), "every text has a key");

}  // namespace

std::optional<Language> Language::parse(std::string_view tag) {
  if (tag.size() < 2 || tag.size() > 3) return {};
  std::uint32_t packed = 0;
  for (char c : tag) {
    if (c < 'a' || c > 'z') return {};
    packed = packed << 8 | static_cast<unsigned char>(c);
  }
  return from_packed(packed);
}

std::string Language::to_string() const {
  std::string tag;
  for (int shift = 24; shift >= 0; shift -= 8) {
    if (const auto c = static_cast<char>(packed_ >> shift & 0xFF)) tag += c;
  }
  return tag;
}

const std::string& in_language(const std::map<Language, std::string>& texts, Language language) {
  const auto own = texts.find(language);
  if (own != texts.end()) return own->second;
  const auto kazakh = texts.find(*Language::parse("kk"));
  AIRPERK_ASSERT(kazakh != texts.end());
  return kazakh->second;
}

std::string_view key_of(Text text) {
  return keys[static_cast<std::size_t>(text)];
}

std::optional<Text> text_with_key(std::string_view key) {
  const auto found = std::find(keys.begin(), keys.end(), key);
  if (found == keys.end()) return {};
  return static_cast<Text>(found - keys.begin());
}

std::string filled(std::string_view words, std::span<const Value> values) {
  std::string text;
  while (!words.empty()) {
    const std::size_t open = std::min(words.find('{'), words.size());
    text += words.substr(0, open);
    words.remove_prefix(open);
    if (words.empty()) break;
    const std::size_t close = words.find('}');
    const auto name = words.substr(1, close == std::string_view::npos ? 0 : close - 1);
    const auto value = std::find_if(values.begin(), values.end(),
                                    [&](const auto& pair) { return pair.first == name; });
    if (close == std::string_view::npos || value == values.end()) {
      text += '{';
      words.remove_prefix(1);
    } else {
      text += value->second;
      words.remove_prefix(close + 1);
    }
  }
  return text;
}

void Texts::set(Text text, Language language, std::string words) {
  words_[language][static_cast<std::size_t>(text)] = std::move(words);
}

bool Texts::has(Text text, Language language) const {
  const auto spoken = words_.find(language);
  return spoken != words_.end() && spoken->second[static_cast<std::size_t>(text)].has_value();
}

const std::string& Texts::get(Text text, Language language) const {
  const auto spoken = words_.find(language);
  AIRPERK_ASSERT(spoken != words_.end());
  const auto& words = spoken->second[static_cast<std::size_t>(text)];
  AIRPERK_ASSERT(words.has_value());
  return *words;
}

std::string Texts::fill(Text text, Language language, Values values) const {
  return filled(get(text, language), {values.begin(), values.size()});
}

}  // namespace airperk::programme
