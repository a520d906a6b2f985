#include <fmt/format.h>

#include <algorithm>

#include "base/settings/values.h"
#include "core/programme/quantity_value.h"
#include "core/programme/sections.h"

/// [charging]: who pays first, what suspends, how much is granted at once.
namespace airperk::programme {

using namespace settings;
namespace {

void read_precedence(Section& from, Charging& charging) {
  const ChoiceValue<Precedence> kind{{{"unlimited", Precedence::unlimited},
                                      {"allowance", Precedence::allowance},
                                      {"extra", Precedence::extra},
                                      {"units", Precedence::units},
                                      {"main", Precedence::main}}};
  auto& list = charging.precedence;
  from.read_list("precedence", kind, [&](Precedence precedence, const Node& node) {
    if (std::find(list.begin(), list.end(), precedence) != list.end()) {
      from.blame(node.line, fmt::format("\"{}\" is there twice; remove one", node.text));
    } else {
      list.push_back(precedence);
    }
  });
  const Node* written = from.optional("precedence");
  if (!written || written->kind != Node::Kind::array) return;
  for (const auto& [word, precedence] : kind.choices) {
    if (std::find(list.begin(), list.end(), precedence) != list.end()) continue;
    from.blame(*written, fmt::format("lacks \"{}\", so that would never pay; add it", word));
  }
}

const ChoiceValue<UnknownLocation> unknown_location_value{
    {{"not-eligible", UnknownLocation::not_eligible}, {"home", UnknownLocation::home}}};

void read_grant_sizes(Section& from, Charging& charging) {
  int sessions = 0;
  if (from.read_if("sessions_per_subscriber", sessions, CountValue{1, 1000})) {
    charging.sessions_per_subscriber = static_cast<std::size_t>(sessions);
  }
  if (from.read_if("sessions", sessions, CountValue{1, 100'000'000})) {
    charging.sessions = static_cast<std::size_t>(sessions);
  }
  auto grants = from.section_if("grants");
  if (!grants) return;
  constexpr std::array<std::pair<std::string_view, UsageKind>, usage_kinds> kinds{
      {{"voice", UsageKind::voice}, {"sms", UsageKind::sms}, {"data", UsageKind::data}}};
  for (const auto& [name, kind] : kinds) {
    auto sizes = grants->section_if(name);
    if (!sizes) continue;
    auto& into = charging.grants[static_cast<std::size_t>(kind)];
    sizes->read_if("usual", into.usual, QuantityValue{kind});
    sizes->read_if("largest", into.largest, QuantityValue{kind});
    if (into.usual == 0 || into.usual > into.largest) {
      sizes->blame(sizes->line_of("usual"), "\"usual\" must be above zero and at most \"largest\"");
    }
    sizes->read_if("ask_again", into.ask_again, QuantityValue{kind});
    sizes->done();
  }
  grants->done();
}

void read_clients(Section& from, Charging& charging) {
  if (!from.optional("client")) return;
  for (Section& written : from.sections("client")) {
    Client client;
    written.read("host", client.host, TextValue{});
    UnknownLocation unknown{};
    if (written.read_if("unknown_location", unknown, unknown_location_value)) {
      client.unknown_location = unknown;
    }
    written.read_if("tariff_time_change", client.tariff_time_change, FlagValue{});
    written.done();
    charging.clients.push_back(std::move(client));
  }
}

}  // namespace

void read_charging(Section& root, Charging& charging) {
  auto from = root.section("charging");
  if (!from) return;
  const ChoiceValue<Reach> reach{{{"all", Reach::all}, {"data", Reach::data}}};
  read_precedence(*from, charging);
  from->read("suspends", charging.suspends, reach);
  from->read("unknown_location", charging.unknown_location, unknown_location_value);
  from->read("max_validity", charging.max_validity,
             DurationValue{Duration::seconds(30), Duration::days(1)});
  if (auto night = from->section("night")) {
    night->read("covers", charging.night_covers, reach);
    night->done();
  }
  read_grant_sizes(*from, charging);
  read_clients(*from, charging);
  from->done();
}

}  // namespace airperk::programme
