#include "face/rest/import_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

/// Empty: nothing is said, and what is known stays.
Result<void> read_attributes(const CutRow& cut, engine::Provision& stated) {
  if (!cut.fields[6].empty()) stated.region = cut.fields[6];
  const auto& band = cut.fields[7];
  if (band.empty()) return {};
  stated.age_band = subscriber::age_band_with_name(band);
  if (stated.age_band) return {};
  return fail(fmt::format("\"{}\" is not an age band; write {}", shortened(band),
                          subscriber::all_age_bands));
}

Result<ImportRow> read(const CutRow& cut, std::string_view header,
                       const programme::NumberPlan& numbers) {
  if (cut.broken_quotes) return fail("a quoted field does not end where it must");
  const auto columns = static_cast<std::size_t>(std::count(header.begin(), header.end(), ',')) + 1;
  if (cut.fields.size() != columns) {
    return fail(fmt::format("{} fields, not {}: {}", cut.fields.size(), columns, header));
  }
  ImportRow row;
  const auto called = numbers.called(cut.fields[0]);
  const auto msisdn =
      called.kind == programme::Called::Kind::number ? Msisdn::parse(called.digits) : std::nullopt;
  if (!msisdn) return fail(fmt::format("\"{}\" is not a number", shortened(cut.fields[0])));
  row.msisdn = *msisdn;
  if (const auto& imsi = cut.fields[1]; !imsi.empty()) {
    row.stated.imsi = Imsi::parse(imsi);
    if (!row.stated.imsi) return fail(fmt::format("\"{}\" is not an IMSI", shortened(imsi)));
  }
  if (cut.fields[2].empty()) return fail("the brand is missing");
  row.stated.brand = cut.fields[2];
  if (cut.fields[3].empty()) return fail("the tariff is missing");
  row.stated.tariff = cut.fields[3];
  if (const auto& language = cut.fields[4]; !language.empty()) {
    row.stated.language = programme::Language::parse(language);
    if (!row.stated.language) {
      return fail(fmt::format("\"{}\" is not a language", shortened(language)));
    }
  }
  if (const auto& main = cut.fields[5]; !main.empty()) {
    const auto amount = Amount::parse(main);
    if (!amount || amount->is_negative()) {
      return fail(
          fmt::format("\"{}\" is not an amount of tenge; write one such as 16.7", shortened(main)));
    }
    row.stated.main = *amount;
  }
  if (header == import_header_long) {
    if (auto read = read_attributes(cut, row.stated); !read) return fail(read.error());
  }
  return row;
}

/// The header with commas, and what stands between its fields.
std::optional<std::pair<std::string_view, char>> header_in(std::string_view line) {
  for (const auto known : {import_header, import_header_long}) {
    for (const char separator : {',', ';', '\t'}) {
      std::string written(known);
      std::replace(written.begin(), written.end(), ',', separator);
      if (line == written) return std::pair(known, separator);
    }
  }
  return {};
}

}  // namespace

Result<ImportRows> ImportRows::open(std::string_view csv, const programme::NumberPlan& numbers) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (csv.starts_with(byte_order_mark)) csv.remove_prefix(byte_order_mark.size());
  const auto end = std::min(csv.find('\n'), csv.size());
  auto header = csv.substr(0, end);
  if (header.ends_with('\r')) header.remove_suffix(1);
  const auto known = header_in(header);
  if (header.find('\0') != std::string_view::npos || header.starts_with("\xFF\xFE")) {
    return fail("the file is not in UTF-8, but in UTF-16: save it as \"CSV UTF-8\"");
  }
  if (!known) {
    return fail(fmt::format("the first line must be \"{}\", or that with \",region,age_band\"",
                            import_header));
  }
  csv.remove_prefix(std::min(end + 1, csv.size()));
  return ImportRows(csv, known->first, known->second, numbers);
}

std::optional<ImportRows::Next> ImportRows::next() {
  while (!rest_.empty()) {
    const auto line = line_;
    const auto cut = Cutter(rest_, separator_).cut();
    ++line_;
    if (cut.fields.size() == 1 && cut.fields.front().empty() && !cut.broken_quotes) continue;
    return Next{line, read(cut, header_, *numbers_)};
  }
  return {};
}

}  // namespace airperk::face::rest
