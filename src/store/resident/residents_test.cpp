#include "store/resident/residents.h"

#include <gtest/gtest.h>

namespace airperk::store {
namespace {

constexpr Msisdn number = Msisdn::from_packed(77'010'000'001);

TEST(Residents, A_number_that_was_somebodys_before_is_the_new_ones) {
  Residents residents;
  residents.introduce({1}, number, {});
  residents.introduce({2}, number, {});
  EXPECT_EQ(residents.find(number), SubscriberId{2});
  EXPECT_EQ(residents.count(), 2u);
}

TEST(Residents, An_IMSI_taken_over_is_not_lost_when_its_first_holder_gets_another) {
  const auto shared = *Imsi::parse("401020000000001"), other = *Imsi::parse("401020000000002");
  Residents residents;
  residents.introduce({1}, number, shared);
  residents.introduce({2}, Msisdn::from_packed(77'010'000'002), shared);
  residents.change_imsi({1}, other);
  EXPECT_EQ(residents.find(shared), SubscriberId{2});
  EXPECT_EQ(residents.find(other), SubscriberId{1});
}

TEST(Residents, Records_stay_where_they_are_while_the_table_grows) {
  Residents residents;
  residents.introduce({1}, number, {});
  const auto* first = residents.find(SubscriberId{1});
  for (std::uint32_t id = 2; id <= 50'000; ++id) {
    residents.introduce({id}, Msisdn::from_packed(77'020'000'000 + id), {});
  }
  EXPECT_EQ(residents.find(SubscriberId{1}), first);
  for (std::uint32_t id = 2; id <= 50'000; id += 997) {
    ASSERT_EQ(residents.find(Msisdn::from_packed(77'020'000'000 + id)), SubscriberId{id});
  }
  EXPECT_FALSE(residents.find(Msisdn::from_packed(77'020'000'000)));
}

}  // namespace
}  // namespace airperk::store
