#include "core/programme/tariff.h"

#include <limits>

#include "core/programme/test_files.h"

namespace airperk::programme {
namespace {

constexpr UsageClass on_net_call = {UsageKind::voice, Destination::on_net, false};
constexpr UsageClass home_data = {UsageKind::data, Destination::on_net, false};

class TimeToTalk : public ::testing::Test {
 protected:
  std::string price(UsageClass use, Quantity n) const {
    const Tariff* tariff = programme.find_tariff(NameKey::of("Time to Talk"));
    if (!tariff || !tariff->ladder(use)) return "not sold";
    return tariff->ladder(use)->price_of_first(n).to_string();
  }
  Programme programme = load_smart().programme;
};

TEST_F(TimeToTalk, Asks_for_two_minutes_and_gives_the_rest) {
  EXPECT_EQ(price(on_net_call, 0), "0");
  EXPECT_EQ(price(on_net_call, 30), "8.35");
  EXPECT_EQ(price(on_net_call, 60), "16.7");
  EXPECT_EQ(price(on_net_call, 120), "33.4");
  EXPECT_EQ(price(on_net_call, 121), "33.4");
  EXPECT_EQ(price(on_net_call, 180), "33.4");
  EXPECT_EQ(price(on_net_call, 1800), "33.4");
}

TEST_F(TimeToTalk, A_second_is_rounded_down_once_and_36_seconds_are_10_02) {
  EXPECT_EQ(price(on_net_call, 1), "0.278333333");
  EXPECT_EQ(price(on_net_call, 36), "10.02");
}

TEST_F(TimeToTalk, Begun_kilobytes_count_whole) {
  EXPECT_EQ(price(home_data, 1), "0.0196875");
  EXPECT_EQ(price(home_data, 1024), "0.0196875");
  EXPECT_EQ(price(home_data, 1025), "0.039375");
  EXPECT_EQ(price(home_data, 3 * 1024), "0.0590625");
  EXPECT_EQ(price(home_data, 5 * 1024 * 1024), "100.8");
}

TEST_F(TimeToTalk, Other_prices_are_the_published_ones) {
  EXPECT_EQ(price({UsageKind::voice, Destination::off_net, false}, 60), "30.5");
  EXPECT_EQ(price({UsageKind::voice, Destination::fixed, false}, 60), "30.5");
  EXPECT_EQ(price({UsageKind::sms, Destination::on_net, false}, 1), "7");
  EXPECT_EQ(price({UsageKind::sms, Destination::off_net, false}, 1), "12.33");
  EXPECT_EQ(price({UsageKind::sms, Destination::international, false}, 1), "15");
  EXPECT_EQ(price({UsageKind::data, Destination::off_net, false}, 1), "not sold");
}

TEST(Ladder, Spans_add_up_to_the_whole_at_every_split) {
  const Ladder ladder{7, 3, {{12, Amount::nano(100)}, {30, Amount::nano(31)}, {{}, Amount()}}};
  const Amount whole = ladder.price_of_first(40);
  for (Quantity split = 0; split <= 40; ++split) {
    const Amount first = ladder.price_of_first(split);
    EXPECT_EQ(first + (whole - first), whole);
    EXPECT_LE(first, whole);
  }
  EXPECT_EQ(whole, Amount::nano((12 * 100 + 18 * 31) / 7));
}

TEST(Ladder, Absurd_quantities_and_prices_end_at_the_largest_amount) {
  const Quantity absurd = std::numeric_limits<Quantity>::max();
  const Ladder dear{1, 1, {{{}, Amount::max()}}};
  EXPECT_EQ(dear.price_of_first(absurd), Amount::max());
  EXPECT_EQ(dear.price_of_first(Quantity{1} << 63), Amount::max());
  const Ladder data{1024 * 1024, 1024, {{{}, Amount::units(20)}}};
  EXPECT_EQ(data.price_of_first(absurd), Amount::max());
  EXPECT_EQ(data.price_of_first(Quantity{1} << 40), Amount::units(20 << 20));
  const Ladder wide_steps{1, absurd, {{absurd, Amount::max()}, {{}, Amount()}}};
  EXPECT_EQ(wide_steps.price_of_first(1), Amount::max());
  EXPECT_EQ(Ladder().price_of_first(absurd), Amount());
}

TEST(Ladder, Never_falls_as_the_quantity_grows) {
  const Ladder ladder{60, 1, {{120, *Amount::parse("16.7")}, {{}, Amount()}}};
  Amount before;
  for (Quantity n = 0; n < 200; ++n) {
    EXPECT_LE(before, ladder.price_of_first(n));
    before = ladder.price_of_first(n);
  }
}

}  // namespace
}  // namespace airperk::programme
