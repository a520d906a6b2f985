#include "store/embedded/dirty_ids.h"

#include <gmock/gmock.h>

namespace airperk::store::embedded {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::uint32_t> sweep(DirtyIds& dirty, std::size_t at_once = 1'000) {
  std::vector<std::uint32_t> all;
  dirty.begin_pass();
  while (dirty.in_pass()) {
    for (const auto id : dirty.take_some(at_once)) all.push_back(id.value);
  }
  return all;
}

TEST(DirtyIds, A_pass_takes_each_once_and_ascending) {
  DirtyIds dirty;
  for (const std::uint32_t id : {70'000u, 3u, 64u, 63u, 3u, 1'000u}) dirty.mark({id});
  EXPECT_THAT(sweep(dirty, 1), ElementsAre(3, 63, 64, 1'000, 70'000));
  EXPECT_THAT(sweep(dirty), IsEmpty());
}

TEST(DirtyIds, What_is_marked_behind_the_pass_is_the_next_ones) {
  DirtyIds dirty;
  dirty.mark({100});
  dirty.mark({200});
  dirty.begin_pass();
  EXPECT_THAT(dirty.take_some(1), ElementsAre(SubscriberId{100}));
  dirty.mark({50});
  dirty.mark({100});
  dirty.mark({300});
  EXPECT_THAT(dirty.take_some(10), ElementsAre(SubscriberId{200}, SubscriberId{300}));
  EXPECT_THAT(sweep(dirty), ElementsAre(50, 100));
}

TEST(DirtyIds, A_call_looks_at_so_many_words_only) {
  DirtyIds dirty;
  dirty.mark({1'000'000});
  dirty.begin_pass();
  EXPECT_THAT(dirty.take_some(10, 8), IsEmpty());
  EXPECT_TRUE(dirty.in_pass());
}

}  // namespace
}  // namespace airperk::store::embedded
