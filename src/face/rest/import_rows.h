#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/request.h"

/// The import's CSV (RFC 4180), row by row, with commas, semicolons or tabs between fields. The
/// header names the columns, in any order; `msisdn`, `brand` and `tariff` must be there. A field
/// ends with its line, quoted or not: so a quotation mark too many costs its own row. Pure; the
/// text and the number plan must outlive the reader.
namespace airperk::face::rest {

enum class ImportColumn { msisdn, imsi, brand, tariff, language, main, region, age_band };
inline constexpr std::array<std::string_view, 8> import_columns = {
    "msisdn", "imsi", "brand", "tariff", "language", "main", "region", "age_band"};

struct ImportRow {
  Msisdn msisdn;
  engine::Provision stated;  ///< `main` counts for a new number alone
};

class ImportRows {
 public:
  /// The error says why the header is not the import's.
  static Result<ImportRows> open(std::string_view csv, const programme::NumberPlan& numbers);

  struct Next {
    std::uint64_t line = 0;  ///< where the row begins; the header's is 1
    Result<ImportRow> row;   ///< or what is wrong with it
  };
  /// Nothing at the end. Empty lines are passed over.
  std::optional<Next> next();

 private:
  /// What stands in a row, by the header.
  using Fields = std::array<std::string_view, import_columns.size()>;

  ImportRows(std::string_view csv, const programme::NumberPlan& numbers)
      : rest_(csv), numbers_(&numbers) {}
  Result<void> read_header();
  Result<ImportRow> read(const Fields& fields) const;

  std::string_view rest_;
  const programme::NumberPlan* numbers_;
  char separator_ = ',';
  std::vector<ImportColumn> columns_;  ///< as they stand in the file
  std::uint64_t line_ = 1;
};

}  // namespace airperk::face::rest
