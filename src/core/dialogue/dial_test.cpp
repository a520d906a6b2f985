#include "core/dialogue/dial.h"

#include <gmock/gmock.h>

#include "core/programme/said.h"
#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::dialogue {
namespace {

using programme::Language;
using subscriber::amount;
using subscriber::BalanceKind;
using subscriber::DialogueState;
using subscriber::ScreenId;
using subscriber::Shown;
using subscriber::SubscriberTest;
using subscriber::Unit;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* guest_menu = "Bonus for messages\n1.Join\n2.Terms\n4.Language";
constexpr const char* member_menu = "1.Balance\n2.Activate\n3.Terms\n4.Leave\n5.Language";

/// A's telephone: `dials` begins a session, `enters` goes on in it.
class DialTest : public SubscriberTest {
 protected:
  explicit DialTest(const programme::Programme& programme = subscriber::smart())
      : SubscriberTest(programme) {}

  std::string dials(std::string text) {
    ++session;
    return sends(session, true, std::move(text));
  }
  std::string enters(std::string text) { return sends(session, false, std::move(text)); }
  std::string sends(std::uint64_t in_session, bool begins, std::string text) {
    const Dial dial{in_session, begins, std::move(text)};
    auto answered = answer(a.up_to_date(), dial, {}, world.context());
    a.happen(answered.facts);
    ended = answered.screen.ended;
    return answered.screen.text;
  }
  /// Good for ten days from 5 March.
  void gives(BalanceKind kind, Unit unit, std::int64_t amount, std::string name) {
    a.asks(subscriber::GiveBalance{kind, unit, amount, world.now + Duration::days(10),
                                   std::move(name)});
  }
  void speaks(std::string_view tag) { a.asks(subscriber::SetLanguage{*Language::parse(tag)}); }
  /// Whenever it came there.
  DialogueState stands_at() const {
    auto dialogue = a.record().dialogue;
    dialogue.since = Instant::beginning();
    return dialogue;
  }

  std::uint64_t session = 100;
  bool ended = false;
};

// --- Dialogues ---

TEST_F(DialTest, A_menu_that_nobody_chose_from_for_four_minutes_is_over_whatever_its_session_says) {
  dials("*555#");
  world.now = world.now + Duration::minutes(4) - Duration::seconds(1);
  EXPECT_THAT(enters("1"), HasSubstr("1.")) << "in time: to be confirmed";
  EXPECT_EQ(stands_at().screen, ScreenId::confirm_join);
  world.now = world.now + Duration::minutes(4);
  EXPECT_EQ(enters("1"), guest_menu);
  EXPECT_FALSE(a.is_member());
  EXPECT_EQ(stands_at().screen, ScreenId::home);
  enters("1");
  EXPECT_THAT(enters("1"), HasSubstr("Welcome")) << "it began anew";
}

TEST_F(DialTest, A_menu_that_is_shown_again_after_that_time_goes_on_from_then) {
  dials("*555#");
  world.now = world.now + Duration::minutes(5);
  EXPECT_EQ(enters("x"), guest_menu);
  world.now = world.now + Duration::minutes(3);
  enters("1");
  EXPECT_EQ(stands_at().screen, ScreenId::confirm_join);
}

// --- Direct codes ---

TEST_F(DialTest, M2_the_direct_code_joins_at_once) {
  EXPECT_THAT(dials("*555*1#"),
              AllOf(HasSubstr("Welcome"), HasSubstr("500"), HasSubstr("4 Apr 10:00")));
  EXPECT_TRUE(ended);
  EXPECT_TRUE(a.is_member());
  EXPECT_EQ(std::get<subscriber::Joined>(a.history().at(1).fact).shown, Shown::nothing);
}

TEST_F(DialTest, M2_a_code_without_its_last_sign_is_that_code) {
  EXPECT_THAT(dials("*555*1"), HasSubstr("Welcome"));
  EXPECT_TRUE(a.is_member());
  EXPECT_THAT(dials("*555*9"), HasSubstr(dials("*555*9#")));
}

TEST_F(DialTest, M7_joining_twice_answers_kindly) {
  dials("*555*1#");
  EXPECT_THAT(dials("*555*1#"), HasSubstr("member already"));
  EXPECT_TRUE(ended);
}

TEST_F(DialTest, M1_another_brand_hears_for_whom_it_is) {
  a.changes_brand("kcell");
  EXPECT_THAT(dials("*555*1#"), HasSubstr("only for activ"));
  EXPECT_FALSE(a.is_member());
}

TEST_F(DialTest, M6_joining_again_says_that_this_months_bonus_was_given) {
  dials("*555*1#");
  dials("*555*2#");
  EXPECT_THAT(dials("*555*1#"), HasSubstr("given before"));
}

TEST_F(DialTest, M5_the_leave_code_leaves_and_M7_answers_a_non_member_kindly) {
  dials("*555*1#");
  EXPECT_THAT(dials("*555*2#"), HasSubstr("You have left"));
  EXPECT_TRUE(ended);
  EXPECT_FALSE(a.is_member());
  EXPECT_THAT(dials("*555*2#"), HasSubstr("not a member"));
}

TEST_F(DialTest, B3_the_activation_code_says_until_when) {
  dials("*555*1#");
  at("2016-03-10 12:00");
  EXPECT_THAT(dials("*555*00#"), AllOf(HasSubstr("500"), HasSubstr("17 Mar 12:00")));
  EXPECT_THAT(a.bonus(), ElementsAre("500 until 2016-03-17 12:00"));
}

TEST_F(DialTest, B3_outside_the_programme_activation_says_how_to_join) {
  EXPECT_THAT(dials("*555*00#"), AllOf(HasSubstr("not a member"), HasSubstr("*555*1#")));
}

TEST_F(DialTest, B3_with_nothing_to_activate_says_when_the_next_comes) {
  at("2016-05-01 08:00");
  dials("*555*1#");
  at("2016-05-31 08:00");
  EXPECT_THAT(dials("*555*00#"), AllOf(HasSubstr("no bonus"), HasSubstr("1 Jun")));
}

TEST_F(DialTest, B4_a_second_activation_says_when_the_next_is_possible) {
  dials("*555*1#");
  dials("*555*00#");
  EXPECT_THAT(dials("*555*00#"), HasSubstr("1 Apr"));
  at("2016-04-01 00:00");
  EXPECT_THAT(dials("*555*00#"), HasSubstr("8 Apr 00:00"));
}

TEST_F(DialTest, B5_the_balance_works_for_non_members_too) {
  EXPECT_EQ(dials("*111*3#"), "Balance: 1000 tenge\nBonus: 0 tenge");
  EXPECT_TRUE(ended);
}

TEST_F(DialTest, B5_the_balance_shows_a_waiting_grant_and_its_deadline) {
  dials("*555*1#");
  EXPECT_EQ(dials("*111*3#"), "Balance: 1000 tenge\nWaiting: 500 tenge, activate before 4 Apr");
}

TEST_F(DialTest, B5_the_balance_shows_all_units_together_until_the_first_end) {
  dials("*555*1#");
  dials("*555*00#");
  a.is_granted("100.019", Duration::days(3));
  EXPECT_EQ(dials("*111*3#"), "Balance: 1000 tenge\nBonus: 600.01 tenge until 8 Mar 10:00");
  at("2016-03-08 10:00");
  EXPECT_EQ(dials("*111*3#"), "Balance: 1000 tenge\nBonus: 500 tenge until 12 Mar 10:00");
  at("2016-03-12 10:00");
  EXPECT_EQ(dials("*111*3#"), "Balance: 1000 tenge\nBonus: 0 tenge");
}

TEST_F(DialTest, B5_the_balance_shows_what_another_promotion_gave_by_name) {
  gives(BalanceKind::promotion, Unit::units, amount("12.5").in_nano(), "Spring");
  EXPECT_EQ(dials("*111*3#"),
            "Balance: 1000 tenge\nBonus: 0 tenge\nSpring: 12.5 tenge until 15 Mar");
  EXPECT_TRUE(ended);
}

TEST_F(DialTest, B5_what_one_name_gave_until_one_day_stands_in_one_line) {
  gives(BalanceKind::allowance, Unit::bytes, 209'715'200 + 1'048'576 / 4, "Pack");
  gives(BalanceKind::extra, Unit::seconds, 90, "Pack");
  gives(BalanceKind::extra, Unit::seconds, 3600, "Pack");
  gives(BalanceKind::allowance, Unit::messages, 20, "Pack");
  EXPECT_THAT(dials("*111*3#"), EndsWith("\nPack: 61.5 min, 20 SMS, 200.25 MB until 15 Mar"));
}

TEST_F(DialTest, B5_a_balance_that_ended_is_not_shown) {
  gives(BalanceKind::extra, Unit::seconds, 60, "Pack");
  at("2016-03-15 10:00");
  EXPECT_THAT(dials("*111*3#"), Not(HasSubstr("Pack")));
}

TEST_F(DialTest, B5_what_does_not_fit_a_screen_comes_with_9) {
  speaks("ru");
  gives(BalanceKind::allowance, Unit::seconds, 1800, "Hallo Kazakhstan Start");
  gives(BalanceKind::extra, Unit::messages, 5, "Gift");
  gives(BalanceKind::promotion, Unit::units, amount("3").in_nano(), "Spring");
  EXPECT_EQ(dials("*111*3#"),
            "1000 тенге\nБонуса нет\n"
            "Hallo Kazakhstan Start: 30 мин до 15 мар\n9.Еще");
  EXPECT_FALSE(ended);
  EXPECT_EQ(enters("5"),
            "1000 тенге\nБонуса нет\n"
            "Hallo Kazakhstan Start: 30 мин до 15 мар\n9.Еще");
  EXPECT_EQ(enters("9"), "Gift: 5 SMS до 15 мар\nSpring: 3 тенге до 15 мар");
  EXPECT_TRUE(ended);
  EXPECT_EQ(stands_at(), DialogueState{});
}

TEST_F(DialTest, B5_every_balance_is_on_one_of_the_pages) {
  for (int i = 10; i < 40; ++i) {
    gives(BalanceKind::extra, Unit::messages, i, "Gift" + std::to_string(i));
  }
  auto all = dials("*111*3#");
  for (int page = 0; !ended && page < 40; ++page) all += "\n" + enters("9");
  for (int i = 10; i < 40; ++i) {
    const auto n = std::to_string(i);
    EXPECT_THAT(all, HasSubstr("Gift" + n + ": " + n + " SMS")) << all;
  }
}

TEST_F(DialTest, B5_a_page_whose_balances_ended_meanwhile_is_the_last_one) {
  speaks("ru");
  for (int i = 10; i < 16; ++i) {
    gives(BalanceKind::extra, Unit::messages, i, "Gift" + std::to_string(i));
  }
  at("2016-03-15 09:58");
  dials("*111*3#");
  at("2016-03-15 10:00");
  EXPECT_EQ(enters("9"), "1000 тенге\nБонуса нет");
  EXPECT_TRUE(ended);
}

TEST_F(DialTest, B5_a_name_that_makes_a_line_too_long_is_cut_and_makes_no_line_of_its_own) {
  const auto name = std::string(90, 'x') + "\n";
  gives(BalanceKind::extra, Unit::seconds, 60, name + "Ж");
  EXPECT_EQ(dials("*111*3#"), "Balance: 1000 tenge\nBonus: 0 tenge\n" + std::string(90, 'x') +
                                  " : 1 min until 15 Mar");
}

TEST_F(DialTest, B5_a_programme_without_words_for_them_shows_what_it_did) {
  auto old = subscriber::smart();
  old.texts = {};
  const auto en = *Language::parse("en");
  for (std::size_t i = 0; i < programme::text_count; ++i) {
    const auto text = static_cast<programme::Text>(i);
    if (text >= programme::Text::balance_other && text <= programme::Text::balance_more) continue;
    if (text >= programme::Text::survey_invite && text < programme::Text::month_1) continue;
    old.texts.set(text, en, subscriber::smart().texts.get(text, en));
  }
  world.takes_force(old);
  gives(BalanceKind::extra, Unit::seconds, 60, "Pack");
  EXPECT_EQ(dials("*111*3#"), "Balance: 1000 tenge\nBonus: 0 tenge");
}

TEST_F(DialTest, B5_units_beyond_every_amount_still_make_a_screen) {
  dials("*555*1#");
  a.is_granted("9000000000", Duration::days(30));
  dials("*555*00#");
  EXPECT_THAT(dials("*111*3#"), HasSubstr("9000000000 tenge until 12 Mar"));
}

TEST_F(DialTest, B5_a_screen_never_shows_more_than_there_is) {
  EXPECT_EQ(programme::said_amount(amount("0.999999999")), "0.99");
  EXPECT_EQ(programme::said_amount(amount("895.2")), "895.2");
  EXPECT_EQ(programme::said_amount(amount("0.009")), "0");
}

TEST_F(DialTest, An_unknown_code_names_the_menu) {
  for (const char* code : {"*555*9#", "*100#", "", "555", "*555*1##"}) {
    EXPECT_THAT(dials(code), AllOf(HasSubstr("no such code"), HasSubstr("*555#"))) << code;
    EXPECT_TRUE(ended);
  }
  EXPECT_EQ(a.history().size(), 1u);
}

TEST(UnknownSubscriber, Is_answered_in_the_programmes_first_language) {
  const auto screen = unknown_subscriber(subscriber::smart());
  EXPECT_TRUE(screen.ended);
  EXPECT_EQ(screen.text, "Қазір мүмкін болмай тұр. Кейінірек қайталап көріңіз");
}

// --- Menus ---

TEST_F(DialTest, M2_joining_through_the_menu_asks_first) {
  EXPECT_EQ(dials("*555#"), guest_menu);
  EXPECT_FALSE(ended);
  EXPECT_THAT(enters("1"), AllOf(StartsWith("Do you agree"), HasSubstr("1.Yes\n0.Back")));
  EXPECT_FALSE(ended);
  EXPECT_FALSE(a.is_member());
  EXPECT_THAT(enters("1"), HasSubstr("Welcome"));
  EXPECT_TRUE(ended);
  EXPECT_TRUE(a.is_member());
}

TEST_F(DialTest, M3_a_join_through_the_menu_records_that_the_question_was_shown) {
  dials("*555#");
  enters("1");
  enters("1");
  for (const auto& event : a.history()) {
    if (const auto* joined = std::get_if<subscriber::Joined>(&event.fact)) {
      EXPECT_EQ(joined->shown, Shown::confirm_screen);
    }
  }
  EXPECT_TRUE(a.is_member());
}

TEST_F(DialTest, M2_saying_no_joins_nothing_and_goes_back) {
  dials("*555#");
  enters("1");
  EXPECT_EQ(enters("0"), guest_menu);
  EXPECT_FALSE(ended);
  EXPECT_FALSE(a.is_member());
}

TEST_F(DialTest, M3_the_terms_can_be_read_before_joining) {
  dials("*555#");
  EXPECT_THAT(enters("2"), AllOf(HasSubstr("10 partner messages"), HasSubstr("2 surveys"),
                                 HasSubstr("activ.kz/smart")));
  EXPECT_EQ(enters("0"), guest_menu);
  EXPECT_THAT(enters("1"), StartsWith("Do you agree"));
}

TEST_F(DialTest, A_member_has_another_menu) {
  a.joins();
  EXPECT_EQ(dials("*555#"), member_menu);
  EXPECT_THAT(enters("1"), StartsWith("Balance: 1000 tenge"));
  EXPECT_TRUE(ended);
  dials("*555#");
  EXPECT_THAT(enters("2"), HasSubstr("500 tenge are yours"));
  dials("*555#");
  EXPECT_THAT(enters("3"), HasSubstr("activ.kz/smart"));
  EXPECT_EQ(enters("0"), member_menu);
}

TEST_F(DialTest, M5_leaving_through_the_menu_asks_first) {
  a.joins();
  dials("*555#");
  EXPECT_THAT(enters("4"), StartsWith("Leave?"));
  EXPECT_EQ(enters("0"), member_menu);
  EXPECT_TRUE(a.is_member());
  enters("4");
  EXPECT_THAT(enters("1"), HasSubstr("You have left"));
  EXPECT_FALSE(a.is_member());
  EXPECT_THAT(a.waiting(), IsEmpty());
}

TEST_F(DialTest, The_language_can_be_chosen_by_guests_and_members) {
  dials("*555#");
  EXPECT_THAT(enters("4"), HasSubstr("1.Қазақша\n2.Русский\n3.English\n0.Back"));
  EXPECT_EQ(enters("0"), guest_menu);
  enters("4");
  EXPECT_EQ(enters("2"), "Теперь говорим с вами по-русски");
  EXPECT_TRUE(ended);
  EXPECT_EQ(a.record().language, *Language::parse("ru"));
  a.joins();
  EXPECT_THAT(dials("*555#"), HasSubstr("1.Баланс"));
  enters("5");
  EXPECT_EQ(enters("1"), "Енді сізбен қазақша сөйлесеміз");
  EXPECT_THAT(dials("*555#"), HasSubstr("1.Қалдық"));
}

TEST_F(DialTest, Choosing_the_same_language_again_is_answered_and_changes_nothing) {
  dials("*555#");
  enters("4");
  EXPECT_EQ(enters("3"), "We speak English with you now");
  EXPECT_EQ(a.record().language, *Language::parse("en"));
}

TEST_F(DialTest, Every_answer_is_in_the_subscribers_language) {
  speaks("kk");
  EXPECT_THAT(dials("*555*1#"), HasSubstr("Қош келдіңіз! Бонус 500 теңге: 4 сәу 10:00 дейін"));
  EXPECT_THAT(dials("*111*3#"), "1000 теңге\nКүтуде 500 теңге, 4 сәу");
  speaks("ru");
  EXPECT_THAT(dials("*555*00#"), HasSubstr("Бонус 500 тенге до 12 мар 10:00"));
  EXPECT_THAT(dials("*111*3#"), "1000 тенге\nБонус 500 тенге до 12 мар 10:00");
  EXPECT_THAT(dials("*555*2#"), HasSubstr("Вы вышли"));
}

TEST_F(DialTest, A_language_that_the_programme_gave_up_falls_back_to_its_first) {
  a.record_to_edit().language = *Language::parse("uz");
  EXPECT_THAT(dials("*555#"), HasSubstr("1.Қосылу"));
}

TEST_F(DialTest, Bad_input_shows_the_menu_again) {
  dials("*555#");
  for (const char* bad : {"", "3", "9", "0", "abc", "-1", "1 ", " 1", "99999999999999", "１"}) {
    EXPECT_EQ(enters(bad), guest_menu) << bad;
    EXPECT_FALSE(ended);
  }
  const auto question = enters("1");
  for (const char* bad : {"", "2", "yes", "-1", "11"}) EXPECT_EQ(enters(bad), question) << bad;
  enters("0");
  const auto terms = enters("2");
  for (const char* bad : {"", "1", "x"}) EXPECT_EQ(enters(bad), terms) << bad;
  enters("0");
  const auto languages = enters("4");
  for (const char* bad : {"", "4", "x", "-1"}) EXPECT_EQ(enters(bad), languages) << bad;
  a.joins();
  enters("0");
  for (const char* bad : {"", "0", "6", "x"}) EXPECT_EQ(enters(bad), member_menu) << bad;
}

TEST_F(DialTest, A_code_inside_a_session_begins_anew) {
  dials("*555#");
  enters("4");
  EXPECT_THAT(enters("*111*3#"), StartsWith("Balance"));
  EXPECT_EQ(stands_at(), DialogueState());
  EXPECT_EQ(enters("1"), guest_menu) << "the menu before is over";
}

// --- Sessions ---

TEST_F(DialTest, A_menu_stands_where_it_stood_also_after_a_restart) {
  dials("*555#");
  enters("1");
  EXPECT_EQ(stands_at(), (DialogueState{session, ScreenId::confirm_join}));
  // All that the next process has is the record.
  at("2016-03-05 10:03");
  EXPECT_THAT(enters("1"), HasSubstr("Welcome"));
  EXPECT_EQ(stands_at(), DialogueState());
}

TEST_F(DialTest, An_input_of_a_session_we_do_not_know_is_shown_the_menu) {
  EXPECT_EQ(sends(7, false, "1"), guest_menu);
  EXPECT_FALSE(a.is_member());
  EXPECT_EQ(stands_at(), (DialogueState{7, ScreenId::home}));
}

TEST_F(DialTest, A_new_session_forgets_where_the_old_one_stood) {
  dials("*555#");
  enters("1");
  const auto old = session;
  EXPECT_EQ(dials("*555#"), guest_menu);
  EXPECT_EQ(sends(old, false, "1"), guest_menu) << "and not a join";
  EXPECT_FALSE(a.is_member());
}

TEST_F(DialTest, A_direct_code_in_another_session_leaves_the_menu_alone) {
  dials("*555#");
  enters("1");
  const auto menu = stands_at();
  sends(7, true, "*111*3#");
  EXPECT_EQ(stands_at(), menu);
}

TEST_F(DialTest, Showing_the_same_screen_again_writes_nothing) {
  dials("*555#");
  const auto events = a.history().size();
  enters("9");
  EXPECT_EQ(a.history().size(), events);
}

TEST_F(DialTest, M1_a_menu_that_membership_left_behind_answers_what_holds_now) {
  a.joins();
  dials("*555#");
  enters("4");
  a.changes_brand("kcell");
  // Where they stood is erased with the leave (S3): the digit chooses nothing.
  EXPECT_EQ(enters("1"), guest_menu);
  EXPECT_FALSE(a.is_member());
}

// --- Another operator's programme ---

class SalomDialTest : public DialTest {
 protected:
  SalomDialTest() : DialTest(subscriber::salom()) { speaks("uz"); }
};

TEST_F(SalomDialTest, M3_the_direct_code_asks_once_more_where_the_programme_says_so) {
  const auto question = dials("*777*1#");
  EXPECT_FALSE(ended);
  EXPECT_FALSE(a.is_member());
  EXPECT_EQ(enters("5"), question);
  enters("1");
  EXPECT_TRUE(a.is_member());
  dials("*777*1#");
  EXPECT_TRUE(ended) << "a member is not asked again";
}

TEST_F(SalomDialTest, B1_grants_that_come_together_are_told_together) {
  dials("*777*1#");
  EXPECT_THAT(enters("1"), HasSubstr("600"));
}

TEST_F(SalomDialTest, B5_waiting_grants_beyond_the_screens_five_lines_come_with_9) {
  auto brief = subscriber::salom();
  brief.bonus.activation_window = Duration::days(100);
  const auto uz = *Language::parse("uz");
  brief.texts.set(programme::Text::balance_waiting, uz, "{amount}");
  world.takes_force(brief);
  a.joins();
  a.activates();
  at("2016-04-01 00:00");
  a.activates();
  at("2016-06-01 00:00");
  ASSERT_EQ(a.waiting().size(), 6u);
  const auto screen = dials("*100#");
  EXPECT_EQ(std::count(screen.begin(), screen.end(), '\n'), 4) << screen;
  EXPECT_THAT(screen, EndsWith("\n9.Yana"));
  EXPECT_NE(enters("9"), "");
}

}  // namespace
}  // namespace airperk::dialogue
