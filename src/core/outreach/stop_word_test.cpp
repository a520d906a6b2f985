#include "core/outreach/stop_word.h"

#include <gtest/gtest.h>

#include <string>

namespace airperk::outreach {
namespace {

TEST(StopWordTest, Is_one_in_Latin_Russian_and_Kazakh_letters) {
  for (const auto* word :
       {"STOP", "UNSUBSCRIBE", "СТОП", "ОТПИСАТЬСЯ", "ТОҚТА", "ТОКТА", "ТОҚТАТУ", "TOQTA"}) {
    EXPECT_TRUE(is_stop_word(word)) << word;
  }
}

TEST(StopWordTest, Small_letters_are_as_good_as_large_ones) {
  for (const auto* word : {"stop", "Stop", "sToP", "unsubscribe", "стоп", "Стоп", "отписаться",
                           "тоқта", "Тоқтату", "токта", "toqta"}) {
    EXPECT_TRUE(is_stop_word(word)) << word;
  }
}

TEST(StopWordTest, Blanks_and_points_beside_it_do_not_matter) {
  for (const auto* word : {" stop", "stop ", "\tстоп.\r\n", "STOP!", "...тоқта!!!", "Stop !"}) {
    EXPECT_TRUE(is_stop_word(word)) << word;
  }
}

TEST(StopWordTest, Whatever_else_is_said_is_none) {
  for (const auto* word : {"", " ", "!", "stop it", "do not stop", "stopp", "sto", "s t o p",
                           "stop?", "1", "СТ0П", "стоп стоп", "тоқ"}) {
    EXPECT_FALSE(is_stop_word(word)) << word;
  }
}

TEST(StopWordTest, What_is_no_text_or_a_long_one_is_none) {
  EXPECT_FALSE(is_stop_word("stop\xff"));
  EXPECT_FALSE(is_stop_word("\xd0"));
  EXPECT_FALSE(is_stop_word(std::string("st\0op", 5)));
  EXPECT_TRUE(is_stop_word("stop" + std::string(96, ' ')));
  EXPECT_FALSE(is_stop_word("stop" + std::string(97, ' ')));
}

}  // namespace
}  // namespace airperk::outreach
