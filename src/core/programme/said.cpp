#include "core/programme/said.h"

#include <fmt/format.h>

namespace airperk::programme {
namespace {

Text month_name(int month) {
  return static_cast<Text>(static_cast<int>(Text::month_1) + month - 1);
}

}  // namespace

std::string said_amount(Amount amount) {
  constexpr std::int64_t nano_per_hundredth = Amount::nano_per_unit / 100;
  return Amount::nano(amount.in_nano() / nano_per_hundredth * nano_per_hundredth).to_string();
}

std::string said_date(const Programme& programme, Language language, Instant at) {
  const CivilTime civil = programme.zone.civil(at);
  return fmt::format("{} {}", civil.day, programme.texts.get(month_name(civil.month), language));
}

std::string said_until(const Programme& programme, Language language, Instant at) {
  const CivilTime civil = programme.zone.civil(at);
  return fmt::format("{} {:02}:{:02}", said_date(programme, language, at), civil.hour,
                     civil.minute);
}

}  // namespace airperk::programme
