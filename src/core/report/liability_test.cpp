#include "core/report/liability.h"

#include <gtest/gtest.h>

#include "core/subscriber/apply.h"

namespace airperk::report {
namespace {

using namespace subscriber;

constexpr BalanceId grant = 1, active = 2, extra = 3, promotion = 4, next_grant = 5;
constexpr std::uint64_t session = 77;

Share of(BalanceId id, int units, BalanceKind kind = BalanceKind::smart) {
  return {id, kind, Unit::units, Amount::units(units).in_nano(), {}};
}

/// What a record holds of ours, set aside or not.
Wide held(const Record& record) {
  Wide sum = 0;
  for (const auto& waiting : record.waiting) sum += waiting.amount.in_nano();
  for (const auto& balance : record.balances) {
    if (balance.kind == BalanceKind::smart) sum += balance.left;
  }
  for (const auto& open : record.sessions) {
    for (const auto& flow : open.flows) {
      if (!flow.grant || flow.grant->lapsed) continue;
      for (const auto& share : flow.grant->shares) {
        if (share.balance != main_balance && share.kind == BalanceKind::smart) sum += share.amount;
      }
    }
  }
  return sum;
}

class LiabilityTest : public testing::Test {
 protected:
  /// At noon of that day of March 2016; the book and the record follow it.
  void happens(int day, Fact fact) {
    const Event event{zone.instant({2016, 3, day, 12}), std::move(fact)};
    book.follow({7}, event, zone.month_of(event.at));
    apply(record, event, zone);
    EXPECT_EQ(book.close(march), held(record)) << "after the event of type " << event.fact.index();
  }
  void joins() {
    happens(5, Provisioned{{1}, {1}, *programme::Language::parse("ru"), Amount::units(10), {}, {}});
    happens(5, Joined{});
    happens(5, BonusGranted{grant, Amount::units(500), april_1});
  }
  void is_charged(std::vector<Share> parts) {
    Charged charged;
    charged.parts = std::move(parts);
    happens(7, charged);
  }

  const Zone zone = *Zone::load("Asia/Almaty");
  const Month march = Month::of(2016, 3);
  const Instant april_1 = zone.instant({2016, 4, 1});
  Record record;
  Liability book;
};

TEST_F(LiabilityTest, The_waterfall_closes_on_what_the_record_holds_after_every_event) {
  joins();
  happens(6, BonusActivated{grant, active, april_1});
  is_charged({of(active, 120), of(main_balance, 3)});
  happens(8, Refunded{.parts = {{of(active, 20), {}, april_1}}});
  happens(9, ExtraBonusGiven{extra, Amount::units(100), april_1, "Nauryz", "a"});
  happens(13, BalanceEnded{active, Amount::units(400).in_nano(), Ending::expired, Unit::units});
  happens(14, Left{});
  happens(14,
          BalanceEnded{extra, Amount::units(100).in_nano(), Ending::left_programme, Unit::units});
  const auto moved = book.of(march);
  EXPECT_EQ(moved.monthly, Amount::units(500).in_nano());
  EXPECT_EQ(moved.extra, Amount::units(100).in_nano());
  EXPECT_EQ(moved.used, Amount::units(120).in_nano());
  EXPECT_EQ(moved.given_back, Amount::units(20).in_nano());
  EXPECT_EQ(moved.expired, Amount::units(400).in_nano());
  EXPECT_EQ(moved.forfeited, Amount::units(100).in_nano());
  EXPECT_EQ(book.close(march), 0);
}

TEST_F(LiabilityTest, Units_of_another_promotion_are_not_ours_to_owe) {
  joins();
  happens(6, BalanceGiven{promotion, BalanceKind::promotion, Unit::units,
                          Amount::units(300).in_nano(), april_1, "Spring"});
  is_charged({of(promotion, 30, BalanceKind::promotion)});
  happens(8, BalanceEnded{promotion, Amount::units(270).in_nano(), Ending::expired, Unit::units});
  EXPECT_EQ(book.close(march), Amount::units(500).in_nano());
  EXPECT_EQ(book.of(march).used, 0);
}

TEST_F(LiabilityTest, What_a_session_set_aside_is_owed_until_it_is_used_or_cancelled) {
  joins();
  happens(6, ExtraBonusGiven{extra, Amount::units(100), april_1, "x", "a"});
  happens(7, SessionOpened{session, 0, {}});
  happens(7, FlowOpened{session, {}, {}});
  Granted granted{session, 0, {}};
  granted.grant.shares = {of(extra, 100)};
  happens(7, granted);
  happens(8, BalanceEnded{extra, 0, Ending::expired, Unit::units});
  Charged charged;
  charged.session = session;
  charged.under_grant = true;
  charged.parts = {of(extra, 40)};
  happens(9, charged);
  happens(9, GrantReleased{session, 0, false, {of(extra, 60)}});
  EXPECT_EQ(book.of(march).expired, Amount::units(60).in_nano());
  EXPECT_EQ(book.close(march), Amount::units(500).in_nano());
}

TEST_F(LiabilityTest, A_month_opens_with_what_the_one_before_it_closed_with) {
  joins();
  const Month april = march.next();
  book.follow({7}, {april_1, GrantCancelled{grant, Amount::units(500), Ending::expired}}, april);
  book.follow({7}, {april_1, BonusGranted{next_grant, Amount::units(500), april_1}}, april);
  EXPECT_EQ(book.open(march), 0);
  EXPECT_EQ(book.open(april), book.close(march));
  EXPECT_EQ(book.of(april).not_activated, Amount::units(500).in_nano());
  EXPECT_EQ(book.close(april.next()), Amount::units(500).in_nano());
}

}  // namespace
}  // namespace airperk::report
