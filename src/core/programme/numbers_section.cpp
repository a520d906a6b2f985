#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/settings/values.h"
#include "core/programme/sections.h"
#include "core/programme/tariff_file.h"

namespace airperk::programme {

using namespace settings;
namespace {

bool is_number(std::string_view text, std::size_t length_min) {
  constexpr std::size_t length_max = 15;  // E.164
  return ascii::are_digits(text, length_min, length_max) && text.front() != '0';
}

struct PlacedPrefix {
  NumberPlan::Prefix prefix;
  int line = 1;
};

std::string_view word_of(Destination destination) {
  return destination_words()[static_cast<std::size_t>(destination)];
}

std::vector<PlacedPrefix> read_prefixes(Section& from) {
  std::vector<PlacedPrefix> prefixes;
  for (std::size_t i = 0; i < destinations; ++i) {
    const auto add = [&](const std::string& digits, const Node& node) {
      if (is_number(digits, 1)) {
        prefixes.push_back({{digits, static_cast<Destination>(i)}, node.line});
      } else {
        from.blame(node.line, fmt::format("\"{}\" is no prefix; write digits with the country's "
                                          "code, such as \"7701\"",
                                          digits));
      }
    };
    if (static_cast<Destination>(i) == Destination::on_net) {
      from.read_list(destination_words()[i], TextValue{}, add);
    } else {
      from.read_list_if(destination_words()[i], TextValue{}, add);
    }
  }
  return prefixes;
}

// The longest prefix wins, so overlaps are meant – unless one says what is said already.
void check_overlaps(Section& from, const std::vector<PlacedPrefix>& prefixes) {
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    const auto& [prefix, line] = prefixes[i];
    const PlacedPrefix* covering = nullptr;
    bool repeated = false;
    for (std::size_t j = 0; j < prefixes.size() && !repeated; ++j) {
      const auto& other = prefixes[j].prefix;
      if (other.digits == prefix.digits && j < i) {
        repeated = true;
        from.blame(line, fmt::format("prefix \"{}\" is in \"{}\" already (line {}); remove one",
                                     prefix.digits, word_of(other.destination), prefixes[j].line));
      } else if (other.digits.size() < prefix.digits.size() &&
                 prefix.digits.starts_with(other.digits)) {
        if (!covering || covering->prefix.digits.size() < other.digits.size()) {
          covering = &prefixes[j];
        }
      }
    }
    if (repeated || !covering || covering->prefix.destination != prefix.destination) continue;
    from.blame(line, fmt::format("prefix \"{}\" overlaps \"{}\" (line {}), which says \"{}\" "
                                 "already; remove it",
                                 prefix.digits, covering->prefix.digits, covering->line,
                                 word_of(prefix.destination)));
  }
}

void read_ported(Section& from, NumberPlan& numbers) {
  auto ported = from.section_if("ported");
  if (!ported) return;
  ChoiceValue<Destination> destination;
  for (std::size_t i = 0; i < destinations; ++i) {
    destination.choices.emplace_back(destination_words()[i], static_cast<Destination>(i));
  }
  for (const Node& node : ported->all()) {
    if (!is_number(node.key, 7)) {
      ported->blame(node.line, fmt::format("\"{}\" is no number; write one such as "
                                           "\"77011234567\"",
                                           node.key));
    }
    Destination moved = Destination::on_net;
    if (ported->read(node.key, moved, destination)) numbers.ported[node.key] = moved;
  }
}

/// Of what is dialled before a number, or instead of one.
struct DialledValue {
  std::size_t length_max = 15;

  Result<std::string> operator()(const Node& node) const {
    auto text = TextValue{}(node);
    if (!text) return text;
    if (!ascii::are_digits(*text, 1, length_max)) {
      return fail(fmt::format("is \"{}\"; write digits, {} at most", *text, length_max));
    }
    return text;
  }
};

void read_dialling(Section& from, NumberPlan& numbers) {
  from.read_if("country_code", numbers.country_code, DialledValue{});
  from.read_if("national_prefix", numbers.national_prefix, DialledValue{});
  from.read_if("national_digits", numbers.national_digits, CountValue{3, 14});
  if (std::string prefix; from.read_if("international_prefix", prefix, DialledValue{})) {
    numbers.international_prefixes.push_back(std::move(prefix));
  }
  const auto read_numbers_of = [&from](const char* key, std::vector<std::string>& into,
                                       DialledValue value) {
    if (from.optional(key)) into.clear();
    from.read_list_if(key, value,
                      [&](std::string digits, const Node&) { into.push_back(std::move(digits)); });
  };
  read_numbers_of("emergency", numbers.emergency, {NumberPlan::emergency_digits_max});
  read_numbers_of("free", numbers.free, {});
  const bool dials_nationally = !numbers.national_prefix.empty() || numbers.national_digits != 0;
  if (dials_nationally && (numbers.country_code.empty() || numbers.national_digits == 0)) {
    from.blame(from.line(),
               "[numbers] national_prefix, national_digits and country_code go "
               "together; write the missing ones, such as country_code = \"7\"");
  }
  for (const auto& number : numbers.free) {
    if (std::find(numbers.emergency.begin(), numbers.emergency.end(), number) ==
        numbers.emergency.end()) {
      continue;
    }
    from.blame(from.line_of("free"),
               fmt::format("\"{}\" is in \"emergency\" already; remove one", number));
  }
}

}  // namespace

void read_numbers(Section& root, NumberPlan& numbers) {
  auto from = root.section("numbers");
  if (!from) return;
  const auto prefixes = read_prefixes(*from);
  check_overlaps(*from, prefixes);
  for (const PlacedPrefix& placed : prefixes) numbers.prefixes.push_back(placed.prefix);
  from->read("shortest_subscriber_number", numbers.shortest_subscriber_number, CountValue{3, 15});
  read_dialling(*from, numbers);
  read_ported(*from, numbers);
  from->done();
}

}  // namespace airperk::programme
