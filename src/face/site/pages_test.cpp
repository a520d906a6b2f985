#include "face/site/pages.h"

#include <gmock/gmock.h>

#include "core/programme/test_files.h"
#include "face/site/values.h"

namespace airperk::face::site {
namespace {

using programme::Language;
using testing::HasSubstr;
using testing::Not;

Language speaking(std::string_view tag) {
  return *Language::parse(tag);
}

class SiteTest : public testing::Test {
 protected:
  SiteTest() { terms.publish({1, programme.zone.instant({2016, 3, 5, 10}), programme.terms}); }
  Visit visit(std::string_view language) const {
    return {shipped_words(), programme, terms, speaking(language), "/site/x.css"};
  }
  void publish_offer(outreach::Publications& publications, const std::string& words,
                     outreach::Place place = outreach::Place::site) {
    const auto id = publications.next_id();
    publications.apply(outreach::PublicationPlanned{id,
                                                    noon,
                                                    {words,
                                                     {{speaking("kk"), words}},
                                                     {{speaking("kk"), words}},
                                                     noon,
                                                     april,
                                                     static_cast<std::uint8_t>(place),
                                                     "a"}});
    publications.apply(
        outreach::PublicationMoved{id, noon, outreach::PublicationState::approved, "b"});
  }
  void publish(const std::string& words) {
    std::map<Language, std::string> texts;
    for (const auto language : programme.languages) texts[language] = words;
    terms.publish({static_cast<std::uint32_t>(terms.all().size() + 1),
                   programme.zone.instant({2016, 4, 1, 9}), texts});
  }

  programme::Programme programme = programme::load_smart().programme;
  programme::Terms terms;
  const Instant noon = programme.zone.instant({2016, 3, 7, 12});
  const Instant april = programme.zone.instant({2016, 4, 1});
};

TEST_F(SiteTest, The_start_page_says_what_the_programme_in_force_says) {
  programme.bonus.amount = Amount::units(702);
  programme.bonus.validity = Duration::days(3);
  programme.codes.join = "*777*1#";
  programme.contacts.messages_per_month = 4;
  const auto html = home_page(visit("ru"));
  EXPECT_THAT(html, HasSubstr("702 единицы каждый месяц"));
  EXPECT_THAT(html, HasSubstr("действует 3 дня"));
  EXPECT_THAT(html, HasSubstr("href=\"tel:*777*1%23\">*777*1#</a>"));
  EXPECT_THAT(html, HasSubstr("не больше 4 сообщений"));
  EXPECT_THAT(html, Not(HasSubstr("500")));
}

TEST_F(SiteTest, The_start_page_follows_the_programmes_choices) {
  EXPECT_THAT(home_page(visit("en")), HasSubstr("joins at once"));
  programme.membership.direct_join = programme::DirectJoin::ask;
  programme.membership.on_leave = programme::OnLeave::keep_until_expiry;
  programme.charging.suspends = programme::Reach::data;
  const auto html = home_page(visit("en"));
  EXPECT_THAT(html, Not(HasSubstr("joins at once")));
  EXPECT_THAT(html, HasSubstr("stay yours until they expire"));
  EXPECT_THAT(html, HasSubstr("does not pay for Internet"));
}

TEST_F(SiteTest, No_page_leaves_a_placeholder_unfilled) {
  publish("Terms\n\nOther words.");
  for (const auto tag : {"kk", "ru", "en"}) {
    const auto here = visit(tag);
    for (const auto& html :
         {home_page(here), terms_page(here), *version_page(here, 1), *version_page(here, 2),
          offers_page(here), questions_page(here), lost_page(here)}) {
      EXPECT_THAT(html, Not(HasSubstr("{")));
      EXPECT_THAT(html, HasSubstr("<html lang=\"" + std::string(tag) + "\">"));
    }
  }
}

TEST_F(SiteTest, The_terms_in_force_and_every_past_version_stay_readable_with_their_dates) {
  publish("Terms\n\nAll new words.");
  const auto in_force = terms_page(visit("en"));
  EXPECT_THAT(in_force, HasSubstr("All new words."));
  EXPECT_THAT(in_force, HasSubstr("<time datetime=\"2016-04-01\">since 1 April 2016</time>"));
  EXPECT_THAT(in_force, HasSubstr("href=\"/en/terms/1\""));
  const auto past = version_page(visit("en"), 1);
  ASSERT_TRUE(past);
  EXPECT_THAT(*past, HasSubstr("A past version, of 5 March 2016"));
  EXPECT_THAT(*past, HasSubstr("dial *555*1#"));
  EXPECT_FALSE(version_page(visit("en"), 3));
  EXPECT_FALSE(version_page(visit("en"), 0));
}

TEST_F(SiteTest, A_version_says_what_it_changed) {
  publish("T\n\n1. Joining\n\nDial to join now.\n\nKept.");
  publish("T\n\n1. Joining\n\nDial to join today.\n\nKept.");
  const auto html = *version_page(visit("en"), 3);
  EXPECT_THAT(html, HasSubstr("What version 3 changed"));
  EXPECT_THAT(html, HasSubstr("<h3>1. Joining</h3>"));
  EXPECT_THAT(html, HasSubstr("Dial to join <del>now.</del> <ins>today.</ins>"));
  EXPECT_THAT(html, HasSubstr("1 paragraph unchanged"));
}

TEST_F(SiteTest, A_version_that_lacks_the_readers_language_is_shown_in_another) {
  terms.publish({2, programme.zone.instant({2016, 4, 1}), {{speaking("kk"), "Жаңа"}}});
  const auto html = *version_page(visit("en"), 2);
  EXPECT_THAT(html, HasSubstr("not published in English"));
  EXPECT_THAT(html, HasSubstr("<article class=\"terms\" lang=\"kk\">"));
}

TEST_F(SiteTest, Nothing_that_people_write_becomes_a_tag) {
  const std::string hostile = "<script>alert(1)</script>\"'&";
  programme.name = programme.codes.join = programme.codes.menu = hostile;
  programme.membership.brands = {hostile};
  programme.services.front().name = programme.tariffs.front().name = hostile;
  publish(hostile + "\n\n1. " + hostile + "\n\n- " + hostile);
  publish(hostile + " more\n\n1. " + hostile + " more");
  const auto here = visit("en");
  auto told = visit("en");
  outreach::Publications publications;
  publish_offer(publications, hostile);
  told.offers = offers_at(publications, noon);
  for (const auto& html : {home_page(here), terms_page(here), *version_page(here, 2),
                           *version_page(here, 3), questions_page(here), offers_page(told)}) {
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, HasSubstr("&lt;script"));
  }
}

TEST_F(SiteTest, The_offers_page_tells_what_stands_on_the_site_and_of_every_kind_of_extra_bonus) {
  outreach::Publications publications;
  publish_offer(publications, "Екінші кесе");
  publications.apply(outreach::BonusAnnounced{noon, {Amount::units(120), Duration::hours(36)}});
  auto here = visit("ru");
  here.offers = offers_at(publications, noon);
  const auto html = offers_page(here);
  EXPECT_THAT(html, HasSubstr("<h3 lang=\"kk\">Екінші кесе</h3>"));
  EXPECT_THAT(html, HasSubstr("по 31 марта 2016"));
  EXPECT_THAT(html, HasSubstr("<b>120 единиц</b> срок действия: 36 часов"));
  EXPECT_THAT(html, HasSubstr("href=\"/publications/1/sheet?lang=ru\""));
  EXPECT_THAT(html, HasSubstr("type=\"application/atom+xml\""));
}

TEST_F(SiteTest, An_offer_is_there_from_its_approval_until_its_end_and_on_the_site_alone) {
  outreach::Publications publications;
  publish_offer(publications, "Көктем");
  const auto standing = [&](Instant now) { return offers_at(publications, now).standing.size(); };
  EXPECT_EQ(standing(noon), 1u);
  EXPECT_EQ(standing(noon - Duration::seconds(1)), 0u);
  EXPECT_EQ(standing(april), 0u);
  publish_offer(publications, "Қабырғада", outreach::Place::service_points);
  EXPECT_EQ(standing(noon), 1u);
  publications.apply(
      outreach::PublicationMoved{1, noon, outreach::PublicationState::withdrawn, "b"});
  EXPECT_EQ(standing(noon), 0u);
  EXPECT_THAT(offers_page(visit("en")), HasSubstr("No offers just now"));
}

TEST_F(SiteTest, A_language_that_the_programme_does_not_speak_is_not_offered) {
  programme.languages = {speaking("ru"), speaking("uz")};
  EXPECT_EQ(languages_of(shipped_words(), programme), std::vector{speaking("ru")});
  EXPECT_THAT(home_page(visit("ru")), Not(HasSubstr("hreflang=\"kk\"")));
}

TEST(AcceptLanguage, Is_followed_by_its_order_of_preference) {
  const std::vector offered = {speaking("kk"), speaking("ru"), speaking("en")};
  const auto best = [&](std::string_view header) {
    return best_language(header, offered).to_string();
  };
  EXPECT_EQ(best(""), "kk");
  EXPECT_EQ(best("en-GB,en;q=0.9"), "en");
  EXPECT_EQ(best("de, ru;q=0.5, en;q=0.8"), "en");
  EXPECT_EQ(best("ru;q=0, en;q=0.1"), "en");
  EXPECT_EQ(best("fr"), "kk");
  EXPECT_EQ(best(";;q=,,,-"), "kk");
}

TEST(Words, Of_the_repository_are_those_of_the_binary_and_sound) {
  for (const auto tag : {"kk", "ru", "en"}) {
    const auto file = std::string(AIRPERK_SOURCE_DIR) + "/programme/site/" + tag + ".toml";
    const auto words = read_words(file, *programme::read_from_disk(file));
    ASSERT_TRUE(words) << programme::in_words(words.error());
    EXPECT_EQ(words->questions().size(), shipped_words().at(speaking(tag)).questions().size());
  }
}

std::string first_problem(const std::string& broken_of, const std::string& by) {
  auto text =
      *programme::read_from_disk(std::string(AIRPERK_SOURCE_DIR) + "/programme/site/en.toml");
  text.replace(text.find(broken_of), broken_of.size(), by);
  const auto words = read_words("en.toml", text);
  return words ? "" : words.error().front().to_string();
}

TEST(Words, That_are_missing_misspelt_or_unknown_are_blamed_by_line) {
  EXPECT_THAT(first_problem("lost_text", "lost_txt"), HasSubstr("lost_text"));
  EXPECT_THAT(first_problem("{bonus} every", "{bonnus} every"),
              HasSubstr("\"{bonnus}\" is no placeholder"));
  EXPECT_THAT(first_problem("\"The programme\"", "\"\""), HasSubstr("\"nav_home\" is empty"));
  EXPECT_THAT(first_problem("\n[site]\n", "\n[site\n"), HasSubstr("en.toml:"));
}

TEST(Counts, Have_the_forms_of_their_language) {
  const auto& words = shipped_words().at(speaking("ru"));
  const auto days = [&](std::int64_t n) { return counted(words, speaking("ru"), "days", n); };
  EXPECT_EQ(days(1), "1 день");
  EXPECT_EQ(days(3), "3 дня");
  EXPECT_EQ(days(11), "11 дней");
  EXPECT_EQ(days(12), "12 дней");
  EXPECT_EQ(days(21), "21 день");
  EXPECT_EQ(days(30), "30 дней");
  EXPECT_EQ(said_duration(words, speaking("ru"), Duration::hours(36)), "36 часов");
}

}  // namespace
}  // namespace airperk::face::site
