#include "core/outreach/plan_check.h"

#include "core/outreach/outreach_test_environment.h"

namespace airperk::outreach {
namespace {

using subscriber::Channel;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PlanCheckTest : public OutreachTest {
 protected:
  /// The field of the first problem; nothing for a sound plan.
  std::string wrong() {
    const auto problem = check(plan, world.programme(), world.now);
    if (!problem) return "";
    words = problem->words;
    EXPECT_THAT(words, StartsWith("\"" + problem->field + "\" "));
    return problem->field;
  }
  std::string& text(std::string_view tag = "kk") { return plan.texts[language(tag)]; }
  static std::string times(int count, std::string_view letter) {
    std::string text;
    for (int i = 0; i < count; ++i) text += letter;
    return text;
  }
  void fits(Channel channel, std::string_view letter, int most) {
    plan.channel = channel;
    text() = times(most, letter);
    EXPECT_EQ(wrong(), "") << letter;
    text() += letter;
    EXPECT_EQ(wrong(), "texts.kk") << letter;
    EXPECT_THAT(words, HasSubstr(fmt::format("{} fit", most)));
  }

  Plan plan = message();
  std::string words;
};

TEST_F(PlanCheckTest, A_sound_plan_has_no_problem) {
  EXPECT_EQ(wrong(), "");
}

TEST_F(PlanCheckTest, Its_names_have_1_to_100_octets_of_text) {
  const std::pair<const char*, std::string Plan::*> names[] = {
      {"partner", &Plan::partner}, {"name", &Plan::name}, {"by", &Plan::by}};
  for (const auto& [field, member] : names) {
    plan = message();
    for (const auto& bad : {std::string(), std::string(101, 'x'), std::string("\xff")}) {
      plan.*member = bad;
      EXPECT_EQ(wrong(), field);
    }
    plan.*member = std::string(100, 'x');
    EXPECT_EQ(wrong(), "");
  }
}

TEST_F(PlanCheckTest, It_speaks_Kazakh) {
  plan.texts.erase(language("kk"));
  EXPECT_EQ(wrong(), "texts.kk");
  plan.texts.clear();
  EXPECT_EQ(wrong(), "texts.kk");
}

TEST_F(PlanCheckTest, It_speaks_no_language_that_the_programme_does_not) {
  text("de") = "Kaffee";
  EXPECT_EQ(wrong(), "texts.de");
}

TEST_F(PlanCheckTest, An_empty_or_broken_text_is_none) {
  text("ru") = "";
  EXPECT_EQ(wrong(), "texts.ru");
  text("ru") = "\xd0";
  EXPECT_EQ(wrong(), "texts.ru");
  EXPECT_THAT(words, HasSubstr("is not UTF-8"));
}

TEST_F(PlanCheckTest, C6_an_SMS_has_ten_parts) {
  fits(Channel::sms, "x", 670);
  fits(Channel::sms, "қ", 670);
}

TEST_F(PlanCheckTest, A_call_says_a_thousand_letters) {
  fits(Channel::call, "қ", 1000);
}

TEST_F(PlanCheckTest, A_USSD_notice_is_one_screen) {
  fits(Channel::ussd, "x", 182);
  fits(Channel::ussd, "қ", 79);
}

TEST_F(PlanCheckTest, On_a_USSD_screen_a_letter_of_the_extension_table_takes_two_places) {
  plan.channel = Channel::ussd;
  text() = times(91, "€");
  EXPECT_EQ(wrong(), "");
  text() += "x";
  EXPECT_EQ(wrong(), "texts.kk");
}

TEST_F(PlanCheckTest, A_list_has_somebody_on_it) {
  plan = listed(plan, {});
  EXPECT_EQ(wrong(), "audience");
  plan = listed(plan, {a.id()});
  EXPECT_EQ(wrong(), "");
}

TEST_F(PlanCheckTest, A_segment_names_tariffs_of_the_programme) {
  plan.audience.tariffs = {NameKey::of("Time to Talk"), NameKey::of("Time to Leave")};
  EXPECT_EQ(wrong(), "audience.tariffs");
  plan.audience.tariffs.pop_back();
  EXPECT_EQ(wrong(), "");
}

TEST_F(PlanCheckTest, A_segment_names_regions_of_the_programme) {
  plan.audience.regions = {NameKey::of("Almaty"), NameKey::of("Atlantis")};
  EXPECT_EQ(wrong(), "audience.regions");
  plan.audience.regions.pop_back();
  EXPECT_EQ(wrong(), "");
}

TEST_F(PlanCheckTest, A_span_of_joins_ends_after_it_begins) {
  plan.audience.joined_from = plan.audience.joined_until = world.now;
  EXPECT_EQ(wrong(), "audience.joined_until");
  plan.audience.joined_until = world.now + Duration::microseconds(1);
  EXPECT_EQ(wrong(), "");
}

TEST_F(PlanCheckTest, Half_of_the_audience_at_most_is_its_control_group) {
  plan.control = 50;
  EXPECT_EQ(wrong(), "");
  plan.control = 51;
  EXPECT_EQ(wrong(), "control");
}

TEST_F(PlanCheckTest, It_ends_after_it_starts_and_after_now) {
  plan.ends = plan.starts;
  EXPECT_EQ(wrong(), "ends");
  EXPECT_THAT(words, HasSubstr("after \"starts\""));
  plan.ends = world.now;
  EXPECT_EQ(wrong(), "ends");
  EXPECT_THAT(words, HasSubstr("has passed"));
  plan.ends = world.now + Duration::microseconds(1);
  EXPECT_EQ(wrong(), "");
}

TEST_F(PlanCheckTest, It_lasts_60_days_at_most) {
  plan.ends = plan.starts + Duration::days(60);
  EXPECT_EQ(wrong(), "");
  plan.ends = plan.ends + Duration::microseconds(1);
  EXPECT_EQ(wrong(), "ends");
  EXPECT_LT(campaign_longest, subscriber::contacts_kept) << "C6: while it lasts it is known whom";
}

TEST_F(PlanCheckTest, Its_priority_is_1_to_9) {
  for (const auto& [priority, field] :
       {std::pair(0, "priority"), {1, ""}, {9, ""}, {10, "priority"}}) {
    plan.priority = priority;
    EXPECT_EQ(wrong(), field) << priority;
  }
}

}  // namespace
}  // namespace airperk::outreach
