#pragma once

#include <string>
#include <vector>

#include "core/subscriber/decide.h"

/// How values look on a screen of one subscriber, in their language.
namespace airperk::dialogue {

class Words {
 public:
  Words(const subscriber::Record& record, const subscriber::Context& context);

  using Values = programme::Texts::Values;
  std::string operator()(programme::Text text, Values values = {}) const;
  bool has(programme::Text text) const { return programme_.texts.has(text, language_); }

  /// "1 May"
  std::string date(Instant at) const;
  /// "1 May 10:00"
  std::string date_and_time(Instant at) const;

 private:
  const programme::Programme& programme_;
  programme::Language language_;
};

/// B5: the answer to *111*3#, with every live balance, in as many screens as it takes (at least
/// one): all but the last end with the line that asks for more.
std::vector<std::string> balance_pages(const subscriber::Record& record,
                                       const subscriber::Context& context);

/// B5: the units of all live SMART balances together, and when the first of them ends.
struct BonusUnits {
  Amount units;
  Instant until = Instant::never();
};
BonusUnits bonus_units(const subscriber::Record& record);

}  // namespace airperk::dialogue
