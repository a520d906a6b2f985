#include "store/embedded/embedded_store.h"

#include <stdlib.h>

#include <filesystem>

#include "store/archive/archive.h"
#include "store/contract_test.h"

namespace airperk::store::embedded {
namespace {

using ::testing::HasSubstr;

struct TemporaryDisk {
  TemporaryDisk() {
    auto pattern = (std::filesystem::temp_directory_path() / "airperk-store-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    path = pattern;
  }
  ~TemporaryDisk() { std::filesystem::remove_all(path); }
  TemporaryDisk(const TemporaryDisk&) = delete;
  TemporaryDisk& operator=(const TemporaryDisk&) = delete;

  std::unique_ptr<Store> open() {
    auto opened = EmbeddedStore::open(path + "/store");
    EXPECT_TRUE(opened) << opened.error();
    return opened ? std::move(*opened) : nullptr;
  }
  std::string path;
};

}  // namespace
}  // namespace airperk::store::embedded

namespace airperk::store {
INSTANTIATE_TYPED_TEST_SUITE_P(Embedded, StoreContract, embedded::TemporaryDisk);
}

namespace airperk::store::embedded {
namespace {

class EmbeddedStoreTest : public StoreContract<TemporaryDisk> {
 protected:
  std::string path() const { return disk_.path + "/store"; }
  /// Writes to the closed store, as damage does.
  void writes(Family family, const std::string& key, const std::string& value) {
    auto database = Database::open(path(), Database::Mode::read_write);
    ASSERT_TRUE(database) << database.error();
    (*database)->must((*database)->db().Put({}, (*database)->family(family), key, value), "test");
  }
  void closes() {
    store_->close();
    store_.reset();
  }
  std::string what_recovery_says() {
    auto opened = EmbeddedStore::open(path());
    if (!opened) return opened.error();
    const auto recovered = (*opened)->recover(world.zone(), Duration(), [](auto&, Instant) {});
    return recovered ? "recovered" : recovered.error();
  }
};

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
  const auto copy = disk_.path + "/copy";
  ASSERT_TRUE(store().backup(copy));
  tops_up(a, 5);  // after the backup
  auto opened = EmbeddedStore::open(copy);
  ASSERT_TRUE(opened) << opened.error();
  ASSERT_TRUE((*opened)->recover(world.zone(), Duration(), [](auto&, Instant) {}));
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
  const auto copy = disk_.path + "/copy";
  ASSERT_TRUE(store().backup(copy));
  auto opened = EmbeddedStore::open(copy);
  ASSERT_TRUE(opened) << opened.error();
  const auto recovered = (*opened)->recover(world.zone(), Duration(), [](auto&, Instant) {});
  ASSERT_TRUE(recovered);
  EXPECT_EQ(recovered->groups_replayed, 1u);
  EXPECT_EQ((*opened)->load(a)->record, store().load(a)->record);
  EXPECT_EQ((*opened)->load(a)->head, store().load(a)->head);
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

TEST_F(EmbeddedStoreTest, A_gap_in_the_journal_is_named) {
  somebody();
  closes();
  writes(Family::journal, big_endian_8(7), "");
  EXPECT_THAT(what_recovery_says(), HasSubstr("group 2 is missing"));
}

}  // namespace
}  // namespace airperk::store::embedded
