#include "face/rest/finance_csv.h"

#include <fmt/format.h>

namespace airperk::face::rest {

std::string liability_csv(const json& liability) {
  const auto month = liability.at("month").get<std::string>();
  std::string csv = "month,figure,day,units\n";
  const auto row = [&](std::string_view figure, const json& units, std::string_view day = "") {
    csv += fmt::format("{},{},{},{}\n", month, figure, day, units.get<std::string>());
  };
  const auto& granted = liability.at("granted");
  const auto& ended = liability.at("ended");
  row("open", liability.at("open"));
  row("granted monthly", granted.at("monthly"));
  row("granted extra", granted.at("extra"));
  row("used", liability.at("used"));
  row("given back", liability.at("given_back"));
  row("not activated", ended.at("not_activated"));
  row("expired", ended.at("expired"));
  row("forfeited", ended.at("forfeited"));
  row("close", liability.at("close"));
  for (const auto& ending : liability.at("calendar")) {
    const auto day = ending.at("day").get<std::string>();
    row("ends unless used", ending.at("active"), day);
    row("ends unless activated", ending.at("waiting"), day);
  }
  return csv;
}

}  // namespace airperk::face::rest
