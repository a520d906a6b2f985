#include "engine/replies.h"

#include <gtest/gtest.h>

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

TEST(Replies, A_reply_is_kept_for_a_buckets_span_at_least_and_two_at_most) {
  Replies replies;
  const Instant start = Instant::seconds(1'000'000);
  const auto span = Replies::bucket_span;
  replies.remember(key("a"), "first", start);
  replies.remember(key("b"), "second", start + span);
  ASSERT_NE(replies.find(key("a")), nullptr);
  EXPECT_EQ(*replies.find(key("a")), "first");
  replies.remember(key("c"), "third", start + span + span);
  EXPECT_EQ(replies.find(key("a")), nullptr);
  EXPECT_NE(replies.find(key("b")), nullptr);
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
  const auto again = answer_from(facts_of(answer, 9), 9);
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
  EXPECT_EQ(answer_from(facts_of(Answer(), 9), 10).fault, Fault::key_reused);
}

}  // namespace
}  // namespace airperk::engine
