#include <gtest/gtest.h>

#include <algorithm>

#include "core/programme/test_files.h"

/// What the check says of a programme with one thing broken: the exact file, line and mend.
namespace airperk::programme {
namespace {

struct Case {
  const char* name;
  const char* file;
  const char* find;     // the first place of this…
  const char* replace;  // …becomes this
  std::vector<std::string>
      problems;  // "file@text: what": the line is where `text` stands in the broken file
};

void PrintTo(const Case& broken, std::ostream* out) {
  *out << broken.name;
}

// A problem as cases write it: "smart.toml@amount = 5@@what" stands for "smart.toml:35: what", and
// <<smart.toml@amount>> for 35, the line on which that text first stands in the broken file.
std::string line_of(const Source& source, std::string_view file_and_text) {
  const std::size_t at = file_and_text.find('@');
  const std::string& text = source.files.at(std::string(file_and_text.substr(0, at)));
  const std::size_t found = text.find(file_and_text.substr(at + 1));
  EXPECT_NE(found, std::string::npos) << file_and_text;
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(found, text.size()));
  return std::to_string(1 + std::count(text.begin(), end, '\n'));
}

std::string with_lines(const Source& source, const std::string& expected) {
  const std::size_t end = expected.find("@@");
  const std::string_view place = std::string_view(expected).substr(0, end);
  std::string what = expected.substr(end + 2);
  for (auto open = what.find("<<"); open != std::string::npos; open = what.find("<<")) {
    const std::size_t close = what.find(">>", open);
    what.replace(open, close + 2 - open,
                 line_of(source, std::string_view(what).substr(open + 2, close - open - 2)));
  }
  return std::string(place.substr(0, place.find('@'))) + ":" + line_of(source, place) + ": " + what;
}

class Broken : public ::testing::TestWithParam<Case> {
 protected:
  static Source broken_source(const Case& broken) {
    Source source = load_smart().source;
    source.zone_rules.clear();  // as of a programme that is yet to be loaded
    std::string& text = source.files.at(broken.file);
    const std::size_t at = text.find(broken.find);
    EXPECT_NE(at, std::string::npos) << "the case does not fit the programme: " << broken.find;
    if (at != std::string::npos) {
      text.replace(at, std::string_view(broken.find).size(), broken.replace);
    }
    return source;
  }
};

TEST_P(Broken, Is_told_by_file_line_and_mend) {
  const Source source = broken_source(GetParam());
  const auto loaded = load(source);
  ASSERT_FALSE(loaded) << "nothing was found";
  std::vector<std::string> said, expected;
  for (const Problem& problem : loaded.error()) said.push_back(problem.to_string());
  for (const std::string& problem : GetParam().problems) {
    expected.push_back(with_lines(source, problem));
  }
  EXPECT_EQ(said, expected);
}

const std::vector<Case> cases = {
    {"a_misspelt_key",
     "smart.toml",
     "amount = 500",
     "amout = 500",
     {"smart.toml@[bonus]@@[bonus] lacks \"amount\"; add it",
      "smart.toml@amout = 500@@unknown key \"amout\"; did you mean \"amount\"?"}},
    {"a_key_like_no_other",
     "smart.toml",
     "amount = 500",
     "amount = 500\nfrequency = 3",
     {"smart.toml@frequency@@unknown key \"frequency\"; remove it, [bonus] has no such key"}},
    {"a_misspelt_section",
     "smart.toml",
     "[contacts]",
     "[contact]",
     {"smart.toml@#@@section [contacts] is missing; add it",
      "smart.toml@[contact]@@unknown key \"contact\"; did you mean \"contacts\"?"}},
    {"a_section_inside_another",
     "smart.toml",
     "[charging.night]",
     "[bonus.night]",
     {"smart.toml@[charging]@@section [night] is missing; add it",
      "smart.toml@[bonus.night]@@unknown key \"night\"; remove it, [bonus] has no such key"}},
    {"an_amount_in_quotes",
     "smart.toml",
     "amount = 500",
     "amount = \"500\"",
     {"smart.toml@amount = \"@@\"amount\" is a text; write an amount such as 16.7"}},
    {"a_negative_amount",
     "smart.toml",
     "amount = 500",
     "amount = -500",
     {"smart.toml@amount = -@@\"amount\" is negative; write an amount such as 16.7"}},
    {"no_bonus_at_all",
     "smart.toml",
     "amount = 500",
     "amount = 0",
     {"smart.toml@amount = 0@@\"amount\" is 0, which is no bonus; write an amount"}},
    {"an_amount_that_overflows",
     "smart.toml",
     "amount = 500",
     "amount = 9000000000.1",
     {"smart.toml@amount = 9@@\"amount\" is 9000000000.1, which is no exact amount; write an "
      "amount such as 16.7, with at most nine decimals and no more than 9000000000"}},
    {"an_amount_finer_than_a_billionth",
     "tariffs.toml",
     "data = 20.16",
     "data = 20.1600000001",
     {"tariffs.toml@data = 20.16@@\"data\" is 20.1600000001, which is no exact amount; write an "
      "amount such as 16.7, with at most nine decimals and no more than 9000000000"}},
    {"a_price_that_is_not_finite",
     "tariffs.toml",
     "data = 20.16",
     "data = inf",
     {"tariffs.toml@data = inf@@\"data\" is inf, which is no exact amount; write an amount such as "
      "16.7, with at most nine decimals and no more than 9000000000"}},
    {"an_unknown_zone",
     "smart.toml",
     "Asia/Almaty",
     "Asia/Atlantis",
     {"smart.toml@zone@@unknown time zone \"Asia/Atlantis\"; write an IANA name such as "
      "\"Asia/Almaty\""}},
    {"a_prefix_in_two_lists",
     "smart.toml",
     "\"7700\", ",
     "\"7701\", ",
     {"smart.toml@off_net = [@@prefix \"7701\" is in \"on_net\" already (line <<smart.toml@on_net "
      "= [>>); remove one"}},
    {"a_prefix_that_another_covers",
     "smart.toml",
     "fixed = [\"77\"]",
     "fixed = [\"77\", \"77172\"]",
     {"smart.toml@fixed = [@@prefix \"77172\" overlaps \"77\" (line <<smart.toml@fixed = [>>), "
      "which says \"fixed\" "
      "already; remove it"}},
    {"a_prefix_with_letters",
     "smart.toml",
     "fixed = [\"77\"]",
     "fixed = [\"+77\"]",
     {"smart.toml@fixed = [@@\"+77\" is no prefix; write digits with the country's code, such as "
      "\"7701\""}},
    {"a_ported_number_to_nowhere",
     "smart.toml",
     "= \"off_net\"",
     "= \"offnet\"",
     {"smart.toml@77019990001@@\"77019990001\" is \"offnet\"; write \"on_net\", \"off_net\", "
      "\"fixed\", \"international\" or \"content\""}},
    {"two_services_of_one_name",
     "smart.toml",
     "\"One Year Internet\"",
     "\"Unlimited Internet\"",
     {"smart.toml@name = \"Unlimited Internet\"\nkind = \"unlimited\"\n\n[[service]]\nname = "
      "\"Half@@service \"Unlimited Internet\" has the name of a service (line <<smart.toml@name = "
      "\"Unlimited Internet\">>); give one "
      "another name"}},
    {"a_tariff_with_a_services_name",
     "tariffs.toml",
     "\"Hit+\"",
     "\"Online\"",
     {"tariffs.toml@\"Online\"@@tariff \"Online\" has the name of a service "
      "(smart.toml:<<smart.toml@name = \"Online\">>); "
      "give one another name"}},
    {"two_names_with_one_key",
     "smart.toml",
     "brands = [\"activ\", \"kcell\"]",
     "brands = [\"activ\", \"costarring\", \"liquid\"]",
     {"smart.toml@costarring@@brand \"liquid\" and brand \"costarring\" (line "
      "<<smart.toml@costarring>>) have the same "
      "short key; change one name by a letter"}},
    {"an_unknown_brand_in_a_list",
     "smart.toml",
     "brands = [\"activ\"]",
     "brands = [\"actv\"]",
     {"smart.toml@\"actv\"@@unknown brand \"actv\"; did you mean \"activ\"?"}},
    {"nobody_admitted",
     "smart.toml",
     "brands = [\"activ\"]",
     "brands = []",
     {"smart.toml@brands = []@@\"brands\" is empty, so nobody could join; name a brand"}},
    {"an_unknown_kind_in_the_precedence",
     "smart.toml",
     "\"extra\", ",
     "\"extras\", ",
     {"smart.toml@precedence = [@@\"precedence\" lacks \"extra\", so that would never pay; add it",
      "smart.toml@\"extras\"@@an item of the list is \"extras\"; write \"unlimited\", "
      "\"allowance\", \"extra\", \"units\" or \"main\""}},
    {"a_kind_twice_in_the_precedence",
     "smart.toml",
     "\"extra\", ",
     "\"units\", ",
     {"smart.toml@precedence = [@@\"precedence\" lacks \"extra\", so that would never pay; add it",
      "smart.toml@# SMART and other promotions' units@@\"units\" is there twice; remove one"}},
    {"an_unknown_kind_of_service",
     "smart.toml",
     "kind = \"night\"",
     "kind = \"nightly\"",
     {"smart.toml@kind = \"nightly@@\"kind\" is \"nightly\"; write \"unlimited\", \"night\" or "
      "\"allowance\"",
      "smart.toml@from = @@unknown key \"from\"; remove it, [[service]] has no such key",
      "smart.toml@until = @@unknown key \"until\"; remove it, [[service]] has no such key"}},
    {"an_unknown_use_that_is_free",
     "tariffs.toml",
     "\"voice on_net\"",
     "\"voice abroad\"",
     {"tariffs.toml@\"voice abroad\"@@an item of the list is \"voice abroad\"; write \"voice "
      "on_net\", \"voice off_net\", \"voice fixed\", \"voice international\", \"voice content\", "
      "\"sms on_net\", \"sms off_net\", \"sms fixed\", \"sms international\", \"sms content\" or "
      "\"data\""}},
    {"a_time_that_no_clock_shows",
     "smart.toml",
     "from = \"01:00\"",
     "from = \"25:00\"",
     {"smart.toml@25:00@@\"from\" is \"25:00\", which is no time of day; write a time of day such "
      "as \"09:00\""}},
    {"a_night_that_ends_before_it_begins",
     "smart.toml",
     "from = \"01:00\"",
     "from = \"23:00\"",
     {"smart.toml@until = \"09:00\"@@\"until\" is not after \"from\"; a night's window lies within "
      "one day"}},
    {"quiet_hours_by_day",
     "smart.toml",
     "21:00-09:00",
     "09:00-21:00",
     {"smart.toml@quiet_hours@@\"quiet_hours\" must run over midnight; write when it is quiet, "
      "such as \"21:00-09:00\""}},
    {"a_length_of_time_without_a_unit",
     "smart.toml",
     "\"7 days\"",
     "\"7\"",
     {"smart.toml@validity = \"7\"@@\"validity\" is \"7\", which is no length of time; write a "
      "time such as \"30 days\", \"1 hour\" or \"90 seconds\""}},
    {"a_length_of_time_that_overflows",
     "smart.toml",
     "\"7 days\"",
     "\"9000000000000000000 days\"",
     {"smart.toml@validity = @@\"validity\" is \"9000000000000000000 days\", which is no length of "
      "time; write a time such as \"30 days\", \"1 hour\" or \"90 seconds\""}},
    {"a_validity_of_nothing",
     "smart.toml",
     "\"7 days\"",
     "\"0 days\"",
     {"smart.toml@validity = @@\"validity\" is \"0 days\"; write a time from 60 seconds to 3660 "
      "days"}},
    {"a_cap_below_zero",
     "smart.toml",
     "messages_per_month = 10",
     "messages_per_month = -1",
     {"smart.toml@messages_per_month@@\"messages_per_month\" is -1; write a whole number from 0 to "
      "1000"}},
    {"a_code_that_cannot_be_dialled",
     "smart.toml",
     "join = \"*555*1#\"",
     "join = \"555 1\"",
     {"smart.toml@555 1@@\"join\" is \"555 1\", which cannot be dialled; write a code such as "
      "\"*555*1#\""}},
    {"one_code_for_two_things",
     "smart.toml",
     "leave = \"*555*2#\"",
     "leave = \"*555*1#\"",
     {"smart.toml@leave = @@\"leave\" has the code of \"join\"; give it another"}},
    {"a_home_network_without_digits",
     "smart.toml",
     "mnc = \"02\"",
     "mnc = \"2\"",
     {"smart.toml@mnc = @@\"mnc\" is not two or three digits; write one such as \"02\""}},
    {"a_ladder_that_goes_back",
     "tariffs.toml",
     "{ price = 0 }], off_net",
     "{ until = \"1 minute\", price = 3 }, { price = 0 }], off_net",
     {"tariffs.toml@{ until = \"1 minute\"@@\"until\" goes back; sort the ladder's parts"}},
    {"a_ladder_that_ends",
     "tariffs.toml",
     "{ price = 0 }], off_net",
     "{ until = \"3 minutes\", price = 0 }], off_net",
     {"tariffs.toml@{ until = \"3 minutes\"@@the last part of a ladder has no \"until\"; remove "
      "it"}},
    {"a_ladder_that_cuts_a_step",
     "tariffs.toml",
     "voice_step = \"1 second\"",
     "voice_step = \"7 seconds\"",
     {"tariffs.toml@voice = { on_net = [@@a price of \"voice\" ends inside a step; make every "
      "\"until\" a whole number of steps"}},
    {"a_tariff_without_an_on_net_price",
     "tariffs.toml",
     "sms = { on_net = 7, off_net = 12.33",
     "sms = { off_net = 12.33",
     {"tariffs.toml@[[tariff]]\nname = \"Time@@\"Time to Talk\" has no on-net price for sms; add "
      "sms = { on_net = … }"}},
    {"an_allowance_of_nothing",
     "tariffs.toml",
     ", minutes = 30, sms = 30, megabytes = 200 }",
     " }",
     {"tariffs.toml@allowance = { every = \"30 days\" }@@the allowance has nothing in it; add "
      "minutes, sms or megabytes"}},
    {"a_missing_translation",
     "texts.toml",
     "ru = \"Бонуса нет\"\n",
     "",
     {"texts.toml@[balance_no_bonus]@@[balance_no_bonus] has no text in \"ru\"; add ru = \"…\""}},
    {"a_missing_text",
     "texts.toml",
     "[left]",
     "[gone]",
     {"texts.toml@#@@text [left] is missing; add it",
      "texts.toml@[gone]@@unknown key \"gone\"; remove it, the text file has no such key"}},
    {"an_unknown_language",
     "texts.toml",
     "ru = \"Бонуса нет\"",
     "ru = \"Бонуса нет\"\nde = \"Kein Bonus\"",
     {"texts.toml@de = @@unknown key \"de\"; remove it, [balance_no_bonus] has no such key"}},
    {"an_unknown_placeholder",
     "texts.toml",
     "en = \"Balance: {amount} tenge\"",
     "en = \"Balance: {amont} tenge\"",
     {"texts.toml@{amont}@@[balance_main] has an unknown placeholder {amont}; did you mean "
      "\"amount\"?",
      "texts.toml@{amont}@@[balance_main] does not say {amount}; add it"}},
    {"a_placeholder_of_another_text",
     "texts.toml",
     "en = \"Bonus: 0 tenge\"",
     "en = \"Bonus: {amount} units\"",
     {"texts.toml@en = \"Bonus: {amount} units\"\n@@[balance_no_bonus] has an unknown placeholder "
      "{amount}; write one of \"name\", \"site\", \"brands\", \"bonus\", \"messages\", "
      "\"surveys\", \"code_menu\", \"code_join\", \"code_leave\", \"code_activate\", "
      "\"code_balance\" or \"code_survey\""}},
    {"an_open_brace",
     "texts.toml",
     "en = \"Bonus: 0 tenge\"",
     "en = \"Bonus: 0 tenge {\"",
     {"texts.toml@tenge {@@[balance_no_bonus] has \"{\" without \"}\"; close it"}},
    {"a_screen_that_is_too_long_in_Russian",
     "texts.toml",
     "ru = \"Вы участник! Бонус {amount} тенге",
     "ru = \"Поздравляем, теперь вы участник! Бонус {amount} тенге",
     {"texts.toml@ru = \"Поздравляем@@[joined] in \"ru\" is 83 characters long with the longest "
      "values; a USSD screen holds 79, shorten it by 4"}},
    {"a_screen_that_is_too_long_in_English",
     "texts.toml",
     "en = \"We speak English",
     "en = \"From this very moment on and until you should ever choose to tell us otherwise, which "
     "you are of course free to do at any time, all of our people and machines speak English",
     {"texts.toml@en = \"From this@@[language_set] in \"en\" is 185 characters long with the "
      "longest values; a USSD screen holds 160, shorten it by 25"}},
    {"a_bonus_with_too_many_digits",
     "smart.toml",
     "amount = 500",
     "amount = 5000000000.123",
     {"texts.toml@kk = \"Бонус {amount} теңге {until}@@[activated] in \"kk\" is 80 characters "
      "long with the longest values; a USSD screen holds 79, shorten it by 1",
      "texts.toml@kk = \"Бонус {amount} теңге, {until}@@[balance_bonus] in \"kk\" is 86 characters "
      "long with the longest values (the whole balance screen); a USSD screen holds 79, shorten it "
      "by 7",
      "texts.toml@ru = \"Бонус {amount} тенге до {until}\"@@[balance_bonus] in \"ru\" is 88 "
      "characters long "
      "with the longest values (the whole balance screen); a USSD screen holds 79, shorten it by "
      "9"}},
    {"a_balance_screen_that_is_too_long",
     "texts.toml",
     "kk = \"{amount} теңге\"",
     "kk = \"Негізгі шоттағы қалдық {amount} теңге\"",
     {"texts.toml@kk = \"Бонус {amount} теңге, {until}\"@@[balance_bonus] in \"kk\" is 99 "
      "characters long with the longest values (the whole balance screen); a USSD screen holds 79, "
      "shorten it by 20"}},
    {"a_menu_with_another_number",
     "texts.toml",
     "4.Language",
     "3.Language",
     {"texts.toml@en = \"\"\"\nBonus for@@[home_guest] in \"en\" must offer the options 1., 2., 4. "
      "and no others, each at the begin of a line; mend its lines"}},
    {"six_lines",
     "texts.toml",
     "en = \"\"\"\n1.Balance",
     "en = \"\"\"\nSMART\n1.Balance",
     {"texts.toml@en = \"\"\"\nSMART@@[home_member] in \"en\" has 6 lines; a screen shows 5, "
      "remove some"}},
    {"eleven_months",
     "texts.toml",
     "\"Jan\", ",
     "",
     {"texts.toml@en = [@@\"en\" has 11 months; write 12"}},
    {"a_file_that_is_not_there",
     "smart.toml",
     "\"tariffs.toml\"",
     "\"prices.toml\"",
     {"smart.toml@prices.toml@@cannot read \"prices.toml\": it was not kept; name a file in the "
      "programme's folder"}},
    {"a_file_outside_the_folder",
     "smart.toml",
     "\"tariffs.toml\"",
     "\"../../etc/passwd\"",
     {"smart.toml@tariffs = @@\"tariffs\" leads out of the programme's folder; name a file in "
      "it"}},
    {"no_terms_in_a_language",
     "smart.toml",
     "ru = \"terms/v1.ru.txt\"\n",
     "",
     {"smart.toml@[terms]@@[terms] lacks \"ru\"; add it"}},
    {"a_language_that_is_none",
     "smart.toml",
     "[\"kk\", \"ru\", \"en\"]",
     "[\"kk\", \"ru\", \"en\", \"Q\"]",
     {"smart.toml@languages = @@\"Q\" is no language; write a tag such as \"kk\""}},
    {"text_that_is_not_TOML",
     "smart.toml",
     "amount = 500",
     "amount = = 500",
     {"smart.toml@amount = = 500@@is not TOML here: Error while parsing value: could not determine "
      "value type; mend the line"}},
    {"a_key_twice",
     "smart.toml",
     "amount = 500",
     "amount = 500\namount = 600",
     {"smart.toml@amount = 600@@is not TOML here: Error while parsing key-value pair: cannot "
      "redefine existing integer 'amount'; mend the line"}},
    {"a_list_for_a_text",
     "smart.toml",
     "site = \"activ.kz/smart\"",
     "site = [\"activ.kz/smart\"]",
     {"smart.toml@site = @@\"site\" is a list; write a text in quotes"}},
    {"a_text_for_a_list",
     "smart.toml",
     "brands = [\"activ\", \"kcell\"]",
     "brands = \"activ\"",
     {"smart.toml@brands = @@\"brands\" is a text; write a list in [ ]"}},
    {"a_word_for_a_service_message_s_switch",
     "smart.toml",
     "expiry = true",
     "expiry = \"yes\"",
     {"smart.toml@expiry = \"yes@@\"expiry\" is a text; write true or false"}},
    {"a_service_message_without_a_text",
     "texts.toml",
     "[service_new_terms]",
     "[service_new_term]",
     {"texts.toml@#@@text [service_new_terms] is missing; add it, or send no [service_messages]",
      "texts.toml@[service_new_term]@@unknown key \"service_new_term\"; did you mean "
      "\"service_new_terms\"?"}},
    {"a_service_message_that_takes_two_SMS",
     "texts.toml",
     "сгорит {until}\"",
     "сгорит {until}, а потому потратьте его\"",
     {"texts.toml@сгорит {until}, а@@[service_bonus_ends] in \"ru\" is 71 characters long with "
      "the longest values; one SMS holds 70, shorten it by 1"}},
    {"a_service_message_that_says_no_end",
     "texts.toml",
     "сгорит {until}\"",
     "сгорит\"",
     {"texts.toml@сгорит\"@@[service_bonus_ends] does not say {until}; add it"}},
    {"a_number_for_a_section",
     "smart.toml",
     "[home]",
     "[home2]",
     {"smart.toml@#@@section [home] is missing; add it",
      "smart.toml@[home2]@@unknown key \"home2\"; did you mean \"home\"?"}},
};

INSTANTIATE_TEST_SUITE_P(Programme, Broken, ::testing::ValuesIn(cases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Broken_everywhere, All_problems_are_told_at_once_file_by_file) {
  Source source = load_smart().source;
  const auto replace = [&](const char* file, std::string_view from, std::string_view to) {
    std::string& text = source.files.at(file);
    text.replace(text.find(from), from.size(), to);
  };
  replace("smart.toml", "mnc = \"02\"", "mnc = \"x\"");
  replace("smart.toml", "amount = 500", "amount = true");
  replace("tariffs.toml", "data = 20.16", "data = \"dear\"");
  replace("texts.toml", "en = \"Bonus: 0 tenge\"", "en = 0");
  source.files.at("terms/v1.ru.txt") = "\xFF";
  source.files.at("terms/v1.en.txt") = "  \n";
  const auto loaded = load(source);
  ASSERT_FALSE(loaded);
  const std::vector<std::string> expected = {
      "smart.toml@amount = true@@\"amount\" is true or false; write an amount such as 16.7",
      "smart.toml@mnc = @@\"mnc\" is not two or three digits; write one such as \"02\"",
      "tariffs.toml@data = \"dear@@\"data\" is a text; write an amount such as 16.7",
      "texts.toml@en = 0@@\"en\" is a number; write a text in quotes",
      "terms/v1.ru.txt@\xFF@@is not UTF-8; save it as UTF-8",
      "terms/v1.en.txt@ @@is empty; write the terms"};
  ASSERT_EQ(loaded.error().size(), expected.size()) << in_words(loaded.error());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(loaded.error()[i].to_string(), with_lines(source, expected[i]));
  }
}

TEST(Broken_everywhere, A_main_file_that_cannot_be_read_is_one_problem) {
  const auto loaded = load("here/none.toml", read_from_disk);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(in_words(loaded.error()),
            "here/none.toml:1: cannot be read: no such file; name a programme file\n");
}

TEST(Broken_everywhere, A_reader_that_throws_is_a_problem_and_no_crash) {
  const auto loaded = load("smart.toml", [](const std::string&) -> Result<std::string> {
    throw std::runtime_error("the disk is gone");
  });
  ASSERT_FALSE(loaded);
  EXPECT_EQ(in_words(loaded.error()),
            "smart.toml:1: cannot be read: the disk is gone; mend the file\n");
}

TEST(Broken_everywhere, An_empty_file_lacks_everything) {
  Source source{"empty.toml", {{"empty.toml", ""}}};
  const auto loaded = load(source);
  ASSERT_FALSE(loaded);
  EXPECT_GE(loaded.error().size(), 15u);
  for (const Problem& problem : loaded.error()) EXPECT_EQ(problem.line, 1);
}

}  // namespace
}  // namespace airperk::programme
