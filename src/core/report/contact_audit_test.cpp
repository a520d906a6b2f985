#include "core/report/contact_audit.h"

#include <gtest/gtest.h>

namespace airperk::report {
namespace {

using namespace subscriber;

constexpr Month march = Month::of(2016, 3);
constexpr SubscriberId aigul{7}, berik{8};

class ContactAuditTest : public testing::Test {
 protected:
  void happens(SubscriberId who, Fact fact) { audit.follow(who, {now, std::move(fact)}); }
  void takes(SubscriberId who, std::uint32_t campaign, Month month = march,
             ContactKind kind = ContactKind::message) {
    happens(who, ContactTaken{campaign, kind, Channel::sms, month});
  }
  void hears(SubscriberId who, std::uint32_t campaign, ContactState state) {
    happens(who, ContactMoved{campaign, state});
  }
  const ContactMonth& messages(Month month = march) const {
    return audit.months().at(month).messages;
  }

  Instant now = Instant::seconds(1'457'000'000);
  ContactAudit audit;
};

TEST_F(ContactAuditTest, The_most_of_a_month_is_of_one_subscriber_and_not_of_all) {
  for (std::uint32_t campaign = 1; campaign <= 3; ++campaign) takes(aigul, campaign);
  takes(berik, 1);
  takes(berik, 9, march, ContactKind::survey);
  EXPECT_EQ(messages().most, 3u);
  EXPECT_EQ(messages().contacts, 4u);
  EXPECT_EQ(audit.months().at(march).surveys.most, 1u);
}

TEST_F(ContactAuditTest, A_new_month_counts_anew) {
  takes(aigul, 1);
  takes(aigul, 2);
  takes(aigul, 3, march.next());
  EXPECT_EQ(messages().most, 2u);
  EXPECT_EQ(messages(march.next()).most, 1u);
}

TEST_F(ContactAuditTest, A_slot_that_was_given_back_can_be_taken_again_without_counting_twice) {
  takes(aigul, 1);
  hears(aigul, 1, ContactState::returned);
  takes(aigul, 1);
  hears(aigul, 1, ContactState::handed_over);
  EXPECT_EQ(messages().most, 1u);
  EXPECT_EQ(messages().contacts, 1u);
}

TEST_F(ContactAuditTest, What_the_network_took_is_not_given_back_by_a_later_word) {
  takes(aigul, 1);
  hears(aigul, 1, ContactState::unknown);
  hears(aigul, 1, ContactState::returned);
  takes(aigul, 2);
  EXPECT_EQ(messages().most, 2u);
}

TEST_F(ContactAuditTest, A_slot_that_comes_back_in_the_next_month_leaves_that_one_alone) {
  takes(aigul, 1);
  takes(aigul, 2, march.next());
  hears(aigul, 1, ContactState::returned);
  takes(aigul, 3, march.next());
  EXPECT_EQ(messages().contacts, 0u);
  EXPECT_EQ(messages(march.next()).most, 2u);
}

TEST_F(ContactAuditTest, Nothing_after_a_leave_is_nothing) {
  takes(aigul, 1);
  hears(aigul, 1, ContactState::delivered);
  takes(aigul, 2);
  happens(aigul, Left{});
  EXPECT_EQ(audit.after_leave().leaves, 1u);
  EXPECT_EQ(audit.after_leave().under_way, 1u);
  EXPECT_EQ(audit.after_leave().contacts, 0u);
  EXPECT_FALSE(audit.after_leave().longest_wait);
}

TEST_F(ContactAuditTest, A_contact_after_a_leave_is_told_of_with_how_long_after) {
  happens(aigul, Left{});
  happens(berik, Left{});
  now = now + Duration::seconds(5);
  takes(aigul, 1);
  now = now + Duration::seconds(37);
  takes(berik, 1);
  EXPECT_EQ(audit.after_leave().contacts, 2u);
  EXPECT_EQ(audit.after_leave().longest_wait, Duration::seconds(42));
}

TEST_F(ContactAuditTest, Who_has_joined_again_may_be_contacted_and_keeps_the_months_count) {
  takes(aigul, 1);
  happens(aigul, Left{});
  happens(aigul, Joined{});
  takes(aigul, 2);
  EXPECT_EQ(audit.after_leave().contacts, 0u);
  EXPECT_EQ(messages().most, 2u);
}

}  // namespace
}  // namespace airperk::report
