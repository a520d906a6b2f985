#include <gmock/gmock.h>

#include "core/subscriber/contacts.h"
#include "core/subscriber/subscriber_test_environment.h"

namespace airperk::subscriber {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

programme::Programme waiting_for(Duration erase_after) {
  auto programme = smart();
  programme.membership.erase_after = erase_after;
  return programme;
}

/// A member at 2016-03-05 10:00, with contacts in whatever state.
class EraseTest : public SubscriberTest {
 protected:
  explicit EraseTest(const programme::Programme& programme = smart()) : SubscriberTest(programme) {
    a.joins();
  }
  void contact(std::uint32_t campaign, ContactState state) {
    a.happen({ContactTaken{campaign, ContactKind::message, Channel::sms, month()}});
    if (state != ContactState::taken) a.happen({ContactMoved{campaign, state, campaign}});
  }
  Month month() const { return world.zone().month_of(world.now); }
  std::vector<std::uint32_t> campaigns() {
    std::vector<std::uint32_t> known;
    for (const auto& contact : a.up_to_date().contacts) known.push_back(contact.campaign);
    return known;
  }
  /// Why and when, in order.
  std::vector<std::string> erasures() {
    a.up_to_date();
    std::vector<std::string> said;
    for (const auto& event : a.history()) {
      const auto* erased = std::get_if<Erased>(&event.fact);
      if (!erased) continue;
      const auto* why = erased->why == Erasure::after_leave  ? "leave "
                        : erased->why == Erasure::on_request ? "request "
                                                             : "month ";
      said.push_back(why + world.civil(event.at));
    }
    return said;
  }
};

TEST_F(EraseTest, S3_a_leave_erases_at_once_what_nobody_needs_any_more) {
  contact(1, ContactState::delivered);
  contact(2, ContactState::returned);
  a.happen({ContactRefused{3, ContactKind::message, Channel::sms, ContactRule::C2}});
  a.happen({DialogueMoved{{77, ScreenId::home}}});
  a.leaves();
  EXPECT_THAT(erasures(), ElementsAre("leave 2016-03-05 10:00"));
  EXPECT_THAT(campaigns(), IsEmpty());
  EXPECT_EQ(a.record().dialogue, DialogueState{});
}

TEST_F(EraseTest, S3_what_the_network_has_stays_for_its_receipt_until_the_month_is_over) {
  contact(1, ContactState::taken);
  contact(2, ContactState::handed_over);
  contact(3, ContactState::unknown);
  contact(4, ContactState::failed);
  a.leaves();
  EXPECT_THAT(campaigns(), ElementsAre(1, 2, 3));
  a.happen({ContactMoved{2, ContactState::delivered, 0}});
  at("2016-03-31 23:59:59");
  EXPECT_THAT(campaigns(), ElementsAre(1, 2, 3));
  at("2016-04-01 00:00");
  EXPECT_THAT(campaigns(), IsEmpty());
  EXPECT_THAT(erasures(), ElementsAre("leave 2016-03-05 10:00", "month 2016-04-01 00:00"));
  EXPECT_EQ(a.record().erase_at, Instant::never()) << "nothing is left";
}

TEST_F(EraseTest, M6_the_months_counts_outlast_the_erasure_and_go_with_the_month) {
  contact(1, ContactState::delivered);
  a.leaves();
  EXPECT_EQ(slots_used(a.record(), month(), ContactKind::message), 1);
  EXPECT_EQ(a.record().counts.grants, 1);
  a.joins();
  EXPECT_THAT(a.waiting(), IsEmpty()) << "March's grant was given";
  a.leaves();
  at("2016-04-01 00:00");
  a.up_to_date();
  EXPECT_EQ(a.record().counts, MonthCounts{.month = month()});
}

TEST_F(EraseTest, C5_a_slot_that_is_given_back_after_the_erasure_counts_no_more) {
  contact(1, ContactState::taken);
  a.leaves();
  a.happen({ContactMoved{1, ContactState::returned, 0}});
  EXPECT_EQ(slots_used(a.record(), month(), ContactKind::message), 0);
}

TEST_F(EraseTest, S3_what_is_refused_after_the_erasure_goes_with_the_month_too) {
  a.leaves();
  at("2016-05-10 10:00");
  a.up_to_date();
  a.happen({ContactRefused{3, ContactKind::message, Channel::sms, ContactRule::M5}});
  EXPECT_THAT(campaigns(), ElementsAre(3));
  at("2016-06-01 00:00");
  EXPECT_THAT(campaigns(), IsEmpty());
}

TEST_F(EraseTest, S3_a_leave_that_the_journal_has_from_before_erases_as_it_did_then) {
  contact(1, ContactState::handed_over);
  a.happen({Left{LeaveReason::own_wish, Channel::ussd}});
  EXPECT_THAT(campaigns(), IsEmpty());
  EXPECT_EQ(a.record().erase_at, Instant::never());
}

TEST_F(EraseTest, S3_a_change_of_brand_erases_as_a_leave_does) {
  a.changes_brand("kcell");
  EXPECT_THAT(erasures(), ElementsAre("leave 2016-03-05 10:00"));
}

TEST_F(EraseTest, S3_a_member_is_not_erased_on_request) {
  EXPECT_EQ(a.asks(Erase{}), Refusal::S3_still_member);
  EXPECT_THAT(erasures(), IsEmpty());
  EXPECT_TRUE(a.is_member());
}

TEST_F(EraseTest, S3_somebody_who_never_was_a_member_is_erased_on_request_once) {
  b.record_to_edit().version = 4;
  EXPECT_FALSE(b.asks(Erase{}));
  EXPECT_EQ(b.history().back().fact, Fact(Erased{Erasure::on_request}));
  b.record_to_edit().version = 5;
  const auto before = b.history().size();
  EXPECT_FALSE(b.asks(Erase{}));
  EXPECT_EQ(b.history().size(), before) << "nothing has happened since";
}

class LateEraseTest : public EraseTest {
 protected:
  LateEraseTest() : EraseTest(waiting_for(Duration::days(30))) {}
};

TEST_F(LateEraseTest, S3_the_programme_may_wait_and_erases_at_the_instant_that_was_due) {
  contact(1, ContactState::delivered);
  a.leaves();
  EXPECT_THAT(campaigns(), ElementsAre(1));
  at("2016-04-04 09:59:59");
  EXPECT_THAT(campaigns(), ElementsAre(1));
  at("2016-09-01 00:00");
  EXPECT_THAT(campaigns(), IsEmpty());
  EXPECT_THAT(erasures(), ElementsAre("leave 2016-04-04 10:00"));
}

TEST_F(LateEraseTest, S3_a_join_before_it_is_due_calls_it_off) {
  contact(1, ContactState::delivered);
  a.leaves();
  at("2016-04-04 09:59:59");
  a.joins();
  at("2016-04-10 10:00");
  EXPECT_THAT(campaigns(), ElementsAre(1));
  EXPECT_THAT(erasures(), IsEmpty());
}

TEST_F(LateEraseTest, S3_what_was_due_at_the_leave_is_due_whatever_programme_comes_after) {
  a.leaves();
  world.takes_force(waiting_for(Duration::days(365)));
  at("2016-05-01 00:00");
  EXPECT_THAT(erasures(), ElementsAre("leave 2016-04-04 10:00"));
}

TEST_F(LateEraseTest, S3_compliance_need_not_wait) {
  a.record_to_edit().version = 7;
  contact(1, ContactState::delivered);
  a.leaves();
  at("2016-03-20 10:00");
  EXPECT_FALSE(a.asks(Erase{}));
  EXPECT_THAT(campaigns(), IsEmpty());
  at("2016-09-01 00:00");
  EXPECT_THAT(erasures(), ElementsAre("request 2016-03-20 10:00", "month 2016-04-01 00:00"));
}

}  // namespace
}  // namespace airperk::subscriber
