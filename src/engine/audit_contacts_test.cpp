#include "engine/contact_test_environment.h"

namespace airperk::engine {
namespace {

using subscriber::ContactMoved;
using subscriber::ContactRefused;
using subscriber::ContactTaken;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A message that is given back, taken anew and delivered, and one that a rule refuses.
class AuditContactsTest : public ContactTest {
 protected:
  AuditContactsTest() {
    EXPECT_EQ(asks(aigul, sent), Verdict::take);
    hears(aigul, sent, ContactState::returned);
    EXPECT_EQ(asks(aigul, sent), Verdict::take);
    hears(aigul, sent, ContactState::handed_over, 77);
    hears(aigul, 0, ContactState::delivered, 77);
    EXPECT_EQ(state(aigul, sent), ContactState::delivered);
    EXPECT_EQ(asks(berik, listed_one), Verdict::refuse);
  }
  template <typename Fact>
  std::vector<Fact*> all() {
    std::vector<Fact*> facts;
    for (auto& group : disk->groups) {
      for (auto& batch : group.batches) {
        for (auto& event : batch.events) {
          if (auto* fact = std::get_if<Fact>(&event.fact)) facts.push_back(fact);
        }
      }
    }
    return facts;
  }
  /// One more, right after the first.
  void adds_taken(std::uint32_t campaign, ContactKind kind = ContactKind::message) {
    auto event = event_with<ContactTaken>();
    std::get<ContactTaken>(event.fact).campaign = campaign;
    std::get<ContactTaken>(event.fact).kind = kind;
    batch_with<ContactTaken>().events.push_back(event);
  }
  /// In the batch of a top-up of now.
  void adds(subscriber::Fact fact) {
    ask(aigul, subscriber::TopUp{amount("1")});
    auto& events = batch_with<subscriber::ToppedUp>().events;
    events.push_back({events.front().at, std::move(fact)});
  }

  const std::uint32_t sent = approved(plan());
  const std::uint32_t listed_one = approved(listed({berik}));
};

TEST_F(AuditContactsTest, Honest_contacts_have_no_finding_and_are_counted) {
  takes(aigul, 9);
  takes(aigul, 2, ContactKind::survey);
  EXPECT_EQ(asks(aigul, approved(plan())), Verdict::refuse);
  EXPECT_THAT(audit(), IsEmpty());
  Audit seen;
  for (const auto& group : disk->groups) seen.see(group);
  EXPECT_EQ(seen.totals().contacts, 12u);
  EXPECT_EQ(seen.totals().most_messages, 10);
}
TEST_F(AuditContactsTest, Slots_are_counted_by_subscriber_and_month) {
  takes(aigul, 2, ContactKind::survey);
  asks(aigul, approved(plan()));
  const auto returned = approved(plan());
  asks(aigul, returned);
  hears(aigul, returned, ContactState::returned);
  const auto waits = approved(plan());
  asks(aigul, waits);
  dials(aigul, "*555*2#");
  dials(aigul, "*555*1#");
  EXPECT_EQ(asks(aigul, waits), Verdict::pass) << "S3: the network may still have it";
  moves_clock("2016-04-01 10:00");
  takes(aigul, 3);
  Audit seen;
  for (const auto& group : disk->groups) seen.see(group);
  const auto march = Month::of(2016, 3);
  // In doubt: the two messages of which the network has said nothing.
  EXPECT_THAT(seen.slots(),
              ElementsAre(AuditSlots{{1}, march, 3, 2, 2}, AuditSlots{{1}, march.next(), 3, 0, 0}));
}
TEST_F(AuditContactsTest, A_slot_given_back_over_a_months_end_has_no_finding) {
  moves_clock("2016-03-31 20:00");
  const auto late = approved(plan());
  asks(aigul, late);
  moves_clock("2016-04-01 10:00");
  takes(aigul, 10);
  hears(aigul, late, ContactState::returned);
  EXPECT_THAT(audit(), IsEmpty());
}
TEST_F(AuditContactsTest, M5_a_leave_while_the_network_is_asked_has_no_finding) {
  const auto under_way = approved(listed({aigul}));
  asks(aigul, under_way);
  moves_clock("2016-03-05 11:00");
  dials(aigul, "*555*2#");
  hears(aigul, under_way, ContactState::returned);
  EXPECT_EQ(asks(aigul, under_way), Verdict::refuse);
  dials(aigul, "*555*1#");
  EXPECT_EQ(asks(aigul, sent), Verdict::refuse);
  EXPECT_EQ(subscriber::find_contact(record(aigul), sent)->rule, ContactRule::M5);
  EXPECT_THAT(audit(), IsEmpty());
}
TEST_F(AuditContactsTest, M5_finds_the_networks_word_on_what_a_leave_has_erased) {
  dials(aigul, "*555*2#");
  adds(first<ContactMoved>());
  expect_found("campaign 1 moves a contact it does not have");
}
TEST_F(AuditContactsTest, C6_finds_a_contact_after_a_leave_and_a_second_join) {
  const auto taken = first<ContactTaken>();
  dials(aigul, "*555*2#");
  dials(aigul, "*555*1#");
  adds(taken);
  expect_found("C6: campaign 1 contacts twice");
}
TEST_F(AuditContactsTest, C2_finds_one_message_too_many_in_a_month) {
  takes(aigul, 9);
  adds_taken(99);
  expect_found("C2: one message too many in a month");
}
TEST_F(AuditContactsTest, C3_finds_one_survey_too_many_in_a_month) {
  takes(aigul, 2, ContactKind::survey);
  adds_taken(99, ContactKind::survey);
  expect_found("C3: one survey too many in a month");
}
TEST_F(AuditContactsTest, C2_finds_a_slot_of_another_month) {
  first<ContactTaken>().month = subscriber::World().zone().month_of(Instant::seconds(0));
  expect_found("C2: a slot of another month");
}
TEST_F(AuditContactsTest, C4_finds_a_contact_with_somebody_outside_the_programme) {
  std::erase_if(batch_with<subscriber::Joined>().events, [](const auto& event) {
    return std::holds_alternative<subscriber::Joined>(event.fact);
  });
  expect_found("C4: a contact with somebody outside the programme");
}
TEST_F(AuditContactsTest, M5_finds_a_contact_after_the_leave) {
  auto taken = first<ContactTaken>();
  taken.campaign = 99;
  dials(aigul, "*555*2#");
  adds(taken);
  expect_found("C4: a contact with somebody outside the programme");
}
TEST_F(AuditContactsTest, C8_finds_a_contact_in_quiet_hours) {
  auto taken = first<ContactTaken>();
  taken.campaign = 99;
  moves_clock("2016-03-05 21:00");
  adds(taken);
  expect_found("C8: a contact in quiet hours");
}
TEST_F(AuditContactsTest, C6_finds_a_campaign_that_contacts_twice) {
  all<ContactMoved>().front()->to = ContactState::unknown;
  expect_found("C6: campaign 1 contacts twice");
}
TEST_F(AuditContactsTest, C6_finds_a_campaign_that_contacts_whom_it_has_refused) {
  auto taken = first<ContactTaken>();
  taken.campaign = listed_one;
  auto refused = first<ContactRefused>();
  adds(refused);
  batch_with<subscriber::ToppedUp>().events.push_back(
      {batch_with<subscriber::ToppedUp>().events.front().at, taken});
  expect_found("C6: campaign 2 contacts whom it has refused");
}
TEST_F(AuditContactsTest, C6_finds_a_campaign_that_refuses_whom_it_has_contacted) {
  auto refused = first<ContactRefused>();
  refused.campaign = sent;
  adds(refused);
  expect_found("C6: campaign 1 refuses whom it has contacted");
}
TEST_F(AuditContactsTest, C6_finds_a_campaign_that_withholds_what_it_has_said) {
  adds(subscriber::ContactWithheld{.campaign = sent});
  expect_found("C6: campaign 1 withholds what it has said");
}
TEST_F(AuditContactsTest, C5_finds_a_slot_that_comes_back_from_the_network) {
  all<ContactMoved>().back()->to = ContactState::returned;
  expect_found("C5: a slot is given back that the network may have used");
}
TEST_F(AuditContactsTest, Finds_the_networks_word_on_a_contact_that_is_not_there) {
  first<ContactMoved>().campaign = 99;
  expect_found("campaign 99 moves a contact it does not have");
}
TEST_F(AuditContactsTest, C2_C3_finds_a_record_that_counts_otherwise) {
  store().load({1})->record.counts.messages -= 1;
  expect_found("C2: messages: journal and record disagree");
  store().load({1})->record.counts.surveys += 1;
  expect_found("C3: surveys: journal and record disagree");
}
TEST_F(AuditContactsTest, C2_finds_a_lost_contact) {
  std::erase_if(batch_with<ContactTaken>().events,
                [](const auto& event) { return std::holds_alternative<ContactTaken>(event.fact); });
  expect_found("campaign 1 moves a contact it does not have");
}

}  // namespace
}  // namespace airperk::engine
