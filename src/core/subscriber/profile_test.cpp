#include <gmock/gmock.h>

#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::subscriber {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ProfileTest : public SubscriberTest {
 protected:
  Result<Facts, Refusal> provision(std::string_view brand, std::string_view tariff,
                                   std::string_view language, std::string_view main) {
    return decide(Provision{NameKey::of(brand), NameKey::of(tariff),
                            *programme::Language::parse(language), amount(main)},
                  world.context());
  }
};

TEST_F(ProfileTest, Provisioning_wants_names_that_the_programme_knows) {
  EXPECT_TRUE(provision("kcell", "Beseda", "kk", "0"));
  EXPECT_EQ(provision("tele2", "Beseda", "kk", "0").error(), Refusal::unknown_brand);
  EXPECT_EQ(provision("activ", "kcell", "kk", "0").error(), Refusal::unknown_tariff);
  EXPECT_EQ(provision("activ", "Beseda", "uz", "0").error(), Refusal::unknown_language);
  EXPECT_EQ(provision("activ", "Beseda", "kk", "-0.01").error(), Refusal::amount_not_positive);
}

TEST_F(ProfileTest, B8_a_new_tariff_keeps_the_bonus) {
  member_with_active_bonus();
  EXPECT_FALSE(a.changes_tariff("Beseda", false));
  EXPECT_EQ(a.record().tariff, NameKey::of("Beseda"));
  EXPECT_FALSE(a.record().tariff_fee_paid);
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2016-03-12 10:00"));
  EXPECT_EQ(a.changes_tariff("Nothing"), Refusal::unknown_tariff);
}

TEST_F(ProfileTest, Saying_what_already_holds_is_no_event) {
  a.takes_service("Internet+");
  const auto events = a.history().size();
  EXPECT_FALSE(a.changes_tariff("Time to Talk"));
  EXPECT_FALSE(a.changes_brand("activ"));
  EXPECT_FALSE(a.takes_service("Internet+"));
  EXPECT_FALSE(a.asks(SetLanguage{*programme::Language::parse("en")}));
  EXPECT_EQ(a.history().size(), events);
}

TEST_F(ProfileTest, A_fee_alone_can_change) {
  EXPECT_FALSE(a.changes_tariff("Time to Talk", false));
  EXPECT_FALSE(a.record().tariff_fee_paid);
  a.takes_service("Internet+", false);
  a.takes_service("Online");
  EXPECT_FALSE(a.takes_service("Internet+", true));
  EXPECT_THAT(a.record().services, ElementsAre(ActiveService{NameKey::of("Internet+"), true},
                                               ActiveService{NameKey::of("Online"), true}));
}

TEST_F(ProfileTest, A_service_is_dropped_if_it_was_taken) {
  a.takes_service("Online");
  EXPECT_FALSE(a.drops_service("Online"));
  EXPECT_THAT(a.record().services, IsEmpty());
  EXPECT_EQ(a.drops_service("Online"), Refusal::service_not_taken);
  EXPECT_EQ(a.takes_service("Nothing"), Refusal::unknown_service);
  EXPECT_EQ(a.takes_service("Beseda"), Refusal::unknown_service) << "a tariff is no service";
}

TEST_F(ProfileTest, A_language_must_be_spoken_here) {
  EXPECT_EQ(a.asks(SetLanguage{*programme::Language::parse("uz")}), Refusal::unknown_language);
  EXPECT_FALSE(a.asks(SetLanguage{*programme::Language::parse("kk")}));
  EXPECT_EQ(a.record().language, *programme::Language::parse("kk"));
}

TEST_F(ProfileTest, A_region_must_be_the_programmes_and_each_attribute_stands_by_itself) {
  const auto almaty = NameKey::of("Almaty");
  EXPECT_EQ(a.asks(SetAttributes{NameKey::of("Atlantis"), {}}), Refusal::unknown_region);
  EXPECT_EQ(a.asks(SetAttributes{NameKey::of("Beseda"), {}}), Refusal::unknown_region);
  EXPECT_FALSE(a.asks(SetAttributes{almaty, {}}));
  EXPECT_FALSE(a.asks(SetAttributes{{}, AgeBand::from_25}));
  EXPECT_EQ(a.record().region, almaty);
  EXPECT_EQ(a.record().age_band, AgeBand::from_25);
  const auto events = a.history().size();
  EXPECT_FALSE(a.asks(SetAttributes{almaty, AgeBand::from_25}));
  EXPECT_EQ(a.history().size(), events) << "nothing new was said";
  EXPECT_FALSE(a.asks(SetAttributes{NameKey{}, AgeBand::unknown}));
  EXPECT_EQ(a.record().region, NameKey{});
}

TEST_F(ProfileTest, S3_what_provisioning_states_is_not_erased_by_a_leave) {
  a.asks(SetAttributes{NameKey::of("Almaty"), AgeBand::from_65});
  a.joins();
  a.leaves();
  EXPECT_EQ(a.record().region, NameKey::of("Almaty"));
  EXPECT_EQ(a.record().age_band, AgeBand::from_65);
}

TEST(AgeBandTest, Every_band_is_found_by_its_name) {
  for (int value = 0; value <= static_cast<int>(AgeBand::from_65); ++value) {
    const auto band = static_cast<AgeBand>(value);
    EXPECT_EQ(age_band_with_name(name_of(band)), band);
  }
  EXPECT_EQ(age_band_with_name("18-25"), std::nullopt);
}

TEST_F(ProfileTest, M1_an_unknown_brand_is_refused_and_ends_nothing) {
  a.joins();
  EXPECT_EQ(a.changes_brand("tele2"), Refusal::unknown_brand);
  EXPECT_TRUE(a.is_member());
}

TEST(RefusalTest, A_name_that_begins_with_a_rule_says_that_rule) {
  EXPECT_EQ(rule_of(Refusal::M1_brand_not_admitted), "M1");
  EXPECT_EQ(rule_of(Refusal::M7_not_member), "M7");
  EXPECT_EQ(rule_of(Refusal::B4_activated_this_month), "B4");
  EXPECT_EQ(rule_of(Refusal::B7_too_many_today), "B7");
  EXPECT_EQ(rule_of(Refusal::U12_nothing_may_pay), "U12");
  EXPECT_EQ(rule_of(Refusal::unknown_tariff), "");
}

TEST(RefusalTest, Every_refusal_has_words_of_its_own) {
  std::set<std::string_view> words;
  std::size_t count = 0;
  for (int value = 1; value <= 255; ++value) {
    const auto said = words_of(static_cast<Refusal>(value));
    if (said.empty()) break;
    words.insert(said);
    ++count;
  }
  EXPECT_EQ(count, static_cast<std::size_t>(Refusal::S3_still_member));
  EXPECT_EQ(words.size(), count);
}

}  // namespace
}  // namespace airperk::subscriber
