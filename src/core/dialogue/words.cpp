#include "core/dialogue/words.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/programme/said.h"
#include "core/subscriber/sessions.h"
#include "protocol/gsm/alphabet.h"

namespace airperk::dialogue {

using programme::Text;
using subscriber::Unit;

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

namespace {

constexpr std::size_t pages_max = 100;

bool fits(const std::string& screen) {
  return std::count(screen.begin(), screen.end(), '\n') < lines_max &&
         gsm::fits_screen(gsm::measure(screen));
}

/// Balances of one name that end on one day.
struct Pack {
  std::string name;
  std::string date;
  std::array<std::int64_t, 4> held{};  ///< by Unit, from `units` on
};

/// In hundredths of `one`, rounded down: 5400 seconds are "90" minutes.
std::string said_in(std::int64_t count, std::int64_t one) {
  const auto hundredths = count % one * 100 / one;
  const auto whole = std::to_string(count / one);
  if (hundredths == 0) return whole;
  const auto part = std::to_string(100 + hundredths).substr(1);
  return whole + "." + (part.back() == '0' ? part.substr(0, 1) : part);
}

class BalanceLines {
 public:
  BalanceLines(const subscriber::Record& record, const subscriber::Context& context)
      : record_(record), words_(record, context) {}

  std::vector<std::string> lines() {
    add(words_(Text::balance_main,
               {{"amount", programme::said_amount(subscriber::main_with_set_aside(record_))}}));
    const auto bonus = bonus_units(record_);
    if (!bonus.units.is_zero()) {
      add(words_(Text::balance_bonus, {{"amount", programme::said_amount(bonus.units)},
                                       {"until", words_.date_and_time(bonus.until)}}));
    } else if (record_.waiting.empty()) {
      add(words_(Text::balance_no_bonus));
    }
    for (const auto& grant : record_.waiting) {
      add(words_(Text::balance_waiting, {{"amount", programme::said_amount(grant.amount)},
                                         {"date", words_.date(grant.until)}}));
    }
    if (words_.has(Text::balance_other)) {
      for (const auto& pack : packs()) add_pack(pack);
    }
    return std::move(lines_);
  }

  std::vector<std::string> pages() {
    auto left = lines();
    std::vector<std::string> pages;
    while (!left.empty() && pages.size() < pages_max) {
      auto taken = left.size();
      auto page = joined(left, taken);
      while (taken > 1 && !fits(page)) page = with_more(joined(left, --taken));
      pages.push_back(std::move(page));
      left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(taken));
      if (!words_.has(Text::balance_more)) break;  // the first lines matter most
    }
    return pages;
  }

 private:
  void add(std::string line) { lines_.push_back(std::move(line)); }

  static std::string joined(const std::vector<std::string>& lines, std::size_t count) {
    auto all = lines.front();
    for (std::size_t i = 1; i < count; ++i) all += "\n" + lines[i];
    return all;
  }

  std::string with_more(const std::string& page) const {
    return words_.has(Text::balance_more) ? page + "\n" + words_(Text::balance_more) : page;
  }

  std::vector<Pack> packs() const {
    std::vector<Pack> packs;
    for (const auto& balance : record_.balances) {
      const auto held = balance.left + subscriber::set_aside(record_, balance.id);
      if (balance.kind == subscriber::BalanceKind::smart || held == 0) continue;
      const auto date = words_.date(balance.until);
      auto pack = std::find_if(packs.begin(), packs.end(), [&](const Pack& known) {
        return known.name == balance.name && known.date == date;
      });
      if (pack == packs.end()) pack = packs.insert(pack, {balance.name, date});
      auto& sum = pack->held[index_of(balance.unit)];
      sum += std::min(held, std::numeric_limits<std::int64_t>::max() - sum);
    }
    return packs;
  }

  static std::size_t index_of(Unit unit) { return static_cast<std::size_t>(unit) - 1; }

  std::string said(Unit unit, std::int64_t held) const {
    switch (unit) {
      case Unit::units:
        return words_(Text::balance_units,
                      {{"amount", programme::said_amount(Amount::nano(held))}});
      case Unit::seconds:
        return words_(Text::balance_minutes, {{"amount", said_in(held, 60)}});
      case Unit::messages:
        return words_(Text::balance_messages, {{"amount", std::to_string(held)}});
      case Unit::bytes:
        return words_(Text::balance_megabytes, {{"amount", said_in(held, 1'048'576)}});
    }
    return "";
  }

  /// In one line; in one for each unit where that would be longer than a screen.
  void add_pack(const Pack& pack) {
    std::vector<std::string> amounts;
    for (const auto unit : {Unit::seconds, Unit::messages, Unit::bytes, Unit::units}) {
      const auto held = pack.held[index_of(unit)];
      if (held != 0) amounts.push_back(said(unit, held));
    }
    std::string all;
    for (const auto& amount : amounts) all += (all.empty() ? "" : ", ") + amount;
    if (auto line = line_of(pack, pack.name, all); fits(with_more(line))) {
      add(std::move(line));
      return;
    }
    for (const auto& amount : amounts) add(shortened(pack, amount));
  }

  std::string line_of(const Pack& pack, std::string name, const std::string& amount) const {
    // A name comes from elsewhere: it makes no line of its own.
    for (auto& c : name) {
      if (static_cast<unsigned char>(c) < ' ') c = ' ';
    }
    return words_(Text::balance_other,
                  {{"balance", name}, {"amount", amount}, {"date", pack.date}});
  }

  /// With as much of the name as there is room for.
  std::string shortened(const Pack& pack, const std::string& amount) const {
    auto name = gsm::to_utf16(pack.name);
    auto line = line_of(pack, pack.name, amount);
    while (!name.empty() && !fits(with_more(line))) {
      name.pop_back();
      line = line_of(pack, gsm::from_utf16(name), amount);
    }
    return line;
  }

  const subscriber::Record& record_;
  const Words words_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> balance_pages(const subscriber::Record& record,
                                       const subscriber::Context& context) {
  return BalanceLines(record, context).pages();
}

}  // namespace airperk::dialogue
