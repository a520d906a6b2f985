#include "core/outreach/open_survey.h"
#include "engine/contact_test_environment.h"

namespace airperk::engine {
namespace {

using subscriber::Erased;
using subscriber::Erasure;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// S3: Aigul is a member whom two campaigns have reached; of one, the network still owes a receipt.
class ErasureTest : public ContactTest {
 protected:
  ErasureTest() {
    asks(aigul, done);
    hears(aigul, done, ContactState::handed_over, 70);
    hears(aigul, done, ContactState::delivered);
    asks(aigul, owed);
    hears(aigul, owed, ContactState::handed_over, 77);
  }
  void leaves() { dials(aigul, "*555*2#"); }
  std::vector<std::uint32_t> campaigns(Msisdn who = aigul) {
    std::vector<std::uint32_t> known;
    for (const auto& contact : record(who).contacts) known.push_back(contact.campaign);
    return known;
  }
  std::uint64_t in(ContactState state, std::uint32_t campaign) {
    return engine().contact_tallies()->of(campaign).in(state);
  }
  std::vector<Erasure> erasures() {
    std::vector<Erasure> why;
    for (const auto& group : disk->groups) {
      for (const auto& batch : group.batches) {
        for (const auto& event : batch.events) {
          if (const auto* erased = std::get_if<Erased>(&event.fact)) why.push_back(erased->why);
        }
      }
    }
    return why;
  }
  std::string newest_reason(Msisdn who) {
    const auto viewed = std::get<Viewed>(ask(who, View{}).body);
    for (const auto& batch : engine().timeline(viewed.head, 100)) {
      for (const auto& event : batch.events) {
        const auto* adjusted = std::get_if<subscriber::Adjusted>(&event.fact);
        if (adjusted) return adjusted->reason;
      }
    }
    return "none";
  }

  const std::uint32_t done = approved(plan());
  const std::uint32_t owed = approved(plan());
};

TEST_F(ErasureTest, S3_what_a_leave_erases_is_still_counted_after_a_restart) {
  leaves();
  EXPECT_THAT(campaigns(), ElementsAre(owed));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(in(ContactState::delivered, done), 1u) << i;
    EXPECT_EQ(in(ContactState::handed_over, owed), 1u) << i;
    restart();
  }
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(ErasureTest, S3_a_receipt_finds_its_contact_after_the_leave) {
  leaves();
  hears(aigul, 0, ContactState::delivered, 77);
  EXPECT_EQ(in(ContactState::delivered, owed), 1u);
  EXPECT_EQ(in(ContactState::handed_over, owed), 0u);
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(ErasureTest, S3_who_is_due_is_erased_by_the_sweep_though_nothing_may_be_sent) {
  leaves();
  moves_clock("2016-04-02 10:00");
  const auto groups = disk->groups.size();
  const auto swept = std::get<Swept>(ask({}, SweepRecords{0, 0}).body);
  EXPECT_TRUE(swept.end);
  EXPECT_THAT(swept.messages, IsEmpty());
  EXPECT_EQ(disk->groups.size(), groups + 1);
  EXPECT_THAT(erasures(), ElementsAre(Erasure::after_leave, Erasure::month_over));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(in(ContactState::delivered, done), 1u) << i;
    EXPECT_EQ(in(ContactState::handed_over, owed), 1u) << i << ", which nobody will hear of";
    restart();
  }
  EXPECT_THAT(campaigns(), IsEmpty());
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(ErasureTest, S3_a_member_is_not_erased_and_somebody_else_once) {
  EXPECT_EQ(ask(aigul, subscriber::Erase{}).refusal, Refusal::S3_still_member);
  ask(berik, subscriber::Adjust{amount("1"), "a reason", "somebody", ""});
  EXPECT_EQ(newest_reason(berik), "a reason");
  EXPECT_FALSE(ask(berik, subscriber::Erase{}).refusal);
  EXPECT_EQ(newest_reason(berik), "");
  EXPECT_FALSE(ask(berik, subscriber::Erase{}).refusal);
  EXPECT_THAT(erasures(), ElementsAre(Erasure::on_request));
  ask(berik, subscriber::Adjust{amount("1"), "another one", "somebody", ""});
  EXPECT_EQ(newest_reason(berik), "another one");
  EXPECT_THAT(audit(), IsEmpty());
}

TEST_F(ErasureTest, M5_a_survey_from_before_the_leave_cannot_be_answered_after_it) {
  const auto survey = approved(plan(ContactKind::survey));
  asks(aigul, survey);
  hears(aigul, survey, ContactState::handed_over);
  const auto open = [this] {
    return outreach::open_surveys(record(aigul), engine().house()->campaigns, subscriber::smart(),
                                  engine().now());
  };
  EXPECT_EQ(open().size(), 1u);
  leaves();
  ASSERT_NE(subscriber::find_contact(record(aigul), survey), nullptr);
  EXPECT_THAT(open(), IsEmpty());
  moves_clock("2016-03-05 10:01");
  dials(aigul, "*555*1#");
  EXPECT_THAT(open(), IsEmpty());
}

TEST_F(ErasureTest, The_audit_finds_an_erasure_of_a_member) {
  ask(aigul, subscriber::TopUp{amount("1")});
  auto& events = batch_with<subscriber::ToppedUp>().events;
  events.push_back({events.front().at, Erased{Erasure::on_request}});
  expect_found("S3: a member is erased");
}

TEST_F(ErasureTest, The_audit_finds_an_erasure_that_was_left_out) {
  leaves();
  moves_clock("2016-03-05 10:01");
  ask(aigul, subscriber::TopUp{amount("1")});
  EXPECT_THAT(audit(), IsEmpty());
  std::erase_if(batch_with<Erased>().events, [](const subscriber::Event& event) {
    return std::holds_alternative<Erased>(event.fact);
  });
  expect_found("S3: was not erased when it was due");
}

TEST_F(ErasureTest, The_audit_finds_an_erasure_before_its_time) {
  leaves();
  first<subscriber::Left>().erase_at = Instant::never();
  expect_found("S3: erased at another time than was due");
}

}  // namespace
}  // namespace airperk::engine
