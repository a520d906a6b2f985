#include "engine/replies.h"

#include <gtest/gtest.h>

#include <set>

namespace airperk::engine {
namespace {

store::RequestKey key(const char* name) {
  return RequestKeys(std::string(32, 's')).key("space", name);
}

TEST(RequestKeys, A_key_hangs_on_the_secret_and_on_each_part) {
  const RequestKeys keys(std::string(32, 's')), others(std::string(32, 't'));
  EXPECT_EQ(keys.key("gy", "a", "b"), keys.key("gy", "a", "b"));
  EXPECT_NE(keys.key("gy", "a", "b"), others.key("gy", "a", "b"));
  EXPECT_NE(keys.key("gy", "a", "b"), keys.key("http", "a", "b"));
  EXPECT_NE(keys.key("gy", "ab", ""), keys.key("gy", "a", "b"));
}

TEST(SessionHash, Its_keys_are_apart_by_name_by_number_and_by_what_is_asked) {
  const RequestKeys keys(std::string(32, 's')), others(std::string(32, 't'));
  const auto hash = keys.hash("pgw;1;2");
  const std::set<store::RequestKey> all{hash.request(0),
                                        hash.request(1),
                                        hash.request(0x1'0000),
                                        hash.event(0),
                                        hash.event(1),
                                        hash.refund(0),
                                        hash.refund(1),
                                        keys.hash("pgw;1;3").request(0),
                                        keys.hash("").request(0),
                                        others.hash("pgw;1;2").request(0)};
  EXPECT_EQ(all.size(), 10u);
  EXPECT_EQ(hash.request(7), keys.hash("pgw;1;2").request(7));
  EXPECT_EQ(hash.session(), keys.hash("pgw;1;2").session());
  EXPECT_NE(hash.session(), others.hash("pgw;1;2").session());
}

TEST(Replies, A_reply_is_kept_for_a_buckets_span_at_least_and_two_at_most) {
  const Instant start = Instant::seconds(1'000'000);
  Replies replies(start);
  const auto span = Replies::bucket_span;
  replies.remember(key("a"), "first");
  replies.go_on(start + span);
  replies.remember(key("b"), "second");
  EXPECT_EQ(replies.find(key("a")), "first");
  replies.go_on(start + span + span);
  replies.remember(key("c"), "third");
  EXPECT_EQ(replies.find(key("a")), std::nullopt);
  EXPECT_EQ(replies.find(key("b")), "second");
}

TEST(Replies, What_is_from_before_a_start_is_the_stores_to_find_for_a_buckets_span) {
  const Instant start = Instant::seconds(1'000'000);
  const auto span = Replies::bucket_span;
  Replies replies(start);
  EXPECT_FALSE(replies.is_complete());
  replies.go_on(start + span - Duration::seconds(1));
  EXPECT_FALSE(replies.is_complete());
  replies.go_on(start + span);
  EXPECT_TRUE(replies.is_complete());
  Replies all(start);
  all.has_all();
  EXPECT_TRUE(all.is_complete());
}

TEST(Replies, What_has_no_room_in_memory_is_the_stores_to_find) {
  const Instant start = Instant::seconds(1'000'000);
  Replies replies(start, 2);
  replies.has_all();
  for (const char* name : {"a", "b", "c", "d"}) replies.remember(key(name), name);
  EXPECT_TRUE(replies.is_complete()) << "two buckets have them all";
  replies.remember(key("e"), "e");
  EXPECT_FALSE(replies.is_complete());
}

TEST(Replies, Memory_stays_bounded_however_many_come_within_a_buckets_span) {
  constexpr std::size_t per_bucket = 1000;
  Replies replies(Instant::seconds(1'000'000), per_bucket);
  const RequestKeys keys(std::string(32, 's'));
  const auto nth = [&](std::size_t n) { return keys.hash(std::to_string(n)).event(0); };
  const auto facts = [](std::size_t n) { return std::string(n % 700, 'x') + std::to_string(n); };
  for (std::size_t n = 0; n < 10 * per_bucket; ++n) {
    replies.remember(nth(n), facts(n));
    ASSERT_LE(replies.count(), 2 * per_bucket);
    ASSERT_EQ(replies.find(nth(n)), facts(n));
    if (n < per_bucket) continue;
    ASSERT_EQ(replies.find(nth(n - per_bucket)), facts(n - per_bucket));
  }
  EXPECT_EQ(replies.find(nth(0)), std::nullopt);
}

TEST(Replies, An_answers_facts_come_back_whole) {
  Answer answer;
  answer.now = Instant::seconds(1'457'150'400);
  answer.refusal = subscriber::Refusal::B7_main_too_low;
  answer.body = Outcome{.created = true,
                        .main = Amount::nano(-5),
                        .amount = Amount::nano(1),
                        .until = Instant::seconds(7),
                        .version = 3,
                        .quantity = 1ull << 40};
  const auto again = answer_from(facts_of(answer, {9}), {9});
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.now, answer.now);
  EXPECT_EQ(again.refusal, answer.refusal);
  const auto &was = std::get<Outcome>(answer.body), &is = std::get<Outcome>(again.body);
  EXPECT_EQ(is.created, was.created);
  EXPECT_EQ(is.main, was.main);
  EXPECT_EQ(is.amount, was.amount);
  EXPECT_EQ(is.until, was.until);
  EXPECT_EQ(is.version, was.version);
  EXPECT_EQ(is.quantity, was.quantity);
}

TEST(Replies, Another_request_under_the_same_key_is_a_fault) {
  EXPECT_EQ(answer_from(facts_of(Answer(), {9}), {10}).fault, Fault::key_reused);
  EXPECT_EQ(answer_from(facts_of(Answer(), {0}), {10}).fault, Fault::none) << "nobody knows";
  EXPECT_FALSE(is_anothers(facts_of(Answer(), {9, 1}), {9, 2})) << "whoever asks for the same";
  EXPECT_FALSE(is_anothers(facts_of(Answer(), {9, 1}), {10, 1})) << "its own name used twice";
  EXPECT_TRUE(is_anothers(facts_of(Answer(), {9, 1}), {10, 2}));
  EXPECT_FALSE(is_anothers(facts_of(Answer(), {9, 0}), {10, 2})) << "of before this was kept";
}

}  // namespace
}  // namespace airperk::engine
