#include "core/programme/screens_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/programme/said.h"
#include "protocol/gsm/alphabet.h"

namespace airperk::programme {
namespace {

constexpr std::size_t lines_max = 5;

bool is_line(Text text) {
  return (text >= Text::balance_main && text <= Text::balance_more) || text == Text::survey_skip;
}

std::size_t line_count(std::string_view words) {
  return 1 + static_cast<std::size_t>(std::count(words.begin(), words.end(), '\n'));
}

// The digits that a menu offers; they never change (people learn them).
std::set<char> options_of(Text text, const Programme& programme) {
  if (text == Text::home_guest) return {'1', '2', '4'};
  if (text == Text::home_member) return {'1', '2', '3', '4', '5'};
  if (text == Text::confirm_join || text == Text::confirm_leave) return {'1', '0'};
  if (text == Text::terms_page) return {'0'};
  if (text == Text::survey_invite || text == Text::survey_resume) return {'1', '2', '3'};
  if (text != Text::choose_language) return {};
  std::set<char> digits = {'0'};
  for (std::size_t i = 0; i < programme.languages.size() && i < 9; ++i) {
    digits.insert(static_cast<char>('1' + i));
  }
  return digits;
}

std::set<char> options_in(std::string_view words) {
  std::set<char> digits;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find('\n'), words.size());
    const std::string_view line = words.substr(0, end);
    if (line.size() > 2 && line[0] >= '0' && line[0] <= '9' && line[1] == '.') {
      digits.insert(line[0]);
    }
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return digits;
}

std::string in_words(const std::set<char>& digits) {
  std::string text;
  for (char digit : digits) text += (text.empty() ? "" : ", ") + std::string(1, digit) + ".";
  return text;
}

class ScreensCheck {
 public:
  ScreensCheck(Section& file, const Programme& programme, const TextPlaces& places)
      : file_(file), programme_(programme), places_(places) {}

  void run() {
    for (const Language language : programme_.languages) {
      for (std::size_t i = 0; i < text_count; ++i) check_text(static_cast<Text>(i), language);
      check_balance({Text::balance_main, Text::balance_bonus, Text::balance_waiting}, language);
      check_balance({Text::balance_main, Text::balance_no_bonus, Text::balance_waiting}, language);
      for (const auto line : {Text::balance_main, Text::balance_bonus, Text::balance_no_bonus,
                              Text::balance_waiting}) {
        check_with_more(line, longest(line, language), language);
      }
      check_other_balances(language);
    }
  }

 private:
  void check_text(Text text, Language language) {
    if (!programme_.texts.has(text, language)) return;
    const std::string& words = programme_.texts.get(text, language);
    if (is_line(text) || text >= Text::month_1) {
      if (line_count(words) > 1) blame(text, language, "has several lines; write one");
      return;
    }
    if (text == Text::survey_invite_sms) return;  // no screen
    if (is_service(text) || text == Text::sms_not_understood) {
      return check_sms(text, language, longest(text, language));
    }
    check_screen(text, language, longest(text, language), "");
    const auto wanted = options_of(text, programme_);
    if (!wanted.empty() && options_in(words) != wanted) {
      blame(text, language,
            fmt::format("must offer the options {} and no others, each at the begin of a line; "
                        "mend its lines",
                        in_words(wanted)));
    }
  }

  void check_balance(std::initializer_list<Text> lines, Language language) {
    std::string screen;
    for (const Text line : lines) {
      if (!programme_.texts.has(line, language)) return;
      screen += (screen.empty() ? "" : "\n") + longest(line, language);
    }
    check_screen(*(lines.begin() + 1), language, screen, " (the whole balance screen)");
  }

  /// The balances may take several screens, at least a line on each.
  void check_with_more(Text line, const std::string& words, Language language) {
    if (!programme_.texts.has(Text::balance_more, language)) return;
    if (!programme_.texts.has(line, language)) return;
    check_screen(line, language, words + "\n" + programme_.texts.get(Text::balance_more, language),
                 " (with [balance_more])");
  }

  void check_other_balances(Language language) {
    const auto& texts = programme_.texts;
    if (!texts.has(Text::balance_other, language)) return;
    for (const auto unit : {Text::balance_minutes, Text::balance_messages, Text::balance_megabytes,
                            Text::balance_units}) {
      if (!texts.has(unit, language)) continue;
      const auto amount =
          texts.fill(unit, language, {{"amount", said_amount(longest_main_balance)}});
      check_with_more(Text::balance_other,
                      texts.fill(Text::balance_other, language,
                                 {{"balance", "A name"},
                                  {"amount", amount},
                                  {"date", "31 " + longest_month(language)}}),
                      language);
    }
    if (!texts.has(Text::balance_more, language)) return;
    if (options_in(texts.get(Text::balance_more, language)) != std::set<char>{'9'}) {
      blame(Text::balance_more, language, "must offer the option 9.; begin it with \"9.\"");
    }
  }

  void check_screen(Text text, Language language, const std::string& words, std::string_view part) {
    if (line_count(words) > lines_max) {
      blame(text, language,
            fmt::format("has {} lines{}; a screen shows {}, remove some", line_count(words), part,
                        lines_max));
    }
    const gsm::Measure length = gsm::measure(words);
    if (gsm::fits_screen(length)) return;
    const std::size_t limit = length.alphabet == gsm::Measure::Alphabet::gsm7
                                  ? gsm::screen_septets_max
                                  : gsm::screen_ucs2_max;
    blame(text, language,
          fmt::format("is {} characters long with the longest values{}; a USSD screen holds {}, "
                      "shorten it by {}",
                      length.length, part, limit, length.length - limit));
  }

  void check_sms(Text text, Language language, const std::string& words) {
    if (gsm::sms_parts(words) <= 1) return;
    const auto length = gsm::measure(words);
    const std::size_t limit = length.alphabet == gsm::Measure::Alphabet::gsm7 ? 160 : 70;
    blame(text, language,
          fmt::format("is {} characters long with the longest values; one SMS holds {}, shorten it "
                      "by {}",
                      length.length, limit, length.length - limit));
  }

  void blame(Text text, Language language, const std::string& what) {
    const auto place = places_.find({text, language});
    file_.blame(place == places_.end() ? file_.line() : place->second,
                fmt::format("[{}] in \"{}\" {}", key_of(text), language.to_string(), what));
  }

  std::string longest(Text text, Language language) const {
    if (!programme_.texts.has(text, language)) return "";
    const std::string amount = said_amount(longest_amount(text));
    const std::string date = "31 " + longest_month(language);
    const std::string until = date + " 23:59";
    return programme_.texts.fill(text, language,
                                 {{"amount", amount},
                                  {"date", date},
                                  {"until", until},
                                  {"text", ""},  // whoever plans a survey is told what fits
                                  {"number", "20"},
                                  {"count", "20"}});
  }

  Amount longest_amount(Text text) const {
    if (text == Text::balance_main) return longest_main_balance;
    if (text == Text::balance_bonus || text == Text::service_bonus_ends) {
      return longest_bonus_balance;
    }
    // A month's grants may be told of together.
    Amount total = programme_.bonus.amount;
    for (int grant = 1; grant < programme_.bonus.grants_per_month; ++grant) {
      total = plus(total, programme_.bonus.amount).value_or(Amount::max());
    }
    return total;
  }

  std::string longest_month(Language language) const {
    std::string found;
    for (auto i = static_cast<std::size_t>(Text::month_1); i < text_count; ++i) {
      const auto text = static_cast<Text>(i);
      if (!programme_.texts.has(text, language)) continue;
      const std::string& name = programme_.texts.get(text, language);
      if (gsm::to_utf16(name).size() > gsm::to_utf16(found).size()) found = name;
    }
    return found;
  }

  Section& file_;
  const Programme& programme_;
  const TextPlaces& places_;
};

}  // namespace

bool is_service(Text text) {
  return text >= Text::service_activated && text <= Text::service_new_terms;
}

std::span<const std::string_view> placeholders_of(Text text) {
  static constexpr std::array<std::string_view, 2> amount_until = {"amount", "until"};
  static constexpr std::array<std::string_view, 1> amount = {"amount"};
  static constexpr std::array<std::string_view, 1> date = {"date"};
  const auto is_one_of = [&](std::initializer_list<Text> texts) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
  };
  static constexpr std::array<std::string_view, 2> amount_date = {"amount", "date"};
  static constexpr std::array<std::string_view, 3> balance_amount_date = {"balance", "amount",
                                                                          "date"};
  static constexpr std::array<std::string_view, 1> words = {"text"}, key = {"key"};
  static constexpr std::array<std::string_view, 2> number_count = {"number", "count"};
  if (is_one_of({Text::survey_invite, Text::survey_invite_sms})) return words;
  if (text == Text::survey_resume) return number_count;
  if (text == Text::survey_skip) return key;
  if (is_one_of({Text::joined, Text::activated, Text::balance_bonus, Text::survey_thanks_bonus,
                 Text::service_activated, Text::service_grant_ends, Text::service_bonus_ends})) {
    return amount_until;
  }
  if (text == Text::balance_waiting) return amount_date;
  if (text == Text::balance_other) return balance_amount_date;
  if (is_one_of({Text::balance_main, Text::balance_minutes, Text::balance_messages,
                 Text::balance_megabytes, Text::balance_units})) {
    return amount;
  }
  if (is_one_of({Text::nothing_to_activate, Text::activated_already, Text::service_new_terms})) {
    return date;
  }
  return {};
}

void check_screens(Section& file, const Programme& programme, const TextPlaces& places) {
  ScreensCheck(file, programme, places).run();
}

}  // namespace airperk::programme
