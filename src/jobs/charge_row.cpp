#include "jobs/charge_row.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace airperk::jobs {
namespace {

using namespace subscriber;

constexpr std::size_t columns_naming_the_event = 6;

std::string_view unit_of(programme::UsageKind kind) {
  switch (kind) {
    case programme::UsageKind::voice:
      return "s";
    case programme::UsageKind::sms:
      return "SMS";
    case programme::UsageKind::data:
      return "bytes";
  }
  return "";
}

std::string amount_in(Unit unit, std::int64_t amount) {
  switch (unit) {
    case Unit::units:
      return Amount::nano(amount).to_string() + " units";
    case Unit::seconds:
      return fmt::format("{} s", amount);
    case Unit::messages:
      return fmt::format("{} SMS", amount);
    case Unit::bytes:
      return fmt::format("{} bytes", amount);
  }
  return "";
}

/// One line stays one line, and one list of parts, whatever a balance is called.
std::string plain(std::string name) {
  for (auto& c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == ';') c = ' ';
  }
  return name;
}

std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

/// What follows `event` in a row.
struct Columns {
  std::string_view kind;
  std::string charge, usage = ",,,,", parts;
  Amount units, main, unpaid;
  programme::Quantity disputed = 0;

  void add(const Share& share, int sign, const std::string& bonus_name) {
    if (!parts.empty()) parts += "; ";
    const auto amount = sign * share.amount;
    if (share.is_free()) {
      parts += "free " + plain(share.name);
    } else if (share.balance == main_balance) {
      parts += Amount::nano(amount).to_string() + " tenge main";
      main += Amount::nano(amount);
    } else {
      parts += fmt::format("{} {} #{}", amount_in(share.unit, amount),
                           plain(share.kind == BalanceKind::smart ? bonus_name : share.name),
                           share.balance);
      if (share.unit == Unit::units) units += Amount::nano(amount);
    }
  }
};

std::string named(ChargeId id) {
  return fmt::format("{}.{}", id.version, id.index);
}

class Reader {
 public:
  Reader(ChargeId own, const std::string& bonus_name) : own_(own), bonus_name_(bonus_name) {}

  std::optional<Columns> operator()(const Charged& charged) const {
    Columns columns{.kind = "charge", .charge = named(own_)};
    const auto& use = charged.use;
    columns.usage = fmt::format("{},{},{},{},{}", name_of(use.kind), name_of(use.destination),
                                use.roaming ? "yes" : "no", charged.quantity, unit_of(use.kind));
    for (const auto& share : charged.parts) columns.add(share, 1, bonus_name_);
    columns.unpaid = charged.unpaid;
    columns.disputed = charged.disputed;
    return columns;
  }
  std::optional<Columns> operator()(const Refunded& refunded) const {
    Columns columns{.kind = "refund", .charge = named(refunded.charge)};
    for (const auto& part : refunded.parts) columns.add(part.share, -1, bonus_name_);
    return columns;
  }
  std::optional<Columns> operator()(const Adjusted& adjusted) const {
    Columns columns{.kind = "adjustment"};
    columns.add(Share{.amount = adjusted.amount.in_nano()}, -1, bonus_name_);
    return columns;
  }
  template <typename Other>
  std::optional<Columns> operator()(const Other&) const {
    return {};
  }

 private:
  ChargeId own_;
  const std::string& bonus_name_;
};

/// The whole number that `text` begins with, and what ends it, are taken off.
bool take_number(std::string_view& text, char end, std::uint64_t& into) {
  const auto* stop = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), stop, into);
  if (error != std::errc() || at == stop || *at != end) return false;
  text.remove_prefix(static_cast<std::size_t>(at - text.data()) + 1);
  return true;
}

std::string_view naming_columns(std::string_view line) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < columns_naming_the_event; ++i) {
    end = line.find(',', end);
    if (end == std::string_view::npos) return {};
    ++end;
  }
  return line.substr(0, end);
}

}  // namespace

std::optional<std::string> charge_row(std::uint64_t row, Place place, const store::Batch& batch,
                                      const engine::House& house) {
  const auto& event = batch.events.at(place.event);
  const ChargeId own{batch.version, static_cast<std::uint32_t>(place.event)};
  const auto& programme = *house.programmes.number(batch.programme_version)->programme;
  const auto columns = std::visit(Reader(own, programme.bonus.name), event.fact);
  if (!columns) return {};
  return fmt::format("{},{}.{}.{},{},{},{},{},{},{},{},{},{},{},{}", row, place.group, place.batch,
                     place.event, programme.zone.to_rfc3339(event.at), batch.id.value,
                     columns->kind, named(own), columns->charge, columns->usage,
                     quoted(columns->parts), columns->units.to_string(), columns->main.to_string(),
                     columns->unpaid.to_string(), columns->disputed);
}

std::optional<RowMark> mark_of(std::string_view line) {
  RowMark mark;
  if (!take_number(line, ',', mark.row) || !take_number(line, '.', mark.place.group) ||
      !take_number(line, '.', mark.place.batch) || !take_number(line, ',', mark.place.event) ||
      mark.row == 0 || mark.place.group == 0) {
    return {};
  }
  return mark;
}

bool same_event(std::string_view a, std::string_view b) {
  return !naming_columns(a).empty() && naming_columns(a) == naming_columns(b);
}

}  // namespace airperk::jobs
