#include "protocol/wire/intake.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace airperk::wire {
namespace {

void read_into(Intake& intake, std::string_view text) {
  std::copy(text.begin(), text.end(), intake.space().begin());
  intake.filled(text.size());
}

TEST(Intake, Keeps_what_was_not_consumed_in_front_of_what_comes_next) {
  Intake intake(8);
  read_into(intake, "abcde");
  intake.consume(3);
  EXPECT_EQ(as_text(intake.waiting()), "de");
  read_into(intake, "fghijk");
  EXPECT_EQ(as_text(intake.waiting()), "defghijk");
}

TEST(Intake, Never_grows) {
  Intake intake(4);
  read_into(intake, "abcd");
  EXPECT_TRUE(intake.space().empty());
  EXPECT_DEATH(intake.filled(1), "assertion");
}

TEST(Intake, A_consumed_span_is_valid_until_the_next_read) {
  Intake intake(4);
  read_into(intake, "abcd");
  const Bytes first = intake.waiting().first(2);
  intake.consume(2);
  EXPECT_EQ(as_text(first), "ab");
}

}  // namespace
}  // namespace airperk::wire
