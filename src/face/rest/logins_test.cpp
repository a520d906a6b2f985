#include "face/rest/logins.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "face/rest/passwords.h"

namespace airperk::face::rest {
namespace {

using namespace std::chrono_literals;

const Moment start = Moment(1000h);
const Caller aigul{Role::care, "aigul", ""};

TEST(Logins, Are_found_by_their_id_alone) {
  Logins logins;
  const auto id = logins.open(aigul, 1, start);
  EXPECT_EQ(id.size(), 64u);
  const auto login = logins.find(id, start);
  ASSERT_TRUE(login);
  EXPECT_EQ(login->caller.account, "aigul");
  EXPECT_EQ(login->csrf.size(), 64u);
  EXPECT_NE(login->csrf, id);
  EXPECT_FALSE(logins.find(id.substr(0, 63), start));
  EXPECT_FALSE(logins.find("", start));
  logins.close(id);
  EXPECT_FALSE(logins.find(id, start));
}

TEST(Logins, End_when_idle_and_at_last_in_any_case) {
  Logins logins;
  const auto idle = logins.open(aigul, 1, start);
  EXPECT_TRUE(logins.find(idle, start + 30min));
  EXPECT_FALSE(logins.find(idle, start + 61min));
  const auto busy = logins.open(aigul, 1, start);
  for (auto at = start; at <= start + 12h; at += 20min) EXPECT_TRUE(logins.find(busy, at));
  EXPECT_FALSE(logins.find(busy, start + 12h + 1s));
}

TEST(Logins, Are_bounded_and_the_one_idle_longest_makes_room) {
  Logins logins;
  const auto first = logins.open(aigul, 1, start);
  const auto second = logins.open(aigul, 1, start + 1s);
  for (std::size_t i = 2; i < Logins::logins_max; ++i) logins.open(aigul, 1, start + 2s);
  logins.open(aigul, 1, start + 3s);
  EXPECT_FALSE(logins.find(first, start + 4s));
  EXPECT_TRUE(logins.find(second, start + 4s));
}

/// So often from somewhere else each time.
void tries_elsewhere(Lockout& lockout, int times) {
  for (int i = 0; i < times; ++i) {
    (void)lockout.try_now("aigul", fmt::format("10.1.{}.{}", i / 250, i % 250), start);
  }
}

TEST(Lockout, Doubles_the_wait_after_five_failures_for_that_account_and_there_alone) {
  Lockout lockout;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(lockout.try_now("aigul", "10.0.0.1", start));
  EXPECT_EQ(lockout.try_now("aigul", "10.0.0.1", start), 1s);
  EXPECT_FALSE(lockout.try_now("aigul", "10.0.0.1", start + 1s));
  EXPECT_EQ(lockout.try_now("aigul", "10.0.0.1", start + 1s), 2s);
  EXPECT_FALSE(lockout.try_now("serik", "10.0.0.1", start + 1s)) << "behind the same proxy";
  EXPECT_FALSE(lockout.try_now("aigul", "10.0.0.2", start + 1s)) << "aigul, where she works";
}

TEST(Lockout, Never_waits_longer_than_a_quarter_of_an_hour_and_forgets) {
  Lockout lockout;
  auto now = start;
  for (int i = 0; i < 30; ++i) {
    while (const auto wait = lockout.try_now("aigul", "x", now)) {
      EXPECT_LE(*wait, Lockout::wait_max);
      now += *wait;
    }
  }
  EXPECT_EQ(lockout.try_now("aigul", "x", now), Lockout::wait_max);
  now += 2h;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(lockout.try_now("aigul", "x", now));
}

TEST(Lockout, An_IPv6_network_is_one_place) {
  Lockout lockout;
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(lockout.try_now("aigul", fmt::format("2001:db8::{}", i), start));
  }
  EXPECT_TRUE(lockout.try_now("aigul", "2001:db8::77", start));
  EXPECT_FALSE(lockout.try_now("aigul", "2001:db8:0:1::77", start));
}

TEST(Lockout, Tries_from_everywhere_are_bounded_but_not_where_somebody_was_right_before) {
  Lockout lockout;
  EXPECT_FALSE(lockout.try_now("aigul", "10.0.0.1", start));
  lockout.succeeded("aigul", "10.0.0.1");
  tries_elsewhere(lockout, 100);
  EXPECT_TRUE(lockout.try_now("aigul", "10.0.0.2", start));
  EXPECT_FALSE(lockout.try_now("aigul", "10.0.0.1", start));
}

TEST(Lockout, Is_over_for_an_account_after_the_right_password) {
  Lockout lockout;
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(lockout.try_now("aigul", "x", start));
  lockout.succeeded("aigul", "x");
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(lockout.try_now("aigul", "x", start));
}

TEST(Passwords, Are_known_by_their_hash_alone) {
  const auto hash = password_hash("correct horse battery");
  EXPECT_EQ(hash.rfind("$argon2id$", 0), 0u);
  EXPECT_NE(hash, password_hash("correct horse battery"));
  EXPECT_TRUE(is_password("correct horse battery", hash));
  EXPECT_FALSE(is_password("correct horse batterz", hash));
  EXPECT_FALSE(is_password("", "no hash"));
  EXPECT_FALSE(is_password("anything", nobodys_hash()));
}

}  // namespace
}  // namespace airperk::face::rest
