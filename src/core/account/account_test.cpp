#include "core/account/account.h"

#include <gtest/gtest.h>

namespace airperk::account {
namespace {

TEST(Accounts, Are_what_their_newest_change_says_and_count_changes) {
  Accounts accounts;
  accounts.apply({"aigul", "care", "", "hash 1", false, {}, "admin"});
  accounts.apply({"aigul", "marketing", "", "hash 2", true, {}, "admin"});
  const auto* aigul = accounts.find("aigul");
  ASSERT_NE(aigul, nullptr);
  EXPECT_EQ(aigul->state.role, "marketing");
  EXPECT_TRUE(aigul->state.disabled);
  EXPECT_EQ(aigul->version, 2u);
  EXPECT_EQ(accounts.find("Aigul"), nullptr);
}

TEST(Names, Can_stand_in_addresses_and_logs) {
  for (const auto* good : {"a", "aigul.s", "care-7_x"}) EXPECT_FALSE(name_problem(good)) << good;
  for (const auto* bad : {"", "Aigul", "7a", "a b", "a/b", "a\n", "айгуль", "<script>"}) {
    EXPECT_TRUE(name_problem(bad)) << bad;
  }
  EXPECT_TRUE(name_problem(std::string(41, 'a')));
}

TEST(Passwords, That_are_short_repeated_or_hold_the_name_are_refused) {
  EXPECT_FALSE(password_problem("correct horse", "aigul"));
  EXPECT_TRUE(password_problem("elevenchars", "aigul"));
  EXPECT_TRUE(password_problem("aaaaaaaaaaaaaaaa", "x"));
  EXPECT_TRUE(password_problem("aigul-aigul-1", "aigul"));
  EXPECT_TRUE(password_problem(std::string(201, 'x') + "y", "aigul"));
}

}  // namespace
}  // namespace airperk::account
