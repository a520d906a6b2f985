#include "store/embedded/embedded_store.h"

#include <filesystem>

#include "store/archive/archive.h"
#include "store/archive/chain.h"
#include "store/embedded/embedded_test.h"

namespace airperk::store {
INSTANTIATE_TYPED_TEST_SUITE_P(Embedded, StoreContract, embedded::TemporaryDisk);
}

namespace airperk::store::embedded {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(EmbeddedStoreTest, A_second_process_is_told_to_stop_the_first) {
  const auto second = EmbeddedStore::open(path());
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("another process has it open"));
}

TEST_F(EmbeddedStoreTest, A_follower_reads_beside_the_running_store) {
  somebody();
  somebody(77'010'000'002);
  const auto follower = Database::open(path(), Database::Mode::follow);
  ASSERT_TRUE(follower) << follower.error();
  std::uint64_t groups = 0;
  const auto seen = for_each_group(**follower, 0, [&](const Group& group) {
    groups = group.number;
    return Result<void>();
  });
  EXPECT_TRUE(seen);
  EXPECT_EQ(groups, 2u);
}

TEST_F(EmbeddedStoreTest, A_backup_opens_by_itself) {
  const auto a = somebody();
  puts_the_secret();
  const auto copy = disk_.path + "/copy";
  const auto made = store().backup(copy);
  ASSERT_TRUE(made) << made.error();
  tops_up(a, 5);  // after the backup
  auto opened = EmbeddedStore::open(copy);
  ASSERT_TRUE(opened) << opened.error();
  ASSERT_TRUE((*opened)->recover(world.programmes, [](auto&) {}));
  EXPECT_EQ((*opened)->load(a)->record.main, Amount::units(100));
  EXPECT_EQ(store().load(a)->record.main, Amount::units(105));
  EXPECT_THAT(store().backup(copy).error(), HasSubstr("name a directory that does not exist"));
}

TEST_F(EmbeddedStoreTest, After_a_gentle_end_nothing_is_replayed) {
  const auto a = somebody();
  tops_up(a, 5);
  reopen();
  EXPECT_EQ(recovered_.groups_replayed, 0u);
  EXPECT_EQ(store().load(a)->record.main, Amount::units(105));
}

TEST_F(EmbeddedStoreTest, An_older_image_is_brought_up_to_date_by_the_journal) {
  const auto a = somebody();
  reopen();  // its image is of version 1 now
  tops_up(a, 5);
  // As after a kill: the journal has the group, the checkpoint does not.
  puts_the_secret();
  const auto copy = disk_.path + "/copy";
  const auto made = store().backup(copy);
  ASSERT_TRUE(made) << made.error();
  auto opened = EmbeddedStore::open(copy);
  ASSERT_TRUE(opened) << opened.error();
  const auto recovered = (*opened)->recover(world.programmes, [](auto&) {});
  ASSERT_TRUE(recovered);
  EXPECT_EQ(recovered->groups_replayed, 1u);
  EXPECT_EQ((*opened)->load(a)->record, store().load(a)->record);
  EXPECT_EQ((*opened)->load(a)->head, store().load(a)->head);
}

/// Killed while a file was taken in: it has two names for one file.
TEST_F(EmbeddedStoreTest, A_name_that_a_kill_left_is_not_written_through) {
  const auto a = somebody();
  tops_up(a, 5);
  reopen();
  closes();
  std::vector<std::filesystem::path> tables;
  for (const auto& entry : std::filesystem::directory_iterator(path())) {
    if (entry.path().extension() == ".sst") tables.push_back(entry.path());
  }
  ASSERT_GT(tables.size(), 2u);
  for (const auto& table : tables) {
    for (const auto* name : {"recent.sst", "checkpoint.sst"}) {
      if (!std::filesystem::exists(table)) continue;  // compacted away meanwhile
      std::filesystem::create_hard_link(table, path() + "/" + name);
      open();
      auto group = begin_group();
      group.replies = {{RequestKey{7}, "recent", false}};
      commit(std::move(group));
      tops_up(a, 1);
      closes();
    }
  }
  open();
  EXPECT_EQ(what_verification_says(), "whole");
}

TEST_F(EmbeddedStoreTest, A_journal_entry_that_is_no_group_is_named) {
  somebody();
  closes();
  writes(Family::journal, big_endian_8(2), "\xFF\xFF\xFF");
  EXPECT_THAT(what_recovery_says(), HasSubstr("journal group 2: not a group"));
}

TEST_F(EmbeddedStoreTest, An_entry_that_is_another_group_is_named) {
  somebody();
  closes();
  Group other;
  other.number = 5;
  writes(Family::journal, big_endian_8(2), archive::encode(other, {}));
  EXPECT_THAT(what_recovery_says(), HasSubstr("journal group 2: says that it is group 5"));
}

TEST_F(EmbeddedStoreTest, A_group_that_was_changed_is_named) {
  const auto a = somebody();
  tops_up(a, 5);
  tops_up(a, 6);
  closes();
  Group other;
  other.number = 2;
  auto row = archive::encode(other, {});
  archive::chain(row, {});
  writes(Family::journal, big_endian_8(2), row);
  EXPECT_THAT(what_verification_says(),
              HasSubstr("journal group 2: does not follow the one before"));
  row[3] = static_cast<char>(row[3] ^ 1);
  writes(Family::journal, big_endian_8(2), row);
  EXPECT_THAT(what_verification_says(), HasSubstr("journal group 2: "));
}

TEST_F(EmbeddedStoreTest, A_group_without_a_link_is_one_from_before_there_was_a_chain) {
  const auto a = somebody();
  tops_up(a, 5);
  closes();
  Group other;
  other.number = 2;
  writes(Family::journal, big_endian_8(2), archive::encode(other, {}));
  EXPECT_THAT(what_verification_says(), HasSubstr("journal group 2: has no link"));
}

TEST_F(EmbeddedStoreTest, A_store_of_a_later_format_is_refused_by_name) {
  somebody();
  closes();
  writes(Family::meta, "format", big_endian_8(format_now + 1));
  EXPECT_THAT(what_recovery_says(), HasSubstr("is of format 3, which a newer airperk wrote"));
}

TEST_F(EmbeddedStoreTest, A_checkpoint_that_is_damaged_is_made_again_from_the_journal) {
  const auto a = somebody();
  tops_up(a, 5);
  const auto record = store().load(a)->record;
  closes();
  writes(Family::records, big_endian_4(a.value), "\xFF\xFF\xFF");
  open();
  EXPECT_THAT(recovered_.notes, ElementsAre(HasSubstr("rebuilding all records from the journal")));
  EXPECT_EQ(store().load(a)->record, record);
  reopen();
  EXPECT_THAT(recovered_.notes, IsEmpty());
  EXPECT_EQ(store().load(a)->record, record);
}

TEST_F(EmbeddedStoreTest, House_events_that_are_damaged_are_made_again_from_the_journal) {
  auto group = begin_group();
  group.house.push_back(ClockMoved{world.now});
  group.house.push_back(ClockMoved{world.now + Duration::hours(1)});
  commit(std::move(group));
  closes();
  writes(Family::house, big_endian_8(2), "\xFF\xFF\xFF");
  store_ = disk_.open();
  const auto house = store_->house();
  ASSERT_EQ(house.size(), 2u);
  EXPECT_EQ(std::get<ClockMoved>(house[1]).to, world.now + Duration::hours(1));
  ASSERT_TRUE(store_->recover(world.programmes, [](auto&) {}));
  reopen();
  EXPECT_EQ(store().house().size(), 2u);
}

TEST_F(EmbeddedStoreTest, A_damaged_group_costs_the_read_that_meets_it) {
  const auto a = somebody();
  tops_up(a, 5);
  tops_up(a, 6);
  closes();
  writes(Family::journal, big_endian_8(2), "\xFF\xFF\xFF");
  open();
  const auto head = store().load(a)->head;
  EXPECT_EQ(store().history(head, 1).size(), 1u);
  EXPECT_THROW(store().history(head, 3), Damaged);
  EXPECT_FALSE(store().journal(0, 10));
  tops_up(a, 7);
}

TEST_F(EmbeddedStoreTest, A_gap_in_the_journal_is_named) {
  somebody();
  closes();
  writes(Family::journal, big_endian_8(7), "");
  EXPECT_THAT(what_recovery_says(), HasSubstr("group 2 is missing"));
}

}  // namespace
}  // namespace airperk::store::embedded
