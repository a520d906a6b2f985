#include "core/outreach/stop_word.h"

#include <gtest/gtest.h>

#include <string>

namespace airperk::outreach {
namespace {

void is_one(std::string_view text) {
  EXPECT_TRUE(is_stop_word(text)) << text;
}
void is_none(std::string_view text) {
  EXPECT_FALSE(is_stop_word(text)) << text;
}

TEST(StopWordTest, C10_is_one_in_Latin_Russian_and_Kazakh_letters) {
  for (const auto* word : {"STOP", "UNSUBSCRIBE", "СТОП", "ОТПИСАТЬСЯ", "ТОҚТА", "ТОКТА", "ТОҚТАТУ",
                           "TOQTA", "CANCEL", "Отписка"}) {
    is_one(word);
  }
}

TEST(StopWordTest, C10_small_letters_are_as_good_as_large_ones) {
  for (const auto* word : {"stop", "Stop", "sToP", "unsubscribe", "стоп", "Стоп", "отписаться",
                           "тоқта", "Тоқтату", "токта", "toqta"}) {
    is_one(word);
  }
}

TEST(StopWordTest, C10_marks_quotes_and_blanks_do_not_matter) {
  for (const auto* word :
       {" stop", "stop ", "\tстоп.\r\n", "STOP!", "...тоқта!!!", "Stop !", "«СТОП»", "\"STOP\"",
        "'stop'", "“Стоп”", "„стоп“", "(stop)", "стоп?", "\xEF\xBB\xBFSTOP", "-STOP-", "*STOP*",
        "стоп\xC2\xA0!", "STOP \xF0\x9F\x99\x8F"}) {
    is_one(word);
  }
}

TEST(StopWordTest, C10_kind_words_beside_it_do_not_matter) {
  for (const auto* word :
       {"Stop please", "please stop", "STOP 555", "Стоп, пожалуйста!", "стоп смс", "Тоқта өтінемін",
        "stop it", "stop stop", "stop all messages now"}) {
    is_one(word);
  }
}

TEST(StopWordTest, C10_letters_that_look_alike_are_alike) {
  is_one("CTO\xD0\x9F");         // Latin C, T, O and a Cyrillic П
  is_one("\xD0\xA1TO\xD0\x9F");  // and with a Cyrillic С
  is_one("CTO\xCE\xA0");         // the GSM alphabet's Π
  is_one("ST\xD0\x9EP");         // STOP with a Cyrillic О
}

TEST(StopWordTest, C10_whatever_else_is_said_is_none) {
  for (const auto* word : {"", " ", "!", "please", "do not stop", "stopp", "sto", "s t o p", "1",
                           "СТ0П", "тоқ", "where is the bus stop", "не стоп", "555", "1 stop"}) {
    is_none(word);
  }
}

TEST(StopWordTest, C10_what_is_no_text_or_a_long_one_is_none) {
  is_none("stop\xff");
  is_none("\xd0");
  is_none("stop\xff\xfe");
  is_one("stop" + std::string(156, ' '));
  is_none("stop" + std::string(157, ' '));
}

}  // namespace
}  // namespace airperk::outreach
