#include "core/survey/answers.h"

#include "core/survey/survey_test_environment.h"

namespace airperk::survey {
namespace {

class AnswersTest : public ::testing::Test {
 protected:
  std::optional<std::size_t> next(std::vector<Answer> so_far) {
    answers.of = std::move(so_far);
    answers.of.resize(asked.questions.size());
    return next_question(asked, answers);
  }
  Questionnaire asked = cafe();
  Answers answers = unanswered(asked);
};

TEST_F(AnswersTest, Questions_come_in_their_order_and_an_option_can_go_past_some) {
  EXPECT_EQ(next({}), 0u);
  EXPECT_EQ(next({given(0)}), 1u);
  EXPECT_EQ(next({given(1)}), 2u);
  EXPECT_EQ(next({skipped}), 1u) << "who skips it goes on in order";
  EXPECT_EQ(next({given(1), {}, given(20)}), 3u);
  EXPECT_EQ(next({given(1), {}, given(20), skipped}), std::nullopt);
}

TEST_F(AnswersTest, An_option_can_end_the_survey) {
  asked.questions[0].options[1].next = the_end;
  EXPECT_EQ(next({given(1)}), std::nullopt);
}

TEST_F(AnswersTest, As_octets_where_one_stands_comes_back_and_is_always_as_long) {
  const auto empty = to_octets({.answers = answers});
  next({given(0), given(0b101), given(99), skipped});
  const Progress progress{~0ull, true, true, true, 3, answers};
  const auto full = to_octets(progress);
  EXPECT_EQ(empty.size(), full.size());
  EXPECT_EQ(progress_from(asked, full), progress);
  EXPECT_EQ(progress_from(asked, empty), (Progress{.answers = unanswered(asked)}));
}

TEST_F(AnswersTest, Octets_of_another_questionnaire_are_none) {
  next({given(1)});
  const auto octets = to_octets({.answers = answers});
  EXPECT_EQ(progress_from(asked, octets.substr(1)), std::nullopt);
  EXPECT_EQ(progress_from(asked, ""), std::nullopt);
  asked.questions[0] = number("How good?", 5, 9);
  EXPECT_EQ(progress_from(asked, octets), std::nullopt) << "1 is not on that scale";
  auto wrong = octets;
  wrong[12] = 7;
  EXPECT_EQ(progress_from(cafe(), wrong), std::nullopt) << "no such state";
}

TEST_F(AnswersTest, The_turn_counts_what_was_answered_or_skipped) {
  EXPECT_EQ(turn_of(answers), 0u);
  next({given(1), {}, skipped});
  EXPECT_EQ(turn_of(answers), 2u);
}

}  // namespace
}  // namespace airperk::survey
