#include "core/programme/load.h"

#include <gmock/gmock.h>

#include "core/programme/said.h"
#include "core/programme/test_files.h"
#include "protocol/gsm/alphabet.h"

namespace airperk::programme {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Language kk = *Language::parse("kk");
const Language ru = *Language::parse("ru");
const Language en = *Language::parse("en");

class Smart : public ::testing::Test {
 protected:
  Destination classify(std::string_view number) const { return programme.numbers.classify(number); }
  Loaded loaded = load_smart();
  const Programme& programme = loaded.programme;
};

TEST_F(Smart, Has_the_rule_books_numbers) {
  EXPECT_EQ(programme.zone.name(), "Asia/Almaty");
  EXPECT_THAT(programme.languages, ElementsAre(kk, ru, en));
  EXPECT_EQ(programme.codes.menu, "*555#");
  EXPECT_EQ(programme.codes.join, "*555*1#");
  EXPECT_EQ(programme.codes.leave, "*555*2#");
  EXPECT_EQ(programme.codes.activate, "*555*00#");
  EXPECT_EQ(programme.codes.balance, "*111*3#");
  EXPECT_EQ(programme.bonus.name, "SMART bonus");
  EXPECT_EQ(programme.bonus.amount, Amount::units(500));
  EXPECT_EQ(programme.bonus.activation_window, Duration::hours(720));
  EXPECT_EQ(programme.bonus.validity, Duration::hours(168));
  EXPECT_EQ(programme.bonus.grants_per_month, 1);
  EXPECT_EQ(programme.bonus.activations_per_month, 1);
  EXPECT_EQ(programme.contacts.messages_per_month, 10);
  EXPECT_EQ(programme.contacts.surveys_per_month, 2);
  EXPECT_EQ(programme.contacts.quiet_from, Duration::hours(21));
  EXPECT_EQ(programme.contacts.quiet_until, Duration::hours(9));
  EXPECT_EQ(programme.surveys.group_min, 10);
}

TEST_F(Smart, Sends_service_messages_but_for_what_the_dial_has_answered) {
  EXPECT_FALSE(programme.service_messages.activation);
  EXPECT_TRUE(programme.service_messages.expiry);
  EXPECT_TRUE(programme.service_messages.new_terms);
}

TEST(Older_programme, That_knows_no_service_messages_loads_and_sends_none) {
  auto source = load_smart().source;
  const auto cut = [&](const char* file, std::string_view from, std::string_view to) {
    auto& text = source.files.at(file);
    const auto begin = text.find(from);
    text.erase(begin, text.find(to, begin) - begin);
  };
  cut("smart.toml", "[service_messages]", "[audiences]");
  cut("texts.toml", "[service_activated]", "# --- Words");
  const auto loaded = load(source);
  ASSERT_TRUE(loaded) << in_words(loaded.error());
  EXPECT_FALSE(loaded->programme.service_messages.any());
}

TEST_F(Smart, Has_the_rule_books_choices) {
  EXPECT_EQ(programme.membership.direct_join, DirectJoin::at_once);
  EXPECT_EQ(programme.membership.on_leave, OnLeave::forfeit);
  EXPECT_EQ(programme.membership.erase_after, Duration());
  EXPECT_EQ(programme.charging.suspends, Reach::all);
  EXPECT_EQ(programme.charging.night_covers, Reach::data);
  EXPECT_EQ(programme.charging.unknown_location, UnknownLocation::not_eligible);
  EXPECT_EQ(programme.charging.max_validity, Duration::hours(1));
  EXPECT_THAT(programme.charging.precedence,
              ElementsAre(Precedence::unlimited, Precedence::allowance, Precedence::extra,
                          Precedence::units, Precedence::main));
  EXPECT_EQ(programme.transfers.fee, Amount());
  EXPECT_FALSE(programme.transfers.amount_max || programme.transfers.per_day_max);
}

TEST_F(Smart, Admits_activ_and_only_knows_kcell) {
  EXPECT_TRUE(programme.admits_brand(NameKey::of("activ")));
  EXPECT_FALSE(programme.admits_brand(NameKey::of("kcell")));
  EXPECT_TRUE(programme.knows_brand(NameKey::of("kcell")));
  EXPECT_FALSE(programme.knows_brand(NameKey::of("Beseda")));
  EXPECT_EQ(*programme.name_of(NameKey::of("kcell")), "kcell");
  EXPECT_EQ(programme.name_of(NameKey::of("nobody")), nullptr);
}

TEST_F(Smart, Every_tariff_of_rule_U4_includes_something) {
  for (const char* name : {"All For All Start",
                           "All For All",
                           "All For All +",
                           "All In One S",
                           "All In One M",
                           "All In One L",
                           "Hit+",
                           "All In One 49",
                           "Active Light",
                           "Active Start",
                           "Active Drive",
                           "Active Boom",
                           "Active Pro",
                           "Active Mini",
                           "Hallo Kazakhstan Start",
                           "Hallo Kazakhstan XS",
                           "Hallo Kazakhstan S",
                           "Hallo Kazakhstan M",
                           "Hallo Kazakhstan L",
                           "Hallo Kazakhstan XL",
                           "Hallo Kazakhstan ¹",
                           "Hallo Kazakhstan ²",
                           "Hallo Kazakhstan 3",
                           "Beseda",
                           "Beseda+",
                           "Comfort+",
                           "Week+"}) {
    const Tariff* tariff = programme.find_tariff(NameKey::of(name));
    ASSERT_TRUE(tariff) << name;
    EXPECT_TRUE(tariff->allowance || !tariff->free_while_fee_paid.empty()) << name;
  }
}

TEST_F(Smart, All_In_One_S_includes_60_minutes_30_SMS_and_300_MB_every_30_days) {
  const Tariff* tariff = programme.find_tariff(NameKey::of("All In One S"));
  ASSERT_TRUE(tariff && tariff->allowance);
  EXPECT_EQ(tariff->allowance->period, Duration::days(30));
  EXPECT_TRUE(tariff->allowance->while_fee_paid);
  ASSERT_EQ(tariff->allowance->parts.size(), 3u);
  EXPECT_EQ(tariff->allowance->parts[0].quantity, 3600u);
  EXPECT_EQ(tariff->allowance->parts[1].quantity, 30u);
  EXPECT_EQ(tariff->allowance->parts[2].quantity, 300u * 1024 * 1024);
}

TEST_F(Smart, Beseda_has_free_on_net_calls_and_a_price_for_when_its_fee_is_not_paid) {
  const Tariff* tariff = programme.find_tariff(NameKey::of("Beseda"));
  ASSERT_TRUE(tariff);
  const UsageClass on_net_call = {UsageKind::voice, Destination::on_net, false};
  EXPECT_THAT(tariff->free_while_fee_paid, ElementsAre(on_net_call));
  EXPECT_EQ(tariff->ladder(on_net_call)->price_of_first(60), Amount::units(11));
  EXPECT_EQ(tariff->longest_call, 1800u);
  EXPECT_EQ(tariff->daily_fee, Amount::units(40));
}

TEST_F(Smart, Every_tariff_sells_everything_at_home_abroad_and_while_roaming) {
  for (const Tariff& tariff : programme.tariffs) {
    for (std::size_t i = 0; i < destinations * 2; ++i) {
      const auto destination = static_cast<Destination>(i / 2);
      const bool roaming = i % 2 != 0;
      EXPECT_TRUE(tariff.ladder({UsageKind::voice, destination, roaming})) << tariff.name << i;
      EXPECT_TRUE(tariff.ladder({UsageKind::sms, destination, roaming})) << tariff.name << i;
    }
    EXPECT_TRUE(tariff.ladder({UsageKind::data, Destination::on_net, true})) << tariff.name;
  }
}

TEST_F(Smart, Services_have_their_kinds_and_the_night_its_hours) {
  const Service* night = programme.find_service(NameKey::of("Unlimited Night Internet"));
  ASSERT_TRUE(night);
  EXPECT_EQ(night->kind, ServiceKind::night);
  EXPECT_EQ(night->from, Duration::hours(1));
  EXPECT_EQ(night->until, Duration::hours(9));
  for (const char* name :
       {"Unlimited Internet", "One Year Internet", "Half Year Internet", "Quarterly Internet"}) {
    EXPECT_EQ(programme.find_service(NameKey::of(name))->kind, ServiceKind::unlimited) << name;
  }
  for (const char* name : {"Internet+", "Mobile Internet Plus", "Online"}) {
    EXPECT_EQ(programme.find_service(NameKey::of(name))->kind, ServiceKind::allowance) << name;
  }
}

TEST_F(Smart, Numbers_belong_to_the_longest_prefix_and_ported_ones_to_their_new_network) {
  EXPECT_EQ(classify("77011234567"), Destination::on_net);
  EXPECT_EQ(classify("+77781234567"), Destination::on_net);
  EXPECT_EQ(classify("77051234567"), Destination::off_net);
  EXPECT_EQ(classify("77172123456"), Destination::fixed);
  EXPECT_EQ(classify("79161234567"), Destination::international);
  EXPECT_EQ(classify("4915112345678"), Destination::international);
  EXPECT_EQ(classify("77019990001"), Destination::off_net);
  EXPECT_EQ(classify("77059990002"), Destination::on_net);
  EXPECT_EQ(classify("1414"), Destination::content);
  EXPECT_EQ(classify("*100#"), Destination::content);
  EXPECT_EQ(classify(""), Destination::content);
}

TEST_F(Smart, English_says_what_the_scenarios_look_for) {
  const auto says = [&](Text text) { return programme.texts.get(text, en); };
  EXPECT_THAT(says(Text::home_guest), HasSubstr("1.Join\n2.Terms"));
  EXPECT_EQ(says(Text::home_member), "1.Balance\n2.Activate\n3.Terms\n4.Leave\n5.Language");
  EXPECT_THAT(says(Text::confirm_join), HasSubstr("1.Yes\n0.Back"));
  EXPECT_THAT(says(Text::confirm_leave), HasSubstr("1.Yes\n0.Back"));
  EXPECT_THAT(says(Text::not_admitted), HasSubstr("only for activ"));
  EXPECT_EQ(programme.texts.fill(Text::balance_main, en, {{"amount", "1000"}}),
            "Balance: 1000 tenge");
}

TEST_F(Smart, What_the_programme_knows_is_filled_into_its_texts) {
  EXPECT_THAT(programme.texts.get(Text::confirm_join, ru), HasSubstr("10 сообщений, 2 опроса"));
  EXPECT_THAT(programme.texts.get(Text::terms_page, kk), HasSubstr(programme.site));
}

TEST_F(Smart, Dates_and_amounts_are_said_as_people_write_them) {
  const Instant at = *Instant::parse("2016-05-01T10:00:00+06:00");
  EXPECT_EQ(said_date(programme, en, at), "1 May");
  EXPECT_EQ(said_until(programme, en, at), "1 May 10:00");
  EXPECT_EQ(said_until(programme, kk, at), "1 мам 10:00");
  EXPECT_EQ(said_amount(Amount::units(1000)), "1000");
  EXPECT_EQ(said_amount(*Amount::parse("0.9803125")), "0.98");
  EXPECT_EQ(said_amount(*Amount::parse("895.2")), "895.2");
}

TEST_F(Smart, Terms_are_there_in_every_language) {
  for (const Language language : programme.languages) {
    EXPECT_GT(programme.terms.at(language).size(), 1000u) << language.to_string();
  }
}

TEST_F(Smart, Comes_back_from_its_kept_source) {
  const auto again = load(loaded.source);
  ASSERT_TRUE(again) << in_words(again.error());
  EXPECT_EQ(again->source.files, loaded.source.files);
  EXPECT_EQ(again->source.main_file, "smart.toml");
  EXPECT_EQ(again->programme.tariffs.size(), programme.tariffs.size());
  EXPECT_EQ(loaded.source.files.size(), 6u);
}

TEST_F(Smart, Reads_files_saved_on_Windows) {
  Source source = loaded.source;
  for (auto& [name, text] : source.files) {
    std::string saved = "\xEF\xBB\xBF";
    for (char c : text) saved += c == '\n' ? "\r\n" : std::string(1, c);
    text = saved;
  }
  const auto again = load(source);
  ASSERT_TRUE(again) << in_words(again.error());
  EXPECT_EQ(again->programme.bonus.amount, Amount::units(500));
  EXPECT_EQ(again->programme.texts.get(Text::home_guest, kk),
            programme.texts.get(Text::home_guest, kk));
}

TEST_F(Smart, Amounts_stay_as_exact_as_they_are_written) {
  for (const auto& [written, meant] :
       std::vector<std::pair<std::string, std::string>>{{"8999999.123456789", "8999999.123456789"},
                                                        {"0.000000001", "0.000000001"},
                                                        {"+1_000.250", "1000.25"},
                                                        {"7.0", "7"}}) {
    Source source = loaded.source;
    std::string& text = source.files.at("smart.toml");
    const std::string fee = "# fee = 7.07";
    text.replace(text.find(fee), fee.size(), "fee = " + written + "# Қ");
    const auto again = load(source);
    ASSERT_TRUE(again) << in_words(again.error());
    EXPECT_EQ(again->programme.transfers.fee.to_string(), meant);
  }
}

TEST(Another_operators_programme, Loads_with_its_own_rules) {
  const Programme programme = load_sound("tests/programmes/salom/salom.toml").programme;
  EXPECT_EQ(programme.zone.name(), "Asia/Tashkent");
  EXPECT_EQ(programme.bonus.amount, Amount::units(300));
  EXPECT_EQ(programme.bonus.validity, Duration::days(14));
  EXPECT_EQ(programme.bonus.grants_per_month, 2);
  EXPECT_EQ(programme.codes.join, "*777*1#");
  EXPECT_EQ(programme.languages.size(), 2u);
  EXPECT_TRUE(programme.admits_brand(NameKey::of("Yulduz")));
  EXPECT_EQ(programme.transfers.per_day_max, 3);
  EXPECT_EQ(programme.numbers.classify("998901234567"), Destination::on_net);
  EXPECT_THAT(programme.texts.get(Text::not_admitted, ru), HasSubstr("Yulduz"));
  EXPECT_EQ(programme.charging.grant_sizes(UsageKind::data).ask_again, 500u * 1024);
  EXPECT_EQ(programme.charging.grant_sizes(UsageKind::voice).ask_again, 0u);
  EXPECT_TRUE(programme.charging.knows_tariff_time_change("pgw.salom"));
  EXPECT_FALSE(programme.charging.knows_tariff_time_change("smsc.salom"));
  EXPECT_EQ(programme.charging.unknown_location_of("pgw.salom"), UnknownLocation::home);
  EXPECT_EQ(programme.charging.unknown_location_of("smsc.salom"), UnknownLocation::not_eligible);
  const Tariff* tariff = programme.find_tariff(NameKey::of("Oddiy"));
  ASSERT_TRUE(tariff);
  const UsageClass on_net_call = {UsageKind::voice, Destination::on_net, false};
  EXPECT_EQ(tariff->ladder(on_net_call)->price_of_first(61), Amount::units(240));
}

TEST(Programme, Looks_names_up_with_and_without_an_index) {
  Programme programme;
  programme.brands = {"one"};
  programme.tariffs.resize(1);
  programme.tariffs[0].name = "Plan";
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(programme.knows_brand(NameKey::of("one")));
    EXPECT_EQ(programme.find_tariff(NameKey::of("Plan")), &programme.tariffs[0]);
    EXPECT_EQ(programme.find_service(NameKey::of("Plan")), nullptr);
    programme.index_names();
  }
}

}  // namespace
}  // namespace airperk::programme
