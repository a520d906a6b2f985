#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/request.h"

/// The import's CSV (RFC 4180), row by row, with commas, semicolons or tabs between fields. A field
/// ends with its line, quoted or not: so a quotation mark too many costs its own row. Pure; the
/// text and the number plan must outlive the reader.
namespace airperk::face::rest {

inline constexpr std::string_view import_header = "msisdn,imsi,brand,tariff,language,main";
/// The same with the columns that an audience may be chosen by.
inline constexpr std::string_view import_header_long =
    "msisdn,imsi,brand,tariff,language,main,region,age_band";

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
  ImportRows(std::string_view rest, std::string_view header, char separator,
             const programme::NumberPlan& numbers)
      : rest_(rest), header_(header), separator_(separator), numbers_(&numbers) {}
  std::string_view rest_;
  std::string_view header_;  ///< with commas
  char separator_;
  const programme::NumberPlan* numbers_;
  std::uint64_t line_ = 2;
};

}  // namespace airperk::face::rest
