#include "face/rest/import_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"

namespace airperk::face::rest {
namespace {

/// Cuts one row off the text: its fields. A quoted one may hold separators and doubled quotes.
struct CutRow {
  std::vector<std::string> fields;
  bool broken_quotes = false;
};

class Cutter {
 public:
  Cutter(std::string_view& rest, char separator) : rest_(rest), separator_(separator) {}

  CutRow cut() {
    CutRow row;
    for (;;) {
      row.fields.emplace_back();
      if (at('"')) {
        quoted(row);
      } else {
        plain(row.fields.back());
      }
      if (at(separator_)) {
        rest_.remove_prefix(1);
        continue;
      }
      if (!end_of_line()) {
        row.broken_quotes = true;
        skip_line();
      }
      return row;
    }
  }

 private:
  bool at(char c) const { return !rest_.empty() && rest_.front() == c; }

  void plain(std::string& field) {
    const char ends[] = {separator_, '\n'};
    const auto end = std::min(rest_.find_first_of({ends, std::size(ends)}), rest_.size());
    auto text = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (text.ends_with('\r') && !at(separator_)) text.remove_suffix(1);
    field = text;
  }

  void quoted(CutRow& row) {
    auto& field = row.fields.back();
    rest_.remove_prefix(1);
    while (!rest_.empty() && !at('\n')) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"' && !at('"')) return;
      if (c == '"') rest_.remove_prefix(1);
      field += c;
    }
    row.broken_quotes = true;
  }

  bool end_of_line() {
    if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
    if (rest_.empty()) return true;
    if (!at('\n')) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_line() { rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size() - 1) + 1); }

  std::string_view& rest_;
  const char separator_;
};

std::string_view shortened(std::string_view text) {
  return text.substr(0, 40);
}

/// As the header has it, whatever its case and the space around it.
std::optional<ImportColumn> column_named(std::string_view name) {
  const auto small = ascii::small(ascii::trimmed(name));
  const auto at = std::find(import_columns.begin(), import_columns.end(), small);
  if (at == import_columns.end()) return {};
  return static_cast<ImportColumn>(at - import_columns.begin());
}

std::string all_columns() {
  return fmt::format("{}", fmt::join(import_columns, ", "));
}

/// The one that stands in the header first.
char separator_in(std::string_view csv) {
  const auto line = csv.substr(0, csv.find('\n'));
  const auto at = line.find_first_of(",;\t");
  return at == line.npos ? ',' : line[at];
}

}  // namespace

Result<ImportRows> ImportRows::open(std::string_view csv, const programme::NumberPlan& numbers) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (csv.starts_with(byte_order_mark)) csv.remove_prefix(byte_order_mark.size());
  ImportRows rows(csv, numbers);
  if (auto read = rows.read_header(); !read) return fail(read.error());
  return rows;
}

Result<void> ImportRows::read_header() {
  const auto line = rest_.substr(0, rest_.find('\n'));
  if (line.find('\0') != line.npos || line.starts_with("\xFF\xFE")) {
    return fail("the file is not in UTF-8, but in UTF-16: save it as \"CSV UTF-8\"");
  }
  separator_ = separator_in(rest_);
  const auto header = Cutter(rest_, separator_).cut();
  ++line_;
  if (header.broken_quotes) return fail("a quoted column's name does not end where it must");
  for (const auto& name : header.fields) {
    const auto column = column_named(name);
    if (!column) {
      return fail(fmt::format("the first line names the columns, and \"{}\" is none: write {}",
                              shortened(name), all_columns()));
    }
    if (std::find(columns_.begin(), columns_.end(), *column) != columns_.end()) {
      return fail(fmt::format("column \"{}\" is there twice; remove one", shortened(name)));
    }
    columns_.push_back(*column);
  }
  for (const auto needed : {ImportColumn::msisdn, ImportColumn::brand, ImportColumn::tariff}) {
    if (std::find(columns_.begin(), columns_.end(), needed) != columns_.end()) continue;
    return fail(fmt::format("column \"{}\" is missing: the first line names the columns, of {}",
                            import_columns[static_cast<std::size_t>(needed)], all_columns()));
  }
  return {};
}

Result<ImportRow> ImportRows::read(const Fields& fields) const {
  const auto field = [&fields](ImportColumn column) {
    return fields[static_cast<std::size_t>(column)];
  };
  ImportRow row;
  const auto number = field(ImportColumn::msisdn);
  const auto called = numbers_->called(number);
  const auto msisdn =
      called.kind == programme::Called::Kind::number ? Msisdn::parse(called.digits) : std::nullopt;
  if (!msisdn) return fail(fmt::format("\"{}\" is not a number", shortened(number)));
  row.msisdn = *msisdn;
  if (const auto imsi = field(ImportColumn::imsi); !imsi.empty()) {
    row.stated.imsi = Imsi::parse(imsi);
    if (!row.stated.imsi) return fail(fmt::format("\"{}\" is not an IMSI", shortened(imsi)));
  }
  row.stated.brand = field(ImportColumn::brand);
  if (row.stated.brand->empty()) return fail("the brand is missing");
  row.stated.tariff = field(ImportColumn::tariff);
  if (row.stated.tariff->empty()) return fail("the tariff is missing");
  if (const auto language = field(ImportColumn::language); !language.empty()) {
    row.stated.language = programme::Language::parse(language);
    if (!row.stated.language) {
      return fail(fmt::format("\"{}\" is not a language", shortened(language)));
    }
  }
  if (const auto main = field(ImportColumn::main); !main.empty()) {
    const auto amount = Amount::parse(main);
    if (!amount || amount->is_negative()) {
      return fail(
          fmt::format("\"{}\" is not an amount of tenge; write one such as 16.7", shortened(main)));
    }
    row.stated.main = *amount;
  }
  // Where nothing is said, what is known stays.
  if (const auto region = field(ImportColumn::region); !region.empty()) row.stated.region = region;
  if (const auto band = field(ImportColumn::age_band); !band.empty()) {
    row.stated.age_band = subscriber::age_band_with_name(band);
    if (!row.stated.age_band) {
      return fail(fmt::format("\"{}\" is not an age band; write {}", shortened(band),
                              subscriber::all_age_bands));
    }
  }
  return row;
}

std::optional<ImportRows::Next> ImportRows::next() {
  while (!rest_.empty()) {
    const auto line = line_;
    const auto cut = Cutter(rest_, separator_).cut();
    ++line_;
    if (cut.fields.size() == 1 && cut.fields.front().empty() && !cut.broken_quotes) continue;
    if (cut.broken_quotes) return Next{line, fail("a quoted field does not end where it must")};
    if (cut.fields.size() != columns_.size()) {
      return Next{line, fail(fmt::format("{} fields, and the first line has {}", cut.fields.size(),
                                         columns_.size()))};
    }
    Fields fields;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      fields[static_cast<std::size_t>(columns_[i])] = cut.fields[i];
    }
    return Next{line, read(fields)};
  }
  return {};
}

}  // namespace airperk::face::rest
