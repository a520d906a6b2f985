#include "base/assert.h"

#include <gmock/gmock.h>

namespace airperk {
namespace {

void fails() {
  AIRPERK_ASSERT(1 + 1 == 3);
}

TEST(AssertDeathTest, One_that_fails_ends_the_process_and_says_where) {
  EXPECT_DEATH(fails(), R"(assert_test\.cpp:[0-9]+: assertion failed: 1 \+ 1 == 3)");
}

TEST(AssertDeathTest, Where_nothing_has_changed_it_costs_what_was_asked_for) {
  {
    const AssertionsThrow while_it_lives;
    EXPECT_THROW(fails(), Broken);
  }
  EXPECT_DEATH(fails(), "assertion failed") << "and no longer";
}

}  // namespace
}  // namespace airperk
