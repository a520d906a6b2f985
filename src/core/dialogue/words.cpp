#include "core/dialogue/words.h"

#include <algorithm>

#include "core/programme/said.h"
#include "core/subscriber/sessions.h"
#include "protocol/gsm/alphabet.h"

namespace airperk::dialogue {

using programme::Text;

namespace {
constexpr int lines_max = 5;
}

Words::Words(const subscriber::Record& record, const subscriber::Context& context)
    : programme_(context.programme()),
      language_(programme_.speaks(record.language) ? record.language
                                                   : programme_.languages.front()) {}

std::string Words::operator()(Text text, Values values) const {
  return programme_.texts.fill(text, language_, values);
}

std::string Words::date(Instant at) const {
  return programme::said_date(programme_, language_, at);
}

std::string Words::date_and_time(Instant at) const {
  return programme::said_until(programme_, language_, at);
}

BonusUnits bonus_units(const subscriber::Record& record) {
  BonusUnits bonus;
  for (const auto& balance : record.balances) {
    if (balance.kind != subscriber::BalanceKind::smart) continue;
    // Balances that are Amounts each may be none together.
    const auto held = balance.left + subscriber::set_aside(record, balance.id);  // B5
    bonus.units = plus(bonus.units, Amount::nano(held)).value_or(Amount::max());
    bonus.until = std::min(bonus.until, balance.until);
  }
  return bonus;
}

std::string balance_screen(const subscriber::Record& record, const subscriber::Context& context) {
  const Words words(record, context);
  std::string screen =
      words(Text::balance_main,
            {{"amount", programme::said_amount(subscriber::main_with_set_aside(record))}});
  // A line that would not fit any more is left out: the first ones matter most.
  const auto add_line = [&](const std::string& line) {
    const auto longer = screen + "\n" + line;
    const auto breaks = std::count(longer.begin(), longer.end(), '\n');
    if (breaks < lines_max && gsm::fits_screen(gsm::measure(longer))) screen = longer;
  };
  const auto bonus = bonus_units(record);
  if (!bonus.units.is_zero()) {
    add_line(words(Text::balance_bonus, {{"amount", programme::said_amount(bonus.units)},
                                         {"until", words.date_and_time(bonus.until)}}));
  } else if (record.waiting.empty()) {
    add_line(words(Text::balance_no_bonus));
  }
  for (const auto& grant : record.waiting) {
    add_line(words(Text::balance_waiting, {{"amount", programme::said_amount(grant.amount)},
                                           {"date", words.date(grant.until)}}));
  }
  return screen;
}

}  // namespace airperk::dialogue
