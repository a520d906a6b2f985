#include "engine/contact_tallies.h"

#include <gmock/gmock.h>

#include "engine/contact_test_environment.h"

namespace airperk::engine {
namespace {

using subscriber::ContactMoved;
using subscriber::ContactRefused;
using subscriber::ContactTaken;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Somebody whose facts the tallies follow.
class ContactTalliesTest : public subscriber::SubscriberTest {
 protected:
  void happens(subscriber::Fact fact) {
    const auto before = a.record().contacts;
    tallies.follow(a.record(), fact, world.now);
    const bool erases = std::holds_alternative<subscriber::Erased>(fact);
    a.happen({std::move(fact)});
    if (erases) tallies.follow_erasure(before, a.record());
  }
  void is_erased() {
    happens(subscriber::Left{.erase_at = world.now});
    happens(subscriber::Erased{});
  }
  void takes(std::uint32_t campaign) { happens(ContactTaken{.campaign = campaign}); }
  std::uint64_t in(ContactState state, std::uint32_t campaign = 1) {
    return tallies.of(campaign).in(state);
  }

  ContactTallies tallies;
};

TEST_F(ContactTalliesTest, A_contact_stands_in_its_newest_state) {
  takes(1);
  EXPECT_EQ(in(ContactState::taken), 1u);
  happens(ContactMoved{1, ContactState::handed_over, 7});
  EXPECT_EQ(in(ContactState::taken), 0u);
  EXPECT_EQ(in(ContactState::handed_over), 1u);
  happens(ContactMoved{1, ContactState::delivered, 0});
  EXPECT_EQ(in(ContactState::handed_over), 0u);
  EXPECT_EQ(in(ContactState::delivered), 1u);
  EXPECT_EQ(tallies.of(1).taken(), 1u);
}

TEST_F(ContactTalliesTest, C5_all_but_what_was_given_back_or_refused_holds_a_slot) {
  for (const auto state : {ContactState::taken, ContactState::handed_over, ContactState::delivered,
                           ContactState::failed, ContactState::unknown}) {
    ContactTally tally;
    tally.by_state[static_cast<std::size_t>(state)] = 3;
    EXPECT_EQ(tally.taken(), 3u) << static_cast<int>(state);
  }
  for (const auto state : {ContactState::returned, ContactState::refused, ContactState::control}) {
    ContactTally tally;
    tally.by_state[static_cast<std::size_t>(state)] = 3;
    EXPECT_EQ(tally.taken(), 0u) << static_cast<int>(state);
  }
}

TEST_F(ContactTalliesTest, C6_what_is_taken_anew_is_one_contact) {
  takes(1);
  happens(ContactMoved{1, ContactState::returned, 0});
  EXPECT_EQ(tallies.of(1).taken(), 0u);
  takes(1);
  EXPECT_EQ(in(ContactState::returned), 0u);
  EXPECT_EQ(tallies.of(1).taken(), 1u);
}

TEST_F(ContactTalliesTest, The_refused_are_counted_by_rule) {
  happens(ContactRefused{.campaign = 1, .rule = ContactRule::C2});
  happens(ContactRefused{.campaign = 2, .rule = ContactRule::M5});
  EXPECT_THAT(tallies.of(1).by_rule, ElementsAre(0, 1, 0, 0, 0));
  EXPECT_THAT(tallies.of(2).by_rule, ElementsAre(0, 0, 0, 0, 1));
  EXPECT_EQ(in(ContactState::refused), 1u);
}

TEST_F(ContactTalliesTest, What_was_given_back_may_be_refused_the_next_time) {
  takes(1);
  happens(ContactMoved{1, ContactState::returned, 0});
  happens(ContactRefused{.campaign = 1, .rule = ContactRule::C2});
  EXPECT_EQ(in(ContactState::returned), 0u);
  EXPECT_EQ(in(ContactState::refused), 1u);
}

TEST_F(ContactTalliesTest, S3_what_records_forget_is_said_once_and_still_counted) {
  takes(1);
  takes(2);
  happens(ContactMoved{2, ContactState::delivered, 0});
  EXPECT_EQ(tallies.take_forgotten(), std::nullopt);
  is_erased();
  const auto forgotten = tallies.take_forgotten();
  ASSERT_TRUE(forgotten);
  EXPECT_EQ(forgotten->tallies.at(1).in(ContactState::unknown), 1u) << "nobody will hear of it";
  EXPECT_EQ(forgotten->tallies.at(2).in(ContactState::delivered), 1u);
  EXPECT_EQ(tallies.take_forgotten(), std::nullopt);
  EXPECT_EQ(tallies.of(1).taken(), 1u);
  EXPECT_EQ(tallies.of(2).taken(), 1u);
}

TEST_F(ContactTalliesTest, S3_what_waits_for_its_receipt_is_not_forgotten_yet) {
  const subscriber::Fact taken =
      ContactTaken{.campaign = 1, .month = world.zone().month_of(world.now)};
  happens(taken);
  happens(ContactMoved{1, ContactState::handed_over, 7});
  is_erased();
  EXPECT_EQ(tallies.take_forgotten(), std::nullopt);
  happens(ContactMoved{1, ContactState::delivered, 0});
  EXPECT_EQ(in(ContactState::delivered), 1u);
  at("2016-04-01 00:00");
  happens(subscriber::Erased{subscriber::Erasure::month_over});
  EXPECT_EQ(tallies.take_forgotten()->tallies.at(1).in(ContactState::delivered), 1u);
  EXPECT_EQ(tallies.of(1).taken(), 1u);
}

TEST_F(ContactTalliesTest, A_contact_that_is_forgotten_for_its_age_is_one_of_them) {
  takes(1);
  happens(ContactMoved{1, ContactState::delivered, 0});
  world.now = world.now + subscriber::contacts_kept;
  takes(2);
  EXPECT_EQ(subscriber::find_contact(a.record(), 1), nullptr);
  const auto forgotten = tallies.take_forgotten();
  ASSERT_TRUE(forgotten);
  EXPECT_EQ(forgotten->tallies.at(1).in(ContactState::delivered), 1u);
}

TEST_F(ContactTalliesTest, Closed_books_change_no_more_and_forget_nothing) {
  takes(1);
  happens(ContactMoved{1, ContactState::handed_over, 0});
  const auto tallied = tallies.close(1);
  ASSERT_TRUE(tallied);
  EXPECT_EQ(tallied->tally.taken(), 1u);
  EXPECT_EQ(tallies.close(1), std::nullopt);
  happens(ContactMoved{1, ContactState::delivered, 0});
  is_erased();
  EXPECT_EQ(tallies.take_forgotten(), std::nullopt);
  EXPECT_EQ(tallies.of(1), tallied->tally);
}

TEST_F(ContactTalliesTest, Every_campaign_has_its_own_and_the_version_says_that_one_has_changed) {
  takes(1);
  takes(2);
  const auto version = tallies.version();
  happens(subscriber::ToppedUp{amount("1")});
  EXPECT_EQ(tallies.version(), version);
  happens(ContactMoved{2, ContactState::failed, 0});
  EXPECT_NE(tallies.version(), version);
  EXPECT_EQ(in(ContactState::taken, 1), 1u);
  EXPECT_EQ(in(ContactState::failed, 2), 1u);
  EXPECT_EQ(tallies.of(3).taken(), 0u);
}

/// Those that an engine keeps.
class EngineTalliesTest : public ContactTest {};

TEST_F(EngineTalliesTest, After_a_restart_they_are_what_they_were_before) {
  opens(nobody);
  dials(nobody, "*555*1#");
  const auto many = approved(listed({aigul, berik, nobody}));
  const auto open = approved(plan());
  asks(aigul, many);
  hears(aigul, many, ContactState::handed_over, 7);
  asks(berik, many);
  asks(nobody, many);
  hears(nobody, many, ContactState::returned);
  asks(aigul, open);
  const auto before = engine().contact_tallies();
  restart();
  const auto after = engine().contact_tallies();
  for (const auto campaign : {many, open}) {
    EXPECT_EQ(after->of(campaign).by_state, before->of(campaign).by_state);
    EXPECT_EQ(after->of(campaign).by_rule, before->of(campaign).by_rule);
  }
  EXPECT_EQ(after->of(many).in(ContactState::handed_over), 1u);
  EXPECT_EQ(after->of(many).in(ContactState::refused), 1u);
  EXPECT_EQ(after->of(many).in(ContactState::returned), 1u);
}

TEST_F(EngineTalliesTest,
       Who_has_left_is_still_counted_after_a_restart_and_no_booked_place_is_free_again) {
  auto booked = plan();
  booked.plan.volume = 1;
  const auto campaign = approved(booked), refused = approved(listed({berik}));
  EXPECT_EQ(asks(aigul, campaign), Verdict::take);
  hears(aigul, campaign, ContactState::delivered);
  dials(berik, "*555*1#");
  dials(aigul, "*555*2#");
  restart();
  EXPECT_EQ(engine().contact_tallies()->of(campaign).in(ContactState::delivered), 1u);
  EXPECT_EQ(asks(berik, campaign), Verdict::over);
  dials(aigul, "*555*1#");
  EXPECT_EQ(asks(aigul, campaign), Verdict::over);
  restart();
  EXPECT_EQ(engine().contact_tallies()->of(campaign).taken(), 1u);
  EXPECT_EQ(engine().contact_tallies()->of(refused).taken(), 0u);
}

TEST_F(EngineTalliesTest, Books_that_were_closed_are_what_they_were_after_a_restart) {
  const auto campaign = approved(plan());
  asks(aigul, campaign);
  hears(aigul, campaign, ContactState::delivered);
  EXPECT_EQ(ask({}, CloseTally{campaign}).fault, Fault::move_refused) << "it is not over";
  moves(campaign, CampaignState::cancelled);
  EXPECT_EQ(ask({}, CloseTally{campaign}).fault, Fault::move_refused) << "a receipt may come";
  moves_clock("2016-03-20 10:00");
  EXPECT_EQ(ask({}, CloseTally{campaign}).fault, Fault::none);
  dials(aigul, "*555*2#");
  restart();
  EXPECT_TRUE(engine().contact_tallies()->is_closed(campaign));
  EXPECT_EQ(engine().contact_tallies()->of(campaign).in(ContactState::delivered), 1u);
}

TEST_F(EngineTalliesTest, C5_what_the_network_was_being_asked_for_is_known_at_the_start) {
  EXPECT_THAT(engine().lost_contacts(), IsEmpty());
  const auto sent = approved(plan()), lost = approved(plan()), returned = approved(plan());
  for (const auto campaign : {sent, lost, returned}) asks(aigul, campaign);
  hears(aigul, sent, ContactState::handed_over);
  hears(aigul, returned, ContactState::returned);
  restart();
  ASSERT_EQ(engine().lost_contacts().size(), 1u);
  EXPECT_EQ(engine().lost_contacts().front().campaign, lost);
  EXPECT_EQ(engine().lost_contacts().front().id, SubscriberId{1});
}

}  // namespace
}  // namespace airperk::engine
