#include "core/outreach/publication.h"

#include "core/outreach/outreach_test_environment.h"

namespace airperk::outreach {
namespace {

using ::testing::HasSubstr;

class PublicationTest : public OutreachTest {
 protected:
  PublicationTest() {
    what.partner = "Coffee";
    what.titles = {{language("kk"), "Kofe"}};
    what.texts = {{language("kk"), "Kofe tegin"}, {language("ru"), "Kofe darom"}};
    what.from = world.now;
    what.until = world.now + Duration::days(30);
    what.places = static_cast<std::uint8_t>(Place::site);
    what.by = "planner";
  }
  std::string wrong() {
    const auto problem = check(what, world.programme(), world.now);
    words = problem ? problem->words : "";
    return problem ? problem->field : "";
  }
  std::uint32_t planned() {
    const auto id = publications.next_id();
    publications.apply(PublicationPlanned{id, world.now, what});
    return id;
  }
  void moves(std::uint32_t id, PublicationState to) {
    publications.apply(PublicationMoved{id, world.now, to, "chief"});
  }

  Publication what;
  Publications publications;
  std::string words;
};

TEST_F(PublicationTest, A_sound_one_has_nothing_wrong) {
  EXPECT_EQ(wrong(), "");
}

TEST_F(PublicationTest, Title_and_text_are_there_in_Kazakh_and_in_no_foreign_language) {
  what.titles = {{language("ru"), "Kofe"}};
  EXPECT_EQ(wrong(), "title.kk");
  what.titles = {{language("kk"), "Kofe"}};
  what.texts[language("de")] = "Kaffee";
  EXPECT_EQ(wrong(), "texts.de");
  what.texts = {{language("ru"), "Kofe"}};
  EXPECT_EQ(wrong(), "texts.kk");
}

TEST_F(PublicationTest, It_is_plain_text_of_a_length_that_fits) {
  what.titles[language("kk")] = "a\x01";
  EXPECT_EQ(wrong(), "title.kk");
  what.titles[language("kk")] = std::string(title_longest + 1, 'x');
  EXPECT_EQ(wrong(), "title.kk");
  EXPECT_THAT(words, HasSubstr("120 fit"));
  what.titles[language("kk")] = std::string(title_longest, 'x');
  what.texts[language("kk")] = "two\nlines";
  EXPECT_EQ(wrong(), "");
}

TEST_F(PublicationTest, It_stands_somewhere_for_some_time_to_come) {
  what.places = 0;
  EXPECT_EQ(wrong(), "places");
  what.places = 1;
  what.until = what.from;
  EXPECT_EQ(wrong(), "until");
  what.from = world.now - Duration::days(2);
  what.until = world.now;
  EXPECT_EQ(wrong(), "until");
  EXPECT_THAT(words, HasSubstr("has passed"));
}

TEST_F(PublicationTest, The_public_sees_it_once_approved_from_its_beginning_to_its_end) {
  what.from = world.now + Duration::hours(1);
  const auto id = planned();
  const auto stands = [&](Instant at) { return publications.find(id)->stands(at); };
  EXPECT_FALSE(stands(what.from));
  moves(id, PublicationState::approved);
  EXPECT_FALSE(stands(world.now));
  EXPECT_TRUE(stands(what.from));
  EXPECT_FALSE(stands(what.until));
  moves(id, PublicationState::withdrawn);
  EXPECT_FALSE(stands(what.from));
}

TEST_F(PublicationTest, A_second_person_approves_and_what_is_withdrawn_stays_so) {
  const auto id = planned();
  const auto why = [&](PublicationState to, std::string_view by) {
    return why_not(*publications.find(id), to, by);
  };
  EXPECT_THAT(why(PublicationState::approved, "planner"), HasSubstr("somebody other"));
  EXPECT_EQ(why(PublicationState::approved, "chief"), "");
  moves(id, PublicationState::approved);
  EXPECT_EQ(why(PublicationState::approved, "chief"), "it is approved already");
  EXPECT_EQ(why(PublicationState::withdrawn, "planner"), "");
  moves(id, PublicationState::withdrawn);
  EXPECT_EQ(why(PublicationState::approved, "chief"), "it is withdrawn");
}

TEST_F(PublicationTest, B6_a_kind_of_bonus_is_announced_from_its_first_grant_on) {
  const BonusKind kind{Amount::units(50), Duration::hours(72)};
  publications.apply(BonusAnnounced{world.now, kind});
  publications.apply(BonusAnnounced{world.now + Duration::days(1), kind});
  ASSERT_EQ(publications.bonuses().size(), 1u);
  EXPECT_EQ(publications.bonuses().at(kind), world.now);
}

}  // namespace
}  // namespace airperk::outreach
