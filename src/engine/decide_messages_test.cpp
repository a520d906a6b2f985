#include <gmock/gmock.h>

#include "engine/engine_test_environment.h"

namespace airperk::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class DecideMessagesTest : public EngineTest {
 protected:
  DecideMessagesTest() {
    auto provision = new_subscriber();
    provision.language = programme::Language::parse("en");
    ask(aigul, provision);
    dials(aigul, "*555*1#");
  }
  SurveyTurn writes(std::string text) {
    const dialogue::SurveyReply said{subscriber::Channel::sms, 0, 0, std::move(text)};
    return std::get<SurveyTurn>(ask(aigul, said).body);
  }
  bool is_member() { return record(aigul).is_member(); }
};

TEST_F(DecideMessagesTest, C10_a_word_that_stops_leaves_and_says_how_to_come_back) {
  const auto answer = writes("«STOP»!");
  EXPECT_TRUE(answer.understood);
  EXPECT_THAT(answer.screen.text, HasSubstr("*555*1#"));
  EXPECT_FALSE(is_member());
}

TEST_F(DecideMessagesTest, C10_M7_who_is_no_member_is_told_so) {
  writes("STOP");
  const auto answer = writes("STOP");
  EXPECT_TRUE(answer.understood);
  EXPECT_THAT(answer.screen.text, HasSubstr("not a member"));
}

TEST_F(DecideMessagesTest, C10_what_is_not_understood_is_answered_once_a_day_with_how_to_leave) {
  const auto first = writes("when is my bonus?");
  EXPECT_FALSE(first.understood);
  EXPECT_THAT(first.screen.text, HasSubstr("*555*2#"));
  EXPECT_TRUE(is_member());
  const auto second = writes("");
  EXPECT_FALSE(second.understood);
  EXPECT_THAT(second.screen.text, IsEmpty());
  restart();
  EXPECT_THAT(writes("hello?").screen.text, IsEmpty());
  moves_clock("2016-03-05 23:59");
  EXPECT_THAT(writes("hello?").screen.text, IsEmpty());
  moves_clock("2016-03-06 00:00");
  EXPECT_THAT(writes("hello?").screen.text, HasSubstr("*555*2#"));
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(DecideMessagesTest, C10_who_has_left_is_told_how_to_join) {
  writes("STOP");
  EXPECT_THAT(writes("hello?").screen.text, HasSubstr("*555*1#"));
  EXPECT_THAT(writes("hello?").screen.text, IsEmpty());
}

}  // namespace
}  // namespace airperk::engine
