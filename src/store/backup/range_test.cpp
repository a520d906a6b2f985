#include "store/backup/range.h"

#include <gmock/gmock.h>

#include "store/backup/shipped.h"
#include "store/backup/test_directory.h"

namespace airperk::store::backup {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

JournalRow row_of(std::uint64_t number) {
  JournalRow row{number,
                 Instant::seconds(static_cast<std::int64_t>(number)),
                 "group " + std::to_string(number),
                 {}};
  if (number % 2 == 0) add_change(row.changes, "p" + std::to_string(number), "who");
  return row;
}

class RangeTest : public ::testing::Test {
 protected:
  /// Ships the groups `from` to `to` behind what was shipped last.
  void ships(std::uint64_t from, std::uint64_t to) {
    std::vector<JournalRow> rows;
    for (auto number = from; number <= to; ++number) rows.push_back(row_of(number));
    const auto before = from == 1 ? Hash{} : hash_of(row_of(from - 1).row);
    const auto own = write_range(room.path, range_of(store, before, previous, std::move(rows)));
    ASSERT_TRUE(own) << own.error();
    previous = *own;
  }
  JournalEnd end_at(std::uint64_t group) const {
    return {store, group, group == 0 ? Hash{} : hash_of(row_of(group).row)};
  }
  std::string what_follows(JournalEnd end, Instant until = Instant::never()) {
    groups.clear();
    const auto followed = follow(room.path, end, until, [&](const JournalRow& row) -> Result<void> {
      EXPECT_EQ(row, row_of(row.number));
      groups.push_back(row.number);
      return {};
    });
    return followed ? "followed" : followed.error();
  }

  TestDirectory room;
  std::string store = std::string(16, 's');
  Hash previous{};
  std::vector<std::uint64_t> groups;
};

TEST_F(RangeTest, What_is_written_is_read_again) {
  const auto range = range_of(store, hash_of("a"), hash_of("b"), {row_of(7), row_of(8), row_of(9)});
  const auto read = decode_range(encode(range));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(*read, range);
  EXPECT_EQ(range_name(7, 9), "journal-000000000007-000000000009");
}

TEST_F(RangeTest, Every_flipped_bit_and_every_cut_is_found) {
  const auto octets = encode(range_of(store, {}, {}, {row_of(1), row_of(2)}));
  for (std::size_t at = 0; at < octets.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      auto damaged = octets;
      damaged[at] = static_cast<char>(damaged[at] ^ 1 << bit);
      EXPECT_FALSE(decode_range(damaged)) << "octet " << at << ", bit " << bit;
    }
    EXPECT_FALSE(decode_range(octets.substr(0, at))) << at;
  }
}

TEST_F(RangeTest, Ranges_are_followed_from_wherever_a_backup_ends) {
  ships(1, 3), ships(4, 4), ships(5, 8);
  EXPECT_EQ(what_follows(end_at(0)), "followed");
  EXPECT_THAT(groups, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_EQ(what_follows(end_at(5)), "followed");
  EXPECT_THAT(groups, ElementsAre(6, 7, 8));
  EXPECT_EQ(what_follows(end_at(8)), "followed");
  EXPECT_THAT(groups, ElementsAre());
}

TEST_F(RangeTest, Until_an_instant_means_what_was_decided_by_then) {
  ships(1, 3), ships(4, 8);
  EXPECT_EQ(what_follows(end_at(1), Instant::seconds(5)), "followed");
  EXPECT_THAT(groups, ElementsAre(2, 3, 4, 5));
}

TEST_F(RangeTest, What_follows_what_is_until_needs_not_be_whole) {
  ships(1, 3), ships(4, 8);
  fs::remove(room / range_name(4, 8));
  ships(9, 9);
  EXPECT_EQ(what_follows(end_at(0), Instant::seconds(2)), "followed");
}

TEST_F(RangeTest, A_gap_is_named) {
  ships(1, 3), ships(4, 5), ships(6, 8);
  fs::remove(room / range_name(4, 5));
  EXPECT_THAT(what_follows(end_at(0)), HasSubstr("groups 4 to 5 are missing"));
  EXPECT_EQ(what_follows(end_at(0), Instant::seconds(3)), "followed") << "up to the gap";
  EXPECT_THAT(groups, ElementsAre(1, 2, 3));
  EXPECT_EQ(what_follows(end_at(5)), "followed") << "a newer backup needs them not";
  fs::remove(room / range_name(1, 3));
  EXPECT_THAT(what_follows(end_at(2)), HasSubstr("groups 3 to 5 are missing, between the backup"));
}

TEST_F(RangeTest, A_damaged_range_is_named) {
  ships(1, 3), ships(4, 5);
  flip(room / range_name(4, 5), 150);
  EXPECT_THAT(what_follows(end_at(0)), HasSubstr(range_name(4, 5) + ": is damaged"));
}

TEST_F(RangeTest, Another_stores_ranges_are_refused) {
  store.assign(16, 't');
  ships(1, 3);
  store.assign(16, 's');
  EXPECT_THAT(what_follows(end_at(0)), HasSubstr("is of another store"));
}

TEST_F(RangeTest, Ranges_of_another_past_are_refused) {
  ships(1, 3), ships(4, 5);
  auto end = end_at(3);
  end.row = hash_of("another group 3");
  EXPECT_THAT(what_follows(end), HasSubstr("tells of another past"));
  end = end_at(4);
  end.row = hash_of("another group 4");
  EXPECT_THAT(what_follows(end), HasSubstr("tells of another past"));
}

TEST_F(RangeTest, A_range_that_follows_another_file_is_refused) {
  ships(1, 3);
  previous = hash_of("some other file");
  ships(4, 5);
  EXPECT_THAT(what_follows(end_at(0)), HasSubstr("does not go on from " + range_name(1, 3)));
}

TEST_F(RangeTest, A_range_under_another_ones_name_is_refused) {
  ships(1, 3), ships(4, 5);
  fs::rename(room / range_name(4, 5), room / range_name(4, 6));
  EXPECT_THAT(what_follows(end_at(0)), HasSubstr("has groups 4 to 5, and not those of its name"));
}

TEST_F(RangeTest, A_range_that_was_shipped_twice_is_read_once) {
  ships(1, 3);
  const auto after_first = previous;
  ships(4, 5);
  previous = after_first;
  ships(4, 8);
  EXPECT_EQ(what_follows(end_at(0)), "followed");
  EXPECT_THAT(groups, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}

TEST_F(RangeTest, What_a_killed_process_left_is_no_range) {
  put_file(room / "journal.part", "half");
  put_file(room / "journal.part.new", "half");
  ships(1, 3);
  EXPECT_EQ(what_follows(end_at(0)), "followed");
  EXPECT_EQ(ranges_in(room.path)->size(), 1u);
}

}  // namespace
}  // namespace airperk::store::backup
