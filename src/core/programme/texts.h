#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace airperk::programme {

/// A language tag of two or three letters ("kk"), in four bytes.
class Language {
 public:
  constexpr Language() = default;
  static std::optional<Language> parse(std::string_view tag);
  std::string to_string() const;
  constexpr std::uint32_t packed() const { return packed_; }
  static constexpr Language from_packed(std::uint32_t packed) {
    Language language;
    language.packed_ = packed;
    return language;
  }
  friend constexpr auto operator<=>(Language, Language) = default;

 private:
  std::uint32_t packed_ = 0;
};

/// The text in that language, or else the Kazakh one, which there always is.
const std::string& in_language(const std::map<Language, std::string>& texts, Language language);

/// Every text a subscriber can see, by key. The programme file has each in every language; `check`
/// finds the missing ones, unknown placeholders, and what does not fit a USSD screen with the
/// longest values.
enum class Text : std::uint8_t {
  // whole screens: menus. A line "1.Join" is the option with digit 1; the digits of a menu never
  // change.
  home_guest,       ///< options: 1 join, 2 terms, 4 language
  home_member,      ///< options: 1 balance, 2 activate, 3 terms, 4 leave, 5 language
  confirm_join,     ///< options: 1 yes, 0 back. Its words are part of the proof of consent (M4)
  confirm_leave,    ///< options: 1 yes, 0 back
  terms_page,       ///< the terms in short, {site}; option: 0 back
  choose_language,  ///< options: one for each language, in the programme's order; 0 back
  // whole screens: answers that end the dialogue
  joined,           ///< {amount} {until}: a grant waits
  joined_no_grant,  ///< this month's grant was given before (M6)
  already_member,
  not_admitted,  ///< M1: English contains "only for activ"; {brands}
  left,
  not_member,           ///< leave, activate outside the programme
  activated,            ///< {amount} {until}
  nothing_to_activate,  ///< B3: {date} of the next grant
  activated_already,    ///< B4: {date} when the next is possible
  language_set,
  unknown_code,
  try_later,  ///< the subscriber is unknown to us, or the clock, store or programme cannot answer
  // the balance screen (B5), put together from lines
  balance_main,   ///< {amount}
  balance_bonus,  ///< {amount} {until}
  balance_no_bonus,
  balance_waiting,  ///< {amount} {date}
  // every other balance; a programme of before these came may leave all of them out
  balance_other,    ///< {balance} {amount} {date}; {amount}: "30 min, 20 SMS", with the words below
  balance_minutes,  ///< {amount}; likewise the next three
  balance_messages,
  balance_megabytes,
  balance_units,
  balance_more,  ///< option: 9 more
  // surveys (S1); a programme of before these came may leave all of them out, and has no surveys
  survey_invite,        ///< {text}; options: 1 begin, 2 later, 3 no
  survey_invite_sms,    ///< {text}; by SMS and call: 1 begins, 3 is no
  survey_resume,        ///< {number} {count}; options: 1 go on, 2 later, 3 no
  survey_skip,          ///< {key}: the line under a question
  survey_none,          ///< there is none to answer
  survey_later,         ///< it waits for {code_survey}
  survey_refused,       ///< what was said is erased
  survey_thanks,        ///< all is answered
  survey_thanks_bonus,  ///< {amount} {until}
  // service messages (C7), each one SMS; a programme of before these came may leave all of them
  // out,
  // and sends none
  service_activated,   ///< {amount} {until}
  service_grant_ends,  ///< {amount} {until}: it waits to be activated
  service_bonus_ends,  ///< {amount} {until}
  service_new_terms,   ///< {date} from which they are in force
  // by SMS (C10); a programme of before it came may leave it out, and says nothing
  sms_not_understood,  ///< how to leave
  // words
  month_1,
  month_2,
  month_3,
  month_4,
  month_5,
  month_6,
  month_7,
  month_8,
  month_9,
  month_10,
  month_11,
  month_12,  ///< short month names as in "1 May"
};
inline constexpr std::size_t text_count = static_cast<std::size_t>(Text::month_12) + 1;

/// The key of a text in the programme file: "home_guest".
std::string_view key_of(Text text);
std::optional<Text> text_with_key(std::string_view key);

/// What a placeholder stands for: {"amount", "500"}.
using Value = std::pair<std::string_view, std::string_view>;

/// The words with each "{name}" replaced. Placeholders without a value stay as they are.
std::string filled(std::string_view words, std::span<const Value> values);

/// The words of a programme. What follows from the programme alone ({site}, {brands}, {messages},
/// {surveys}, {bonus}, {code_join}…) is filled in at load; {amount}, {until} and {date} are for the
/// dialogue (see said.h).
class Texts {
 public:
  void set(Text text, Language language, std::string words);
  bool has(Text text, Language language) const;
  /// The words; asserts that they exist (the check saw to it).
  const std::string& get(Text text, Language language) const;
  /// filled(get(…), values)
  using Values = std::initializer_list<Value>;
  std::string fill(Text text, Language language, Values values) const;

 private:
  std::map<Language, std::array<std::optional<std::string>, text_count>> words_;
};

}  // namespace airperk::programme
