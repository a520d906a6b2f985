#include "base/zone.h"

#include <gtest/gtest.h>

namespace airperk {
namespace {

class Almaty : public ::testing::Test {
 protected:
  Zone zone = *Zone::load("Asia/Almaty");
};

TEST_F(Almaty, Is_UTC_plus_6_before_March_2024_and_plus_5_after) {
  EXPECT_EQ(zone.to_rfc3339(*Instant::parse("2024-02-29T17:59:59Z")), "2024-02-29T23:59:59+06:00");
  EXPECT_EQ(zone.to_rfc3339(*Instant::parse("2024-02-29T18:00:00Z")), "2024-02-29T23:00:00+05:00");
  EXPECT_EQ(zone.to_rfc3339(*Instant::parse("2024-02-29T19:00:00Z")), "2024-03-01T00:00:00+05:00");
}

TEST_F(Almaty, An_hour_that_happens_twice_means_its_first_pass) {
  EXPECT_EQ(zone.instant({2024, 2, 29, 23, 30, 0}), *Instant::parse("2024-02-29T17:30:00Z"));
}

TEST_F(Almaty, Months_begin_at_local_midnight) {
  EXPECT_EQ(zone.start_of(Month::of(2016, 4)), *Instant::parse("2016-04-01T00:00:00+06:00"));
  EXPECT_EQ(zone.start_of(Month::of(2024, 3)), *Instant::parse("2024-03-01T00:00:00+05:00"));
  EXPECT_EQ(zone.month_of(*Instant::parse("2016-03-31T23:59:59.999999+06:00")), Month::of(2016, 3));
  EXPECT_EQ(zone.month_of(*Instant::parse("2016-04-01T00:00:00+06:00")), Month::of(2016, 4));
}

TEST(Zone, A_time_that_never_happens_is_the_instant_of_the_jump) {
  const auto berlin = *Zone::load("Europe/Berlin");
  EXPECT_EQ(berlin.instant({2026, 3, 29, 2, 30, 0}), *Instant::parse("2026-03-29T01:00:00Z"));
}

TEST(Zone, Its_rules_make_the_same_zone_again) {
  for (const char* name : {"Asia/Almaty", "Europe/Berlin", "Pacific/Apia", "UTC"}) {
    const auto zone = *Zone::load(name);
    const auto again = Zone::from_rules(name, zone.rules());
    ASSERT_TRUE(again) << again.error();
    EXPECT_EQ(again->rules(), zone.rules());
    for (const char* at : {"1960-01-01T00:00:00Z", "1991-07-01T00:00:00Z", "2011-12-30T12:00:00Z",
                           "2026-07-01T00:00:00Z", "2100-01-01T00:00:00Z"}) {
      EXPECT_EQ(again->to_rfc3339(*Instant::parse(at)), zone.to_rfc3339(*Instant::parse(at)));
    }
    EXPECT_EQ(again->start_of(Month::of(2026, 4)), zone.start_of(Month::of(2026, 4)));
  }
}

TEST(Zone, One_that_was_not_read_has_no_rules) {
  EXPECT_EQ(Zone().rules(), "");
}

TEST(Zone, Rules_that_were_kept_go_before_those_of_the_system) {
  const auto before_2024a = *Zone::from_rules("Asia/Almaty", "- 18000\n670366800 21600\n");
  EXPECT_EQ(before_2024a.to_rfc3339(*Instant::parse("2026-03-01T00:00:00Z")),
            "2026-03-01T06:00:00+06:00");
}

TEST(Zone, Rules_that_cannot_be_read_are_refused_by_the_zones_name) {
  for (const char* rules : {"", "x", "- x", "0 18000", "- 18000\n5", "- 18000\n5 x", "- 99999",
                            "- 18000\n7 3600\n7 7200", "- 18000\n7x 3600", "- 18000\n- 3600"}) {
    EXPECT_EQ(Zone::from_rules("Asia/Almaty", rules).error(),
              "the rules that were kept of time zone \"Asia/Almaty\" cannot be read")
        << rules;
  }
}

TEST(Zone, Says_its_offset_since_when_and_until_when) {
  const auto at = *Instant::parse("2026-03-01T00:00:00Z");
  EXPECT_EQ(Zone::load("Asia/Almaty")->said_at(at), "UTC+05:00 since 2024-02-29T18:00:00Z");
  EXPECT_EQ(Zone::load("Europe/Berlin")->said_at(at),
            "UTC+01:00 since 2025-10-26T01:00:00Z, UTC+02:00 from 2026-03-29T01:00:00Z on");
  EXPECT_EQ(Zone::load("UTC")->said_at(at), "UTC+00:00");
}

TEST(Zone, An_unknown_one_is_named) {
  EXPECT_EQ(Zone::load("Asia/Atlantis").error(), "unknown time zone \"Asia/Atlantis\"");
}

TEST(Instant, Reads_RFC_3339_and_nothing_else) {
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:01Z"), Instant::seconds(1));
  EXPECT_EQ(Instant::parse("1970-01-01T06:00:00.5+06:00"), Instant::microseconds(500'000));
  for (const char* text :
       {"", "2016-03-05", "2016-03-05T10:00:00", "2016-02-30T10:00:00Z", "2016-03-05T24:00:00Z",
        "2016-03-05T10:00:00+6", "x", "2016-03-05T10:00:00Zx", "2016-03-05T10:00:00.Z",
        "-016-03-05T10:00:00Z"}) {
    EXPECT_FALSE(Instant::parse(text)) << text;
  }
}

}  // namespace
}  // namespace airperk
