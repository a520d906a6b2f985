#include "core/dialogue/dial.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/dialogue/words.h"
#include "core/programme/said.h"

namespace airperk::dialogue {
namespace {

using programme::Text;
using subscriber::Context;
using subscriber::DialogueMoved;
using subscriber::DialogueState;
using subscriber::Facts;
using subscriber::Record;
using subscriber::Refusal;
using subscriber::ScreenId;

/// Some gateways take the # off that ends a code.
std::string whole_code(const std::string& text) {
  return text.starts_with('*') && !text.ends_with('#') ? text + '#' : text;
}

/// One input on its way through the menus.
class Step {
 public:
  Step(const Record& record, const Dial& dial, const Surveyed& surveyed, const Context& context)
      : record_(record),
        dial_(dial),
        context_(context),
        words_(record, context),
        interview_(record, surveyed, dial.channel, context) {}

  Answer code() {
    const auto& codes = context_.programme().codes;
    const auto dialled = whole_code(dial_.text);
    if (dialled == codes.menu) return show(ScreenId::home);
    if (dialled == codes.join) {
      const bool ask = context_.programme().membership.direct_join == programme::DirectJoin::ask;
      return ask && !record_.is_member() ? show(ScreenId::confirm_join)
                                         : join(subscriber::Shown::nothing);
    }
    if (dialled == codes.leave) return leave();
    if (dialled == codes.activate) return activate();
    if (dialled == codes.balance) return balances(0);
    if (!codes.survey.empty() && dialled == codes.survey) return survey();
    return end(words_(Text::unknown_code));
  }

  bool is_in_survey() const { return interview_.is_in(dial_.session) || interview_.was_pushed(); }
  Answer survey_answer() {
    auto said = say(interview_.hear(dial_.session, dial_.text));
    // A menu that once stood in a dialogue of this name stands there no longer.
    if (record_.dialogue.session == dial_.session && record_.dialogue.screen != ScreenId::none) {
      said.facts.push_back(DialogueMoved{});
    }
    return said;
  }
  /// Sessions' names come again: a new dialogue of this one's is not the survey's.
  std::optional<KeptProgress> left_survey() const {
    if (!interview_.is_in(dial_.session)) return {};
    return interview_.leave();
  }

  Answer choice() {
    const bool goes_on = has_menu(record_, dial_.session, context_.now);
    const ScreenId here = goes_on ? record_.dialogue.screen : ScreenId::none;
    switch (here) {
      case ScreenId::none:
        return show(ScreenId::home);
      case ScreenId::home:
        return record_.is_member() ? member_home() : guest_home();
      case ScreenId::terms:
        return chose() == 0 ? show(ScreenId::home) : show(here);
      case ScreenId::confirm_join:
        if (chose() == 1) return join(subscriber::Shown::confirm_screen);
        return chose() == 0 ? show(ScreenId::home) : show(here);
      case ScreenId::confirm_leave:
        if (chose() == 1) return leave();
        return chose() == 0 ? show(ScreenId::home) : show(here);
      case ScreenId::choose_language:
        return language();
      case ScreenId::balances:
        return balances(record_.dialogue.page + (chose() == 9 ? 1u : 0u));
    }
    return show(ScreenId::home);
  }

 private:
  std::optional<int> chose() const {
    int digit = -1;
    const auto* end = dial_.text.data() + dial_.text.size();
    const auto [stop, error] = std::from_chars(dial_.text.data(), end, digit);
    if (error != std::errc() || stop != end || digit < 0) return {};
    return digit;
  }

  Answer guest_home() {
    switch (chose().value_or(-1)) {
      case 1:
        return show(ScreenId::confirm_join);
      case 2:
        return show(ScreenId::terms);
      case 4:
        return show(ScreenId::choose_language);
      default:
        return show(ScreenId::home);
    }
  }

  Answer member_home() {
    switch (chose().value_or(-1)) {
      case 1:
        return balances(0);
      case 2:
        return activate();
      case 3:
        return show(ScreenId::terms);
      case 4:
        return show(ScreenId::confirm_leave);
      case 5:
        return show(ScreenId::choose_language);
      default:
        return show(ScreenId::home);
    }
  }

  /// A page, or the last one where there are fewer by now; after that one nothing is left to ask.
  Answer balances(std::size_t page) {
    const auto pages = balance_pages(record_, context_);
    page = std::min(page, pages.size() - 1);
    if (page + 1 == pages.size()) return end(pages[page]);
    return show({dial_.session, ScreenId::balances, static_cast<std::uint8_t>(page)}, pages[page]);
  }

  Answer survey() {
    if (!words_.has(Text::survey_none)) return end(words_(Text::unknown_code));
    return interview_.is_open() ? say(interview_.offer(dial_.session))
                                : end(words_(Text::survey_none));
  }

  /// Where a survey stands is kept apart from the menus: no menu's state tells of it.
  static Answer say(Turn turn) {
    return {std::move(turn.facts), {std::move(turn.text), turn.ended}, std::move(turn.kept)};
  }

  Answer language() {
    const auto& languages = context_.programme().languages;
    const auto digit = chose();
    if (digit == 0) return show(ScreenId::home);
    if (!digit || static_cast<std::size_t>(*digit) > languages.size()) {
      return show(ScreenId::choose_language);
    }
    const subscriber::SetLanguage set{languages[static_cast<std::size_t>(*digit) - 1]};
    auto facts = subscriber::decide(record_, set, context_).value();
    Record afterwards = record_;
    afterwards.language = set.language;
    return end(Words(afterwards, context_)(Text::language_set), std::move(facts));
  }

  Answer join(subscriber::Shown shown) {
    auto decided = subscriber::decide(record_, subscriber::Join{dial_.channel, shown}, context_);
    if (!decided) return refused(decided.error());
    Amount granted;  // the month's grants come together (B1), or were given before (M6)
    for (const auto& fact : *decided) {
      const auto* grant = std::get_if<subscriber::BonusGranted>(&fact);
      if (grant) granted = plus(granted, grant->amount).value_or(Amount::max());
    }
    if (granted.is_zero()) return end(words_(Text::joined_no_grant), std::move(*decided));
    const auto until = context_.now + context_.programme().bonus.activation_window;
    return end(words_(Text::joined, {{"amount", programme::said_amount(granted)},
                                     {"until", words_.date_and_time(until)}}),
               std::move(*decided));
  }

  Answer leave() {
    auto decided = subscriber::decide(record_, subscriber::Leave{dial_.channel}, context_);
    if (!decided) return refused(decided.error());
    return end(words_(Text::left), std::move(*decided));
  }

  Answer activate() {
    auto decided = subscriber::decide(record_, subscriber::Activate{}, context_);
    if (!decided) return refused(decided.error());
    const auto until = context_.now + context_.programme().bonus.validity;
    return end(
        words_(Text::activated, {{"amount", programme::said_amount(record_.waiting.front().amount)},
                                 {"until", words_.date_and_time(until)}}),
        std::move(*decided));
  }

  Answer refused(Refusal refusal) {
    const auto next_month = words_.date(subscriber::next_activation(record_, context_));
    switch (refusal) {
      case Refusal::M7_already_member:
        return end(words_(Text::already_member));
      case Refusal::M7_not_member:
        return end(words_(Text::not_member));
      case Refusal::M1_brand_not_admitted:
        return end(words_(Text::not_admitted, {{"brands", brands()}}));
      case Refusal::B3_nothing_to_activate:
        return end(words_(Text::nothing_to_activate, {{"date", next_month}}));
      case Refusal::B4_activated_this_month:
        return end(words_(Text::activated_already, {{"date", next_month}}));
      default:
        return end(words_(Text::try_later));
    }
  }

  std::string brands() const {
    std::string all;
    for (const auto& brand : context_.programme().membership.brands) {
      if (!all.empty()) all += ", ";
      all += brand;
    }
    return all;
  }

  std::string screen_words(ScreenId screen) const {
    switch (screen) {
      case ScreenId::terms:
        return words_(Text::terms_page, {{"site", context_.programme().site}});
      case ScreenId::confirm_join:
        return words_(Text::confirm_join);
      case ScreenId::confirm_leave:
        return words_(Text::confirm_leave);
      case ScreenId::choose_language:
        return words_(Text::choose_language);
      case ScreenId::none:
      case ScreenId::home:
      case ScreenId::balances:  // made in `balances`
        break;
    }
    return words_(record_.is_member() ? Text::home_member : Text::home_guest);
  }

  Answer show(ScreenId screen) { return show({dial_.session, screen}, screen_words(screen)); }

  Answer show(DialogueState to, std::string text) {
    Facts facts;
    const auto& here = record_.dialogue;
    const bool stands_there = has_menu(record_, to.session, context_.now) &&
                              here.screen == to.screen && here.page == to.page;
    to.since = context_.now;
    if (!stands_there) facts.push_back(DialogueMoved{to});
    return {std::move(facts), {std::move(text), false}};
  }

  Answer end(std::string text, Facts facts = {}) {
    // A menu of this session is over; one of another session is left as it is.
    if (record_.dialogue.screen != ScreenId::none && record_.dialogue.session == dial_.session) {
      facts.push_back(DialogueMoved{});
    }
    return {std::move(facts), {std::move(text), true}};
  }

  const Record& record_;
  const Dial& dial_;
  const Context& context_;
  Words words_;
  Interview interview_;
};

}  // namespace

bool has_menu(const Record& record, std::uint64_t session, Instant now) {
  const auto& menu = record.dialogue;
  return menu.session == session && menu.screen != ScreenId::none &&
         now < menu.since + dialogue_longest;
}

Answer answer(const Record& record, const Dial& dial, const Surveyed& surveyed,
              const Context& context) {
  Step step(record, dial, surveyed, context);
  const bool code = dial.begins || dial.text.starts_with('*');
  if (!code && step.is_in_survey()) return step.survey_answer();
  auto answered = code ? step.code() : step.choice();
  if (!answered.kept) answered.kept = step.left_survey();
  return answered;
}

Screen busy(const Record& record, const Context& context) {
  return {Words(record, context)(Text::try_later), true};
}

Screen unknown_subscriber(const programme::Programme& programme) {
  return {programme.texts.get(Text::try_later, programme.languages.front()), true};
}

}  // namespace airperk::dialogue
