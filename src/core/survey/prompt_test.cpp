#include "core/survey/prompt.h"

#include "core/survey/survey_test_environment.h"

namespace airperk::survey {
namespace {

const programme::Programme& smart() {
  static const auto loaded = programme::load_smart();
  return loaded.programme;
}

std::string english(const Questionnaire& questionnaire, std::size_t place) {
  return prompt(questionnaire, place, *programme::Language::parse("en"), smart());
}

TEST(PromptTest, It_says_where_one_is_what_can_be_said_and_how_to_skip) {
  EXPECT_EQ(english(cafe(), 0), "1/4 Cafe?\n1.Yes\n2.No\n9.Skip");
  EXPECT_EQ(english(cafe(), 3), "4/4 How good?\n00.Skip");
}

TEST(PromptTest, A_language_without_a_text_hears_the_Kazakh_one) {
  auto questionnaire = cafe();
  questionnaire.questions[0].texts = words("Kafe?", "Cafe?");
  EXPECT_EQ(english(questionnaire, 0), "1/4 Cafe?\n1.Yes\n2.No\n9.Skip");
  questionnaire.questions[0].texts = words("Kafe?");
  EXPECT_EQ(english(questionnaire, 0), "1/4 Kafe?\n1.Yes\n2.No\n9.Skip");
}

TEST(PromptTest, A_single_choice_is_one_digit) {
  const auto question = cafe().questions[0];
  EXPECT_EQ(read_answer(question, "1"), given(0));
  EXPECT_EQ(read_answer(question, " 2. "), given(1));
  EXPECT_EQ(read_answer(question, "9"), skipped);
  for (const auto* other : {"", "0", "3", "12", "yes", "-1", "1 2", "99999999999999999999"}) {
    EXPECT_EQ(read_answer(question, other), std::nullopt) << other;
  }
}

TEST(PromptTest, A_multiple_choice_is_any_of_its_digits) {
  const auto question = cafe().questions[1];
  EXPECT_EQ(read_answer(question, "13"), given(0b101));
  EXPECT_EQ(read_answer(question, "3, 1"), given(0b101));
  EXPECT_EQ(read_answer(question, "2"), given(0b010));
  EXPECT_EQ(read_answer(question, "9"), skipped);
  for (const auto* other : {"", "14", "0", ",", "a1"}) {
    EXPECT_EQ(read_answer(question, other), std::nullopt) << other;
  }
}

TEST(PromptTest, A_number_is_within_its_range_and_9_is_a_number) {
  const auto age = cafe().questions[2], scale = cafe().questions[3];
  EXPECT_EQ(read_answer(age, "10"), given(10));
  EXPECT_EQ(read_answer(age, "99"), given(99));
  EXPECT_EQ(read_answer(age, "100"), std::nullopt);
  EXPECT_EQ(read_answer(age, "9"), std::nullopt);
  EXPECT_EQ(read_answer(scale, "9"), given(9));
  EXPECT_EQ(read_answer(scale, "00"), skipped);
}

}  // namespace
}  // namespace airperk::survey
