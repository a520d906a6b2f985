#include "face/rest/import_rows.h"

#include <gmock/gmock.h>

#include "core/programme/test_files.h"

namespace airperk::face::rest {
namespace {

using ::testing::HasSubstr;

const programme::NumberPlan& numbers() {
  static const auto loaded = programme::load_smart();
  return loaded.programme.numbers;
}

std::string refusal_of(std::string_view csv) {
  const auto rows = ImportRows::open(csv, numbers());
  return rows ? "" : rows.error();
}

/// The one row of that file.
Result<ImportRow> row_of(std::string_view csv) {
  auto rows = ImportRows::open(csv, numbers());
  if (!rows) return fail(rows.error());
  auto next = rows->next();
  if (!next) return fail("no row");
  return std::move(next->row);
}

TEST(ImportRows, Columns_are_known_by_their_names_in_any_order_and_case) {
  for (const char* csv :
       {"msisdn,imsi,brand,tariff,language,main\n77011234567,401020000000001,activ,Beseda,ru,16.7",
        "Main; Tariff ;BRAND;imsi;language;msisdn\r\n16.7;Beseda;activ;401020000000001;ru;"
        "87011234567\r\n",
        "\xEF\xBB\xBF\"language\"\tmain\tbrand\ttariff\tmsisdn\timsi\nru\t16.7\tactiv\tBeseda\t"
        "77011234567\t401020000000001\n"}) {
    const auto row = row_of(csv);
    ASSERT_TRUE(row) << csv << row.error();
    EXPECT_EQ(row->msisdn, *Msisdn::parse("77011234567"));
    EXPECT_EQ(row->stated.imsi, Imsi::parse("401020000000001"));
    EXPECT_EQ(row->stated.brand, "activ");
    EXPECT_EQ(row->stated.tariff, "Beseda");
    EXPECT_EQ(row->stated.language, programme::Language::parse("ru"));
    EXPECT_EQ(row->stated.main, Amount::parse("16.7"));
  }
}

TEST(ImportRows, What_may_be_left_out_may_have_no_column) {
  const auto row = row_of("age_band,msisdn,brand,tariff\n25-34,77011234567,activ,Beseda\n");
  ASSERT_TRUE(row) << row.error();
  EXPECT_EQ(row->stated.age_band, subscriber::age_band_with_name("25-34"));
  EXPECT_FALSE(row->stated.imsi || row->stated.language || row->stated.region);
  EXPECT_TRUE(row->stated.main.is_zero());
}

TEST(ImportRows, A_header_is_refused_by_its_reason) {
  EXPECT_THAT(refusal_of("msisdn,brand\n"), HasSubstr("column \"tariff\" is missing"));
  EXPECT_THAT(refusal_of("msisdn,brand,tariff,balance\n"), HasSubstr("\"balance\" is none"));
  EXPECT_THAT(refusal_of("msisdn,brand,tariff,Brand\n"), HasSubstr("\"Brand\" is there twice"));
  EXPECT_THAT(refusal_of("msisdn|brand|tariff\n"), HasSubstr("\"msisdn|brand|tariff\" is none"));
  EXPECT_THAT(refusal_of("\"msisdn,brand,tariff\n"), HasSubstr("quoted"));
  EXPECT_THAT(refusal_of(""), HasSubstr("\"\" is none"));
  EXPECT_THAT(refusal_of({"\xFF\xFEm\0s\0", 6}), HasSubstr("UTF-16"));
}

TEST(ImportRows, A_row_with_other_fields_than_the_header_costs_itself) {
  auto rows = ImportRows::open(
      "msisdn,brand,tariff\n77011234567,activ\n\n77011234568,activ,Beseda\n", numbers());
  ASSERT_TRUE(rows) << rows.error();
  const auto bad = rows->next();
  EXPECT_EQ(bad->line, 2u);
  EXPECT_THAT(bad->row.error(), HasSubstr("2 fields, and the first line has 3"));
  EXPECT_TRUE(rows->next()->row);
  EXPECT_FALSE(rows->next());
}

}  // namespace
}  // namespace airperk::face::rest
