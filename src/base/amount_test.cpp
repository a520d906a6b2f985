#include "base/amount.h"

#include <gtest/gtest.h>

namespace airperk {
namespace {

TEST(Amount, Reads_and_writes_the_shortest_exact_decimal) {
  for (const char* text :
       {"0", "1000", "16.7", "0.0196875", "0.000000001", "-8.35", "9000000000"}) {
    const auto amount = Amount::parse(text);
    ASSERT_TRUE(amount) << text;
    EXPECT_EQ(amount->to_string(), text);
  }
  EXPECT_EQ(Amount::parse("16.70")->to_string(), "16.7");
}

TEST(Amount, Refuses_what_is_not_one) {
  for (const char* text : {"", "-", ".", "1.", ".5", "1e3", "1,000", " 1", "1 ", "0.0000000001",
                           "9000000000.000000001", "99999999999", "+1", "--1", "1.-5"}) {
    EXPECT_FALSE(Amount::parse(text)) << text;
  }
}

TEST(Amount, Sums_are_exact_or_refused) {
  EXPECT_EQ(*Amount::parse("0.1") + *Amount::parse("0.2"), *Amount::parse("0.3"));
  EXPECT_FALSE(plus(Amount::max(), Amount::nano(1)));
  EXPECT_DEATH(Amount::max() + Amount::nano(1), "assertion failed");
}

}  // namespace
}  // namespace airperk
