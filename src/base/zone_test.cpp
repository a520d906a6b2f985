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
