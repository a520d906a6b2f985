#include "core/survey/questionnaire_check.h"

#include "core/survey/survey_test_environment.h"

namespace airperk::survey {
namespace {

using ::testing::HasSubstr;

class QuestionnaireCheckTest : public ::testing::Test {
 protected:
  /// "field words" of the first problem; empty: none.
  std::string problem(const Questionnaire& questionnaire, Medium medium = Medium::screen) {
    static const auto smart = programme::load_smart();
    const auto found = check(questionnaire, smart.programme, medium);
    return found ? found->field + " " + found->words : "";
  }
  std::string of_first(Question question) {
    Questionnaire one;
    one.questions = {std::move(question)};
    return problem(one);
  }
  Questionnaire asked = cafe();
};

TEST_F(QuestionnaireCheckTest, A_sound_one_has_no_problem) {
  EXPECT_EQ(problem(asked), "");
  EXPECT_EQ(problem(asked, Medium::message), "");
}

TEST_F(QuestionnaireCheckTest, It_asks_something_and_not_too_much) {
  EXPECT_EQ(problem({}), "questions is empty: ask something");
  asked.questions.assign(21, choice("Cafe?", {"Yes", "No"}));
  EXPECT_EQ(problem(asked), "questions has 21 questions: 20 are the most");
}

TEST_F(QuestionnaireCheckTest, A_loop_is_refused_with_its_place_and_mend) {
  asked.questions[2].next = 0;
  EXPECT_EQ(problem(asked),
            "questions[3].next makes a loop: it leads back to question 1; name a later question, "
            "or \"end\"");
  asked = cafe();
  asked.questions[0].options[0].next = 0;
  EXPECT_THAT(problem(asked), HasSubstr("questions[1].options[1].next makes a loop"));
}

TEST_F(QuestionnaireCheckTest, A_way_to_a_question_that_does_not_exist_is_a_dead_end) {
  asked.questions[0].options[1].next = 9;
  EXPECT_EQ(problem(asked),
            "questions[1].options[2].next is a dead end: there is no question 10; name a later "
            "question, or \"end\"");
}

TEST_F(QuestionnaireCheckTest, A_question_to_which_nobody_comes_is_a_dead_end) {
  asked.questions[0].next = 2;
  asked.questions[0].options[0].next = 3;
  EXPECT_EQ(problem(asked),
            "questions[2] is a dead end: no answer leads to it; lead one there, or leave it out");
}

TEST_F(QuestionnaireCheckTest, Every_text_is_there_in_Kazakh) {
  asked.questions[1].options[2].texts = {{*programme::Language::parse("ru"), "Tort"}};
  EXPECT_EQ(problem(asked),
            "questions[2].options[3].texts.kk is missing: every text must be there in Kazakh");
  asked.questions[1].options[2].texts = words("Tort\n9.Cake");
  EXPECT_THAT(problem(asked), HasSubstr("has several lines"));
  asked.questions[1].options[2].texts = words("\xff");
  EXPECT_THAT(problem(asked), HasSubstr("is not UTF-8"));
}

TEST_F(QuestionnaireCheckTest, A_screen_holds_the_question_with_all_its_options) {
  const std::string long_word(30, 'a');
  const auto question = choice("Cafe?", {long_word, long_word, long_word});
  EXPECT_THAT(of_first(question), HasSubstr("79 fit: shorten it"));
  Questionnaire by_sms;
  by_sms.questions = {question};
  EXPECT_EQ(problem(by_sms, Medium::message), "");
  // One letter that is not Latin makes every letter twice as long.
  EXPECT_THAT(of_first(choice("Қалай?", {long_word, long_word})), HasSubstr("79 fit: shorten it"));
}

TEST_F(QuestionnaireCheckTest, A_choice_has_two_to_five_options) {
  EXPECT_EQ(of_first(choice("Cafe?", {"Yes"})), "questions[1].options has 1: give 2 to 5");
  EXPECT_THAT(of_first(choice("Cafe?", {"a", "b", "c", "d", "e", "f"})), HasSubstr("has 6"));
  asked.questions[1].options[0].next = 3;
  EXPECT_THAT(problem(asked), HasSubstr("belongs to a single choice"));
}

TEST_F(QuestionnaireCheckTest, A_number_has_bands_and_a_scale_has_few_values) {
  EXPECT_THAT(of_first(number("Good?", 0, 11)), HasSubstr("ask for a number instead"));
  EXPECT_THAT(of_first(number("Good?", 5, 5)), HasSubstr("must be above \"lowest\""));
  EXPECT_THAT(of_first(number("Age?", 10, 99, {18, 18})), HasSubstr("must ascend"));
  EXPECT_THAT(of_first(number("Age?", 10, 99, {10})), HasSubstr("must ascend"));
  EXPECT_THAT(of_first(number("Age?", 10, 99, {100})), HasSubstr("must ascend"));
  auto without = number("Age?", 10, 99);
  without.kind = QuestionKind::number;
  EXPECT_THAT(of_first(without), HasSubstr("bands is missing"));
  EXPECT_THAT(of_first(number("Age?", 0, 2'000'000'000, {18})), HasSubstr("within a billion"));
}

TEST_F(QuestionnaireCheckTest, A_bonus_is_valid_for_some_time) {
  asked.bonus = Amount::units(50);
  EXPECT_THAT(problem(asked), HasSubstr("bonus.validity_days is missing"));
  asked.bonus_validity = Duration::days(7);
  EXPECT_EQ(problem(asked), "");
}

}  // namespace
}  // namespace airperk::survey
