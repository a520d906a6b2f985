#include "core/programme/tariff_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/settings/values.h"
#include "core/programme/quantity_value.h"

namespace airperk::programme {

using namespace settings;
namespace {

constexpr std::array<UsageKind, usage_kinds> kinds = {UsageKind::voice, UsageKind::sms,
                                                      UsageKind::data};

std::string word_of(UsageKind kind) {
  switch (kind) {
    case UsageKind::voice:
      return "voice";
    case UsageKind::sms:
      return "sms";
    case UsageKind::data:
      return "data";
  }
  return "";
}

// A price is for a minute, a message or a megabyte.
Quantity priced_quantity(UsageKind kind) {
  switch (kind) {
    case UsageKind::voice:
      return 60;
    case UsageKind::sms:
      return 1;
    case UsageKind::data:
      return bytes_per_mb;
  }
  return 1;
}

using Steps = std::array<Quantity, usage_kinds>;

void read_steps(Section& from, Steps& steps) {
  from.read_if("voice_step", steps[0], QuantityValue{UsageKind::voice});
  from.read_if("data_step", steps[2], QuantityValue{UsageKind::data});
}

// [{ until = "2 minutes", price = 16.7 }, { price = 0 }]
Ladder read_tiers(Section& from, const Node& list, UsageKind kind) {
  Ladder ladder{priced_quantity(kind), 1, {}};
  if (list.children.empty()) from.blame(list, "is empty; write a price");
  for (std::size_t i = 0; i < list.children.size(); ++i) {
    const Node& item = list.children[i];
    if (item.kind != Node::Kind::table) {
      from.blame(item, "is no part of a ladder; write { until = …, price = … }");
      continue;
    }
    Section part(from.file(), item, "a ladder's part", from.problems());
    Ladder::Tier tier;
    part.read("price", tier.price, AmountValue{});
    const bool last = i + 1 == list.children.size();
    Quantity until = 0;
    if (last ? part.read_if("until", until, QuantityValue{kind})
             : part.read("until", until, QuantityValue{kind})) {
      if (last) part.blame(item.line, "the last part of a ladder has no \"until\"; remove it");
      const bool climbs = ladder.tiers.empty() || ladder.tiers.back().until < until;
      if (!climbs) part.blame(item.line, "\"until\" goes back; sort the ladder's parts");
      tier.until = until;
    }
    part.done();
    ladder.tiers.push_back(tier);
  }
  return ladder;
}

void read_price(Section& from, const Node& node, UsageClass use, Tariff& tariff) {
  if (node.kind == Node::Kind::array) {
    tariff.price_slot(use) = read_tiers(from, node, use.kind);
    return;
  }
  const auto price = AmountValue{}(node);
  if (!price) from.blame(node, price.error());
  // A wrong price is not a missing one as well.
  const Ladder::Tier tier = {std::nullopt, price.value_or(Amount())};
  tariff.price_slot(use) = Ladder{priced_quantity(use.kind), 1, {tier}};
}

void read_prices(Section& from, bool roaming, Tariff& tariff) {
  for (const UsageKind kind : {UsageKind::voice, UsageKind::sms}) {
    auto prices = from.section_if(word_of(kind));
    if (!prices) continue;
    for (std::size_t i = 0; i < destinations; ++i) {
      const Node* price = prices->optional(destination_words()[i]);
      if (price) read_price(*prices, *price, {kind, static_cast<Destination>(i), roaming}, tariff);
    }
    prices->done();
  }
  const Node* data = from.optional(word_of(UsageKind::data));
  if (data) read_price(from, *data, {UsageKind::data, Destination::on_net, roaming}, tariff);
}

void read_all_prices(Section& from, Tariff& tariff) {
  read_prices(from, false, tariff);
  if (auto roaming = from.section_if("roaming")) {
    read_prices(*roaming, true, tariff);
    roaming->done();
  }
}

void read_allowance(Section& tariff_section, Tariff& tariff) {
  auto from = tariff_section.section_if("allowance");
  if (!from) return;
  InclusiveAllowance allowance;
  from->read("every", allowance.period, DurationValue{Duration::hours(1), Duration::days(366)});
  from->read_if("while_fee_paid", allowance.while_fee_paid, FlagValue{});
  constexpr std::array<std::pair<std::string_view, Quantity>, usage_kinds> parts = {
      {{"minutes", 60}, {"sms", 1}, {"megabytes", bytes_per_mb}}};
  for (const UsageKind kind : kinds) {
    const auto& [key, unit] = parts[static_cast<std::size_t>(kind)];
    int count = 0;
    if (!from->read_if(key, count, CountValue{1, 1'000'000'000})) continue;
    allowance.parts.push_back({kind, static_cast<Quantity>(count) * unit});
  }
  if (allowance.parts.empty()) {
    from->blame(from->line(), "the allowance has nothing in it; add minutes, sms or megabytes");
  }
  from->done();
  tariff.allowance = std::move(allowance);
}

// free_while_fee_paid = ["voice on_net"]
void read_free_uses(Section& from, Tariff& tariff) {
  ChoiceValue<UsageClass> use;
  for (const UsageKind kind : {UsageKind::voice, UsageKind::sms}) {
    for (std::size_t i = 0; i < destinations; ++i) {
      use.choices.emplace_back(word_of(kind) + " " + destination_words()[i],
                               UsageClass{kind, static_cast<Destination>(i), false});
    }
  }
  use.choices.emplace_back("data", UsageClass{UsageKind::data, Destination::on_net, false});
  from.read_list_if("free_while_fee_paid", use, [&](UsageClass free, const Node&) {
    tariff.free_while_fee_paid.push_back(free);
  });
}

// R3: a step is charged whole, so a tier must not end inside one.
void apply_steps(Section& from, const Steps& steps, Tariff& tariff) {
  for (const UsageKind kind : kinds) {
    const Quantity step = steps[static_cast<std::size_t>(kind)];
    bool torn = false;
    for (std::size_t slot = 0; slot < destinations * 2; ++slot) {
      auto& ladder = tariff.price_slot({kind, static_cast<Destination>(slot / 2), slot % 2 != 0});
      if (!ladder) continue;
      ladder->step = step;
      for (const auto& tier : ladder->tiers) torn = torn || (tier.until && *tier.until % step != 0);
    }
    if (torn) {
      from.blame(from.line_of(word_of(kind)),
                 fmt::format("a price of \"{}\" ends inside a step; make every \"until\" a whole "
                             "number of steps",
                             word_of(kind)));
    }
  }
}

void require_home_prices(Section& from, const Tariff& tariff) {
  for (const UsageKind kind : kinds) {
    if (tariff.ladder({kind, Destination::on_net, false})) continue;
    const std::string key = word_of(kind);
    from.blame(from.line(),
               kind == UsageKind::data
                   ? fmt::format("\"{}\" has no price for data; add data = …", tariff.name)
                   : fmt::format("\"{}\" has no on-net price for {}; add {} = {{ "
                                 "on_net = … }}",
                                 tariff.name, key, key));
  }
}

Tariff read_tariff(Section& from, Tariff tariff, Steps steps) {
  from.read("name", tariff.name, TextValue{});
  Amount fee;
  if (from.read_if("daily_fee", fee, AmountValue{})) tariff.daily_fee = fee;
  Quantity longest = 0;
  if (from.read_if("longest_call", longest, QuantityValue{UsageKind::voice})) {
    tariff.longest_call = longest;
  }
  read_steps(from, steps);
  read_all_prices(from, tariff);
  read_allowance(from, tariff);
  read_free_uses(from, tariff);
  apply_steps(from, steps, tariff);
  require_home_prices(from, tariff);
  from.done();
  return tariff;
}

}  // namespace

const std::vector<std::string>& destination_words() {
  static const std::vector<std::string> words = {"on_net", "off_net", "fixed", "international",
                                                 "content"};
  return words;
}

std::vector<PlacedTariff> read_tariffs(Section& root) {
  Tariff defaults;
  Steps steps = {1, 1, bytes_per_kb};
  if (auto from = root.section_if("default")) {
    read_steps(*from, steps);
    read_all_prices(*from, defaults);
    from->done();
  }
  std::vector<PlacedTariff> tariffs;
  for (Section& from : root.sections("tariff")) {
    Tariff tariff = read_tariff(from, defaults, steps);
    tariffs.push_back({std::move(tariff), from.line_of("name")});
  }
  root.done();
  return tariffs;
}

}  // namespace airperk::programme
