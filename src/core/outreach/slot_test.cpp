#include "core/outreach/slot.h"

#include "core/outreach/outreach_test_environment.h"

namespace airperk::outreach {
namespace {

using subscriber::ContactTaken;
using subscriber::Fact;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SlotTest : public OutreachTest {};

// --- A slot is taken

TEST_F(SlotTest, C5_a_slot_is_taken_with_what_to_say_and_until_when) {
  const auto campaign = approved(message());
  EXPECT_EQ(asks(a, campaign), Verdict::take);
  EXPECT_THAT(decided.facts, ElementsAre(Fact(ContactTaken{campaign, ContactKind::message,
                                                           subscriber::Channel::sms,
                                                           world.zone().month_of(world.now)})));
  EXPECT_EQ(state(a, campaign), ContactState::taken);
  EXPECT_EQ(used(a), 1);
  EXPECT_EQ(decided.language, a.record().language);
  EXPECT_EQ(world.civil(decided.until), "2016-03-07 21:00");
}

TEST_F(SlotTest, Speaks_the_subscribers_language_or_else_Kazakh) {
  a.asks(subscriber::SetLanguage{language("ru")});
  asks(a, approved(message()));
  EXPECT_EQ(decided.text, "Kofe ru");
  a.asks(subscriber::SetLanguage{language("en")});
  asks(a, approved(message()));
  EXPECT_EQ(decided.text, "Kofe kk");
}

// --- The control group

TEST_F(SlotTest, Who_is_of_the_control_group_gets_nothing_and_takes_no_slot) {
  auto plan = message();
  plan.control = 50;
  std::uint32_t campaign = 0;
  do {
    campaign = approved(plan);
  } while (!is_control(plan.control, plan.control_key, campaign, a.id()));
  EXPECT_EQ(asks(a, campaign), Verdict::refuse);
  EXPECT_EQ(state(a, campaign), ContactState::control);
  EXPECT_EQ(used(a), 0);
  EXPECT_EQ(asks(a, campaign), Verdict::pass) << "and is not asked again";
  EXPECT_FALSE(hears(a, campaign, ContactState::delivered));
}

TEST_F(SlotTest, C4_who_has_not_consented_is_no_part_of_the_control_group) {
  auto plan = listed(message(), {b.id()});
  plan.control = 50;
  for (int i = 0; i < 10; ++i) EXPECT_EQ(refused_by(b, approved(plan)), ContactRule::C4);
}

// --- Caps

TEST_F(SlotTest, C2_the_eleventh_message_of_a_month_is_refused_for_good) {
  takes(a, message(), 10);
  const auto eleventh = approved(message());
  EXPECT_EQ(refused_by(a, eleventh), ContactRule::C2);
  EXPECT_EQ(used(a), 10);
  at("2016-04-01 10:00");
  EXPECT_EQ(asks(a, eleventh), Verdict::pass);
  EXPECT_THAT(decided.facts, IsEmpty());
}

TEST_F(SlotTest, C2_partners_and_channels_share_one_cap) {
  auto other = message();
  other.partner = "Shoes";
  other.channel = subscriber::Channel::call;
  takes(a, message(), 5);
  takes(a, other, 5);
  EXPECT_EQ(refused_by(a, approved(message())), ContactRule::C2);
  EXPECT_EQ(refused_by(a, approved(other)), ContactRule::C2);
}

TEST_F(SlotTest, C3_the_third_survey_of_a_month_is_refused_for_good) {
  takes(a, survey(), 2);
  EXPECT_EQ(refused_by(a, approved(survey())), ContactRule::C3);
  EXPECT_EQ(used(a, ContactKind::survey), 2);
}

TEST_F(SlotTest, C3_messages_and_surveys_have_a_cap_each) {
  takes(a, message(), 10);
  takes(a, survey(), 2);
  EXPECT_EQ(refused_by(a, approved(message())), ContactRule::C2);
  EXPECT_EQ(refused_by(a, approved(survey())), ContactRule::C3);
}

TEST_F(SlotTest, C2_C3_the_next_month_has_its_own_caps) {
  takes(a, message(), 10);
  takes(a, survey(), 2);
  at("2016-03-31 20:59:59");
  EXPECT_EQ(refused_by(a, approved(message())), ContactRule::C2);
  at("2016-04-01 09:00");
  takes(a, message(), 10);
  takes(a, survey(), 2);
  EXPECT_EQ(refused_by(a, approved(message())), ContactRule::C2);
}

TEST_F(SlotTest, C2_the_caps_are_the_programmes) {
  auto programme = subscriber::smart();
  programme.contacts.messages_per_month = 1;
  programme.contacts.surveys_per_month = 0;
  world.takes_force(programme);
  takes(a, message(), 1);
  EXPECT_EQ(refused_by(a, approved(message())), ContactRule::C2);
  EXPECT_EQ(refused_by(a, approved(survey())), ContactRule::C3);
}

// --- Consent

TEST_F(SlotTest, C4_whoever_is_no_member_is_refused) {
  EXPECT_EQ(refused_by(b, approved(listed(message(), {b.id()}))), ContactRule::C4);
  EXPECT_EQ(used(b), 0);
}

TEST_F(SlotTest, C4_consent_counts_at_the_hand_over_and_not_when_it_was_planned) {
  const auto campaign = approved(listed(message(), {b.id()}));
  b.joins();
  EXPECT_EQ(asks(b, campaign), Verdict::take);
}

TEST_F(SlotTest, M5_a_leave_drops_what_was_planned_also_for_whoever_joins_again) {
  const auto first = approved(listed(message(), {a.id()}));
  const auto second = approved(message());
  at("2016-03-07 11:00");
  a.leaves();
  EXPECT_EQ(refused_by(a, first), ContactRule::M5);
  at("2016-03-07 12:00");
  a.joins();
  EXPECT_EQ(refused_by(a, second), ContactRule::M5);
  EXPECT_EQ(used(a), 0);
  EXPECT_EQ(asks(a, approved(message())), Verdict::take);
}

TEST_F(SlotTest, M6_joining_again_does_not_reset_the_caps) {
  takes(a, message(), 10);
  takes(a, survey(), 2);
  a.leaves();
  a.joins();
  at("2016-03-08 10:00");
  EXPECT_EQ(refused_by(a, approved(message())), ContactRule::C2);
  EXPECT_EQ(refused_by(a, approved(survey())), ContactRule::C3);
}

TEST_F(SlotTest, S3_a_leave_erases_who_wrote_and_keeps_the_count) {
  takes(a, message(), 3);
  for (const auto& contact : a.record().contacts) {
    a.happen({subscriber::ContactMoved{contact.campaign, ContactState::delivered, 0}});
  }
  a.leaves();
  EXPECT_THAT(a.record().contacts, IsEmpty());
  EXPECT_EQ(used(a), 3);
}

// --- One contact of a campaign

TEST_F(SlotTest, C6_whoever_is_asked_again_is_passed_over) {
  for (const auto said : {ContactState::taken, ContactState::handed_over, ContactState::unknown,
                          ContactState::delivered, ContactState::failed}) {
    const auto campaign = approved(message());
    EXPECT_EQ(asks(a, campaign), Verdict::take);
    hears(a, campaign, said);
    const auto before = a.record();
    EXPECT_EQ(asks(a, campaign), Verdict::pass) << static_cast<int>(said);
    EXPECT_EQ(a.record(), before);
  }
}

TEST_F(SlotTest, C6_what_was_given_back_may_be_taken_anew_and_counts_once) {
  const auto campaign = approved(message());
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(asks(a, campaign), Verdict::take) << i;
    EXPECT_EQ(used(a), 1);
    EXPECT_TRUE(hears(a, campaign, ContactState::returned));
    EXPECT_EQ(used(a), 0);
  }
  EXPECT_EQ(a.record().contacts.size(), 1u);
}

TEST_F(SlotTest, C5_a_survey_is_given_back_to_the_surveys) {
  takes(a, message(), 1);
  const auto campaign = approved(survey());
  asks(a, campaign);
  hears(a, campaign, ContactState::returned);
  EXPECT_EQ(used(a, ContactKind::survey), 0);
  EXPECT_EQ(used(a), 1);
}

TEST_F(SlotTest, C2_a_last_slot_in_doubt_refuses_nobody_yet) {
  takes(a, message(), 9);
  const auto tenth = approved(message()), next = approved(message());
  EXPECT_EQ(asks(a, tenth), Verdict::take);
  EXPECT_EQ(asks(a, next), Verdict::wait);
  hears(a, tenth, ContactState::returned);
  EXPECT_EQ(asks(a, next), Verdict::take);
  hears(a, next, ContactState::handed_over);
  EXPECT_EQ(refused_by(a, tenth), ContactRule::C2);
}

TEST_F(SlotTest, C6_what_was_given_back_is_decided_by_the_caps_of_now) {
  const auto campaign = approved(message());
  asks(a, campaign);
  hears(a, campaign, ContactState::returned);
  takes(a, message(), 10);
  EXPECT_EQ(refused_by(a, campaign), ContactRule::C2);
}

TEST_F(SlotTest, C5_a_slot_given_back_after_its_months_end_is_no_slot_of_the_next_month) {
  at("2016-03-31 20:59");
  const auto campaign = approved(message());
  asks(a, campaign);
  at("2016-04-01 09:00");
  takes(a, message(), 1);
  EXPECT_TRUE(hears(a, campaign, ContactState::returned));
  EXPECT_EQ(used(a), 1);
  EXPECT_EQ(asks(a, campaign), Verdict::take);
  EXPECT_EQ(subscriber::find_contact(a.record(), campaign)->month,
            world.zone().month_of(world.now));
  EXPECT_EQ(used(a), 2);
  EXPECT_TRUE(hears(a, campaign, ContactState::returned));
  EXPECT_EQ(used(a), 1);
}

TEST_F(SlotTest, S3_a_contact_is_forgotten_once_no_campaign_can_ask_again) {
  takes(a, message(), 1);
  at("2016-04-29 10:00");
  takes(a, message(), 1);
  EXPECT_EQ(a.record().contacts.size(), 2u);
  at("2016-05-08 10:00");
  auto late = message();
  late.ends = world.instant("2016-05-09 00:00");
  takes(a, late, 1);
  EXPECT_EQ(a.record().contacts.size(), 2u);
}

// --- Hours

TEST_F(SlotTest, C8_contacts_go_out_from_09_00_to_21_00) {
  const auto campaign = approved(message());
  for (const auto* quiet :
       {"2016-03-07 21:00", "2016-03-07 23:59:59", "2016-03-08 00:00", "2016-03-08 08:59:59"}) {
    at(quiet);
    EXPECT_EQ(asks(a, campaign), Verdict::wait) << quiet;
    EXPECT_THAT(a.record().contacts, IsEmpty());
  }
  for (const auto* open : {"2016-03-08 09:00:00", "2016-03-08 20:59:59"}) {
    at(open);
    EXPECT_EQ(asks(a, approved(message())), Verdict::take) << open;
  }
}

TEST_F(SlotTest, C8_a_contact_must_be_delivered_before_the_quiet_hours_and_the_end) {
  at("2016-03-08 20:59:59");
  asks(a, approved(message()));
  EXPECT_EQ(world.civil(decided.until), "2016-03-08 21:00");
  auto short_one = message();
  short_one.ends = world.instant("2016-03-08 21:00:00") - Duration::microseconds(1);
  asks(a, approved(short_one));
  EXPECT_EQ(decided.until, short_one.ends);
}

TEST_F(SlotTest, C8_the_next_change_of_hours_is_the_next_edge) {
  const auto change = [&](std::string_view from) {
    return world.civil(hours_change(world.programme(), world.instant(from)));
  };
  EXPECT_EQ(change("2016-03-07 08:59:59"), "2016-03-07 09:00");
  EXPECT_EQ(change("2016-03-07 09:00"), "2016-03-07 21:00");
  EXPECT_EQ(change("2016-03-07 20:59:59"), "2016-03-07 21:00");
  EXPECT_EQ(change("2016-03-07 21:00"), "2016-03-08 09:00");
  EXPECT_EQ(change("2016-12-31 23:00"), "2017-01-01 09:00");
}

// --- The campaign's own state

TEST_F(SlotTest, Waits_before_the_start_and_is_over_at_the_end) {
  auto plan = message();
  plan.starts = world.instant("2016-03-08 10:00");
  plan.ends = world.instant("2016-03-09 10:00");
  const auto campaign = approved(plan);
  at("2016-03-08 09:59:59");
  EXPECT_EQ(asks(a, campaign), Verdict::wait);
  at("2016-03-09 10:00");
  EXPECT_EQ(asks(a, campaign), Verdict::over);
  at("2016-03-09 22:00");
  EXPECT_EQ(asks(a, campaign), Verdict::over);
}

TEST_F(SlotTest, Waits_until_it_is_approved_and_while_it_is_paused) {
  const auto campaign = planned(message());
  EXPECT_EQ(asks(a, campaign), Verdict::wait);
  moves(campaign, CampaignState::approved);
  moves(campaign, CampaignState::paused);
  EXPECT_EQ(asks(a, campaign), Verdict::wait);
  moves(campaign, CampaignState::approved);
  EXPECT_EQ(asks(a, campaign), Verdict::take);
}

TEST_F(SlotTest, Waits_while_the_stop_button_is_pressed) {
  const auto campaign = approved(message());
  campaigns.apply(ContactsStopped{true, "chief"});
  EXPECT_EQ(asks(a, campaign), Verdict::wait);
  campaigns.apply(ContactsStopped{false, "chief"});
  EXPECT_EQ(asks(a, campaign), Verdict::take);
}

TEST_F(SlotTest, A_finished_or_cancelled_campaign_is_over) {
  for (const auto end : {CampaignState::finished, CampaignState::cancelled}) {
    const auto campaign = approved(message());
    moves(campaign, end);
    EXPECT_EQ(asks(a, campaign), Verdict::over);
    EXPECT_THAT(a.record().contacts, IsEmpty());
  }
}

TEST_F(SlotTest, A_campaign_that_has_its_volume_is_over) {
  auto plan = message();
  plan.volume = 5;
  EXPECT_EQ(asks(a, approved(plan), 4), Verdict::take);
  EXPECT_EQ(asks(a, approved(plan), 5), Verdict::over);
  EXPECT_EQ(asks(a, approved(message()), 1'000'000), Verdict::take) << "nothing is booked";
}

// --- The audience

TEST_F(SlotTest, A_list_is_for_its_own_alone) {
  Person c(world, 3);
  c.joins();
  at("2016-03-07 10:01");
  const auto campaign = approved(listed(message(), {a.id(), {9}}));
  EXPECT_EQ(asks(c, campaign), Verdict::pass);
  EXPECT_THAT(c.record().contacts, IsEmpty());
  EXPECT_EQ(asks(a, campaign), Verdict::take);
}

TEST_F(SlotTest, A_segment_is_of_members_by_language_and_by_tariff) {
  const auto fits = [&](const Person& person, std::vector<programme::Language> languages,
                        std::vector<NameKey> tariffs) {
    return is_for({.listed = false,
                   .subscribers = {},
                   .languages = std::move(languages),
                   .tariffs = std::move(tariffs)},
                  person.id(), person.record());
  };
  const auto talk = NameKey::of("Time to Talk"), beseda = NameKey::of("Beseda");
  const auto kk = language("kk"), ru = language("ru");
  a.asks(subscriber::SetLanguage{ru});
  EXPECT_TRUE(fits(a, {}, {}));
  EXPECT_TRUE(fits(a, {kk, ru}, {}));
  EXPECT_FALSE(fits(a, {kk}, {}));
  EXPECT_TRUE(fits(a, {}, {beseda, talk}));
  EXPECT_FALSE(fits(a, {}, {beseda}));
  EXPECT_TRUE(fits(a, {ru}, {talk}));
  EXPECT_FALSE(fits(a, {ru}, {beseda}));
  EXPECT_FALSE(fits(a, {kk}, {talk}));
  EXPECT_FALSE(fits(b, {}, {})) << "not a member";
}

TEST_F(SlotTest, Whom_a_segment_no_longer_fits_is_passed_over) {
  auto plan = message();
  plan.audience.tariffs = {NameKey::of("Beseda")};
  const auto campaign = approved(plan);
  EXPECT_EQ(asks(a, campaign), Verdict::pass);
  a.changes_tariff("Beseda");
  EXPECT_EQ(asks(a, campaign), Verdict::take);
}

// --- What the network says

class SettleTest : public OutreachTest {
 protected:
  SettleTest() { asks(a, campaign); }
  const std::uint32_t campaign = approved(message());
};

TEST_F(SettleTest, The_network_takes_it_and_the_telephone_gets_it) {
  EXPECT_TRUE(hears(a, campaign, ContactState::handed_over, 77));
  EXPECT_EQ(state(a, campaign), ContactState::handed_over);
  EXPECT_TRUE(hears(a, campaign, ContactState::delivered));
  EXPECT_EQ(state(a, campaign), ContactState::delivered);
  EXPECT_EQ(used(a), 1);
}

TEST_F(SettleTest, C5_what_failed_keeps_its_slot) {
  hears(a, campaign, ContactState::handed_over, 77);
  EXPECT_TRUE(hears(a, campaign, ContactState::failed));
  EXPECT_EQ(used(a), 1);
}

TEST_F(SettleTest, C5_only_what_is_being_asked_for_is_given_back) {
  for (const auto said : {ContactState::handed_over, ContactState::unknown, ContactState::delivered,
                          ContactState::failed}) {
    const auto other = approved(message());
    asks(a, other);
    hears(a, other, said);
    const auto before = a.record();
    EXPECT_FALSE(hears(a, other, ContactState::returned)) << static_cast<int>(said);
    EXPECT_EQ(a.record(), before);
  }
}

TEST_F(SettleTest, C5_a_slot_is_given_back_once) {
  takes(a, message(), 1);
  EXPECT_TRUE(hears(a, campaign, ContactState::returned));
  EXPECT_FALSE(hears(a, campaign, ContactState::returned));
  EXPECT_FALSE(hears(a, campaign, ContactState::delivered));
  EXPECT_EQ(used(a), 1);
}

TEST_F(SettleTest, The_first_word_is_said_once) {
  hears(a, campaign, ContactState::handed_over, 77);
  EXPECT_FALSE(hears(a, campaign, ContactState::unknown));
  EXPECT_FALSE(hears(a, campaign, ContactState::handed_over, 78));
  EXPECT_EQ(subscriber::find_contact(a.record(), campaign)->reference, 77u);
}

TEST_F(SettleTest, An_unknown_one_is_known_by_its_late_receipt) {
  EXPECT_TRUE(hears(a, campaign, ContactState::unknown, 77));
  EXPECT_FALSE(hears(a, campaign, ContactState::handed_over, 77)) << "it may be older";
  EXPECT_TRUE(receipt(a, 77, ContactState::delivered));
  EXPECT_EQ(state(a, campaign), ContactState::delivered);
  EXPECT_EQ(used(a), 1);
}

TEST_F(SettleTest, A_receipt_names_one_contact_by_its_reference) {
  const auto other = approved(message());
  asks(a, other);
  hears(a, campaign, ContactState::handed_over, 77);
  hears(a, other, ContactState::handed_over, 78);
  EXPECT_FALSE(receipt(a, 79, ContactState::delivered));
  EXPECT_TRUE(receipt(a, 78, ContactState::failed));
  EXPECT_EQ(state(a, other), ContactState::failed);
  EXPECT_EQ(state(a, campaign), ContactState::handed_over);
  EXPECT_FALSE(receipt(a, 78, ContactState::failed)) << "the same receipt again";
  EXPECT_FALSE(receipt(a, 78, ContactState::delivered)) << "the first one is the last";
}

TEST_F(SettleTest, C6_one_part_that_failed_is_a_message_that_failed) {
  hears(a, campaign, ContactState::handed_over, 77);
  EXPECT_TRUE(receipt(a, 77, ContactState::delivered, true));
  EXPECT_FALSE(receipt(a, 77, ContactState::failed)) << "of a whole message the first is the last";
  EXPECT_TRUE(receipt(a, 77, ContactState::failed, true));
  EXPECT_FALSE(receipt(a, 77, ContactState::delivered, true));
  EXPECT_EQ(state(a, campaign), ContactState::failed);
}

TEST_F(SettleTest, A_receipt_that_names_nothing_is_about_nothing) {
  hears(a, campaign, ContactState::handed_over);
  EXPECT_FALSE(receipt(a, 0, ContactState::delivered));
  EXPECT_EQ(state(a, campaign), ContactState::handed_over);
}

TEST_F(SettleTest, What_was_refused_by_a_rule_hears_nothing) {
  const auto refused = approved(listed(message(), {b.id()}));
  refused_by(b, refused);
  EXPECT_FALSE(hears(b, refused, ContactState::returned));
  EXPECT_FALSE(hears(b, refused, ContactState::delivered));
}

TEST_F(SettleTest, S3_after_a_leave_the_network_is_still_heard_of_what_it_has) {
  hears(a, campaign, ContactState::handed_over, 77);
  const auto other = approved(message()), done = approved(message());
  asks(a, other);
  asks(a, done);
  hears(a, done, ContactState::handed_over, 78);
  receipt(a, 78, ContactState::delivered);
  a.leaves();
  EXPECT_FALSE(hears(a, done, ContactState::failed)) << "it is erased";
  EXPECT_TRUE(receipt(a, 77, ContactState::delivered));
  EXPECT_TRUE(hears(a, other, ContactState::returned));
  EXPECT_EQ(used(a), 2) << "C5: what was given back holds no slot";
}

}  // namespace
}  // namespace airperk::outreach
