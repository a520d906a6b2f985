#include "core/survey/questionnaire_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "protocol/gsm/alphabet.h"

namespace airperk::survey {
namespace {

using programme::Language;
using programme::Programme;
using Found = std::optional<Problem>;

constexpr std::int64_t number_largest = 1'000'000'000;
constexpr std::size_t prompt_longest = 670;  // of an SMS in ten parts, or of what is spoken

std::string place_name(std::size_t place) {
  return fmt::format("questions[{}]", place + 1);
}

class QuestionnaireCheck {
 public:
  QuestionnaireCheck(const Questionnaire& questionnaire, const Programme& programme, Medium medium)
      : asked_(questionnaire), programme_(programme), medium_(medium) {}

  Found run() const {
    const auto count = asked_.questions.size();
    if (count == 0) return Problem{"questions", "is empty: ask something"};
    if (count > questions_max) {
      return Problem{"questions",
                     fmt::format("has {} questions: {} are the most", count, questions_max)};
    }
    for (std::size_t place = 0; place < count; ++place) {
      if (auto found = check_question(place)) return found;
    }
    if (auto found = check_everybody_can_come()) return found;
    return check_bonus();
  }

 private:
  Found check_question(std::size_t place) const {
    const auto& question = asked_.questions[place];
    const auto field = place_name(place);
    if (auto found = check_texts(field + ".texts", question.texts)) return found;
    if (auto found = check_next(field + ".next", place, question.next)) return found;
    const bool choice =
        question.kind == QuestionKind::single || question.kind == QuestionKind::multiple;
    auto found = choice ? check_options(place) : check_range(place);
    return found ? found : check_length(place);
  }

  Found check_texts(const std::string& field, const Texts& texts) const {
    const auto kazakh = *Language::parse("kk");
    if (texts.count(kazakh) == 0) {
      return Problem{field + ".kk", "is missing: every text must be there in Kazakh"};
    }
    for (const auto& [language, text] : texts) {
      const auto in = field + "." + language.to_string();
      if (!programme_.speaks(language) && language != kazakh) {
        return Problem{in, "is in a language that the programme does not speak: leave it out"};
      }
      if (text.empty()) return Problem{in, "is empty: write it or leave it out"};
      if (!gsm::is_utf8(text)) return Problem{in, "is not UTF-8"};
      if (text.find_first_of("\n\r") != std::string::npos) {
        return Problem{in, "has several lines: write one"};
      }
    }
    return {};
  }

  Found check_next(const std::string& field, std::size_t place, Place next) const {
    if (next == in_order || next == the_end) return {};
    if (next >= asked_.questions.size()) {
      return Problem{field, fmt::format("is a dead end: there is no question {}; name a later "
                                        "question, or \"end\"",
                                        next + 1)};
    }
    if (next > place) return {};
    return Problem{field, fmt::format("makes a loop: it leads back to question {}; name a later "
                                      "question, or \"end\"",
                                      next + 1)};
  }

  Found check_options(std::size_t place) const {
    const auto& question = asked_.questions[place];
    const auto field = place_name(place) + ".options";
    const auto count = question.options.size();
    if (count < 2 || count > options_max) {
      return Problem{field, fmt::format("has {}: give 2 to {}", count, options_max)};
    }
    for (std::size_t i = 0; i < count; ++i) {
      const auto& option = question.options[i];
      const auto in = fmt::format("{}[{}]", field, i + 1);
      if (auto found = check_texts(in + ".texts", option.texts)) return found;
      if (question.kind == QuestionKind::multiple && option.next != in_order) {
        return Problem{in + ".next",
                       "belongs to a single choice: of several, none can say where it goes on"};
      }
      if (auto found = check_next(in + ".next", place, option.next)) return found;
    }
    return {};
  }

  Found check_range(std::size_t place) const {
    const auto& question = asked_.questions[place];
    const auto field = place_name(place);
    if (!question.options.empty()) {
      return Problem{field + ".options", "belong to a choice: leave them out"};
    }
    if (question.lowest < -number_largest || question.highest > number_largest) {
      return Problem{field + ".highest", "and \"lowest\" must be within a billion"};
    }
    if (question.highest <= question.lowest) {
      return Problem{field + ".highest", "must be above \"lowest\""};
    }
    if (question.kind == QuestionKind::number) return check_bands(question, field + ".bands");
    if (!question.bands.empty()) {
      return Problem{field + ".bands", "belong to a number: leave them out"};
    }
    if (question.highest - question.lowest < scale_values_max) return {};
    return Problem{field + ".highest",
                   fmt::format("makes a scale of more than {} values: ask for a number instead",
                               scale_values_max)};
  }

  static Found check_bands(const Question& question, const std::string& field) {
    const auto& bands = question.bands;
    if (bands.empty()) {
      return Problem{field,
                     "is missing: say where a report tells numbers apart, as in [18, 30, 50]"};
    }
    if (bands.size() >= scale_values_max) {
      return Problem{field, fmt::format("makes more than {} bands: a report is not so fine",
                                        scale_values_max)};
    }
    const bool ascending =
        std::adjacent_find(bands.begin(), bands.end(), std::greater_equal<>()) == bands.end();
    if (ascending && bands.front() > question.lowest && bands.back() <= question.highest) return {};
    return Problem{field, "must ascend, above \"lowest\" and up to \"highest\""};
  }

  Found check_length(std::size_t place) const {
    for (const auto language : programme_.languages) {
      const auto words = prompt(asked_, place, language, programme_);
      const auto measure = gsm::measure(words);
      const bool fits = medium_ == Medium::screen ? gsm::fits_screen(measure)
                                                  : gsm::to_utf16(words).size() <= prompt_longest;
      if (fits) continue;
      const auto most = medium_ != Medium::screen                          ? prompt_longest
                        : measure.alphabet == gsm::Measure::Alphabet::gsm7 ? gsm::screen_septets_max
                                                                           : gsm::screen_ucs2_max;
      return Problem{place_name(place) + ".texts." + language.to_string(),
                     fmt::format("makes, with its options, {} letters, {} fit: shorten it",
                                 measure.length, most)};
    }
    return {};
  }

  /// Forward only, so whoever begins ends; what is left to find is a question that all go past.
  Found check_everybody_can_come() const {
    const auto count = asked_.questions.size();
    std::vector<bool> comes(count + 1);
    comes[0] = true;
    for (std::size_t place = 0; place < count; ++place) {
      if (!comes[place]) {
        return Problem{place_name(place),
                       "is a dead end: no answer leads to it; lead one there, or "
                       "leave it out"};
      }
      comes[next_place(asked_, place, {})] = true;  // whoever skips it
      if (asked_.questions[place].kind != QuestionKind::single) continue;
      for (std::size_t i = 0; i < asked_.questions[place].options.size(); ++i) {
        comes[next_place(asked_, place, i)] = true;
      }
    }
    return {};
  }

  Found check_bonus() const {
    if (asked_.bonus.is_negative()) return Problem{"bonus.amount", "must not be negative"};
    if (asked_.bonus.is_zero() || asked_.bonus_validity > Duration()) return {};
    return Problem{"bonus.validity_days", "is missing: say for how many days the bonus is valid"};
  }

  const Questionnaire& asked_;
  const Programme& programme_;
  Medium medium_;
};

}  // namespace

std::optional<Problem> check(const Questionnaire& questionnaire, const Programme& programme,
                             Medium medium) {
  return QuestionnaireCheck(questionnaire, programme, medium).run();
}

}  // namespace airperk::survey
