#include "core/programme/texts.h"

#include <gtest/gtest.h>

namespace airperk::programme {
namespace {

const Language english = *Language::parse("en");

TEST(Language, Is_a_tag_of_two_or_three_small_letters) {
  EXPECT_EQ(Language::parse("kk")->to_string(), "kk");
  EXPECT_EQ(Language::parse("kaz")->to_string(), "kaz");
  EXPECT_EQ(Language::from_packed(english.packed()), english);
  for (const char* text : {"", "k", "KK", "kk-KZ", "k1", "kazk"}) {
    EXPECT_FALSE(Language::parse(text)) << text;
  }
}

TEST(Language, What_has_no_text_of_its_own_has_the_Kazakh_one) {
  const std::map<Language, std::string> texts = {{*Language::parse("kk"), "Kofe"},
                                                 {english, "Coffee"}};
  EXPECT_EQ(in_language(texts, english), "Coffee");
  EXPECT_EQ(in_language(texts, *Language::parse("ru")), "Kofe");
}

TEST(Text, Every_key_leads_back_to_its_text) {
  for (std::size_t i = 0; i < text_count; ++i) {
    const auto text = static_cast<Text>(i);
    EXPECT_EQ(text_with_key(key_of(text)), text) << i;
  }
  EXPECT_EQ(key_of(Text::home_guest), "home_guest");
  EXPECT_EQ(key_of(Text::joined), "joined");
  EXPECT_EQ(key_of(Text::balance_waiting), "balance_waiting");
  EXPECT_EQ(key_of(Text::month_12), "month_12");
  EXPECT_FALSE(text_with_key("nothing"));
}

TEST(Texts, Are_filled_with_values_and_keep_what_has_none) {
  Texts texts;
  texts.set(Text::joined, english, "{amount} until {until}{amount}");
  EXPECT_TRUE(texts.has(Text::joined, english));
  EXPECT_FALSE(texts.has(Text::left, english));
  EXPECT_FALSE(texts.has(Text::joined, *Language::parse("kk")));
  EXPECT_EQ(texts.fill(Text::joined, english, {{"amount", "5"}}), "5 until {until}5");
}

TEST(Texts, A_value_is_never_filled_again_and_loose_braces_stay) {
  const std::vector<Value> values = {{"a", "{b}"}, {"b", "x"}};
  EXPECT_EQ(filled("{a}{b}", values), "{b}x");
  EXPECT_EQ(filled("{", values), "{");
  EXPECT_EQ(filled("}{a", values), "}{a");
  EXPECT_EQ(filled("{{a}}", values), "{{b}}");
  EXPECT_EQ(filled("{}", values), "{}");
  EXPECT_EQ(filled("", values), "");
}

}  // namespace
}  // namespace airperk::programme
