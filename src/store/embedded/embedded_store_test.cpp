#include "store/embedded/embedded_store.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iomanip>

#include "store/archive/archive.h"
#include "store/archive/chain.h"
#include "store/backup/copy.h"
#include "store/contract_test.h"

namespace airperk::store::embedded {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
  /// A backup is one only with the secret that a server puts into its store.
  void puts_the_secret() {
    const std::string secret(32, 's');
    std::ofstream(path() + "/" + std::string(backup::secret_name), std::ios::binary) << secret;
    dynamic_cast<EmbeddedStore&>(store()).note_secret_check(check_value_of(secret));
  }
  std::filesystem::path manifest() const {
    const auto is_manifest = [](const auto& entry) {
      return entry.path().filename().string().starts_with("MANIFEST");
    };
    const std::filesystem::directory_iterator files(path());
    return std::find_if(begin(files), end(files), is_manifest)->path();
  }
  static std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void write_file(const std::filesystem::path& path, const std::string& octets) {
    std::ofstream(path, std::ios::binary) << octets;
  }
  void closes() {
    store_->close();
    store_.reset();
  }
  /// Of the whole journal, as `verify` reads it.
  std::string what_verification_says() {
    const auto database = Database::open(path(), Database::Mode::follow);
    if (!database) return database.error();
    const auto read = for_each_group(**database, 0, [](const Group&) { return Result<void>(); });
    return read ? "whole" : read.error();
  }
  std::string what_recovery_says() {
    auto opened = EmbeddedStore::open(path());
    if (!opened) return opened.error();
    const auto recovered = (*opened)->recover(world.zone(), [](auto&) {});
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
  puts_the_secret();
  const auto copy = disk_.path + "/copy";
  const auto made = store().backup(copy);
  ASSERT_TRUE(made) << made.error();
  tops_up(a, 5);  // after the backup
  auto opened = EmbeddedStore::open(copy);
  ASSERT_TRUE(opened) << opened.error();
  ASSERT_TRUE((*opened)->recover(world.zone(), [](auto&) {}));
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
  const auto recovered = (*opened)->recover(world.zone(), [](auto&) {});
  ASSERT_TRUE(recovered);
  EXPECT_EQ(recovered->groups_replayed, 1u);
  EXPECT_EQ((*opened)->load(a)->record, store().load(a)->record);
  EXPECT_EQ((*opened)->load(a)->head, store().load(a)->head);
}

/// The places at which the MANIFEST's entries begin, and its end.
std::vector<std::size_t> entries_of(std::string_view octets) {
  std::vector<std::size_t> begins{0};
  while (begins.back() + 7 < octets.size()) {
    const auto octet = [&](std::size_t i) {
      return static_cast<unsigned char>(octets[begins.back() + i]);
    };
    begins.push_back(begins.back() + 7 + octet(4) + 256u * octet(5));
  }
  return begins;
}

/// The file has grown by an entry, and not all of that is there: it was never synced.
TEST_F(EmbeddedStoreTest, A_manifest_whose_last_entry_is_torn_has_lost_nothing) {
  const auto a = somebody();
  tops_up(a, 5);
  closes();
  const auto octets = read_file(manifest());
  const auto entries = entries_of(octets);
  const auto last = octets.substr(entries[entries.size() - 2]);
  ASSERT_GT(last.size(), 8u);
  for (const std::size_t whole : {1ul, 7ul, last.size() / 2, last.size() - 1}) {
    auto torn = last;
    std::fill(torn.begin() + static_cast<std::ptrdiff_t>(whole), torn.end(), '\0');
    if (torn == last) torn.back() = 'x';
    const auto copy = disk_.path + "/copy";
    std::filesystem::remove_all(copy);
    std::filesystem::copy(path(), copy);
    write_file(copy / manifest().filename(), octets + torn);
    const auto opened = EmbeddedStore::open(copy);
    ASSERT_TRUE(opened) << opened.error();
    const auto recovered = (*opened)->recover(world.zone(), [](auto&) {});
    ASSERT_TRUE(recovered) << recovered.error();
    EXPECT_EQ(recovered->last_group, 2u);
    EXPECT_THAT(recovered->notes, ElementsAre(HasSubstr("torn")));
    (*opened)->close();
  }
}

TEST_F(EmbeddedStoreTest, A_manifest_that_is_damaged_further_in_is_refused_and_left_as_it_was) {
  const auto a = somebody();
  tops_up(a, 5);
  reopen();
  tops_up(a, 6);
  closes();
  const auto octets = read_file(manifest());
  const auto entries = entries_of(octets);
  for (std::size_t i = 0; i + 1 < entries.size(); ++i) {
    auto damaged = octets;
    damaged[(entries[i] + entries[i + 1]) / 2 + 3] ^= 1;
    write_file(manifest(), damaged);
    if (const auto opened = EmbeddedStore::open(path())) {
      // Only the last one may have been torn; and then nothing has rested on it.
      EXPECT_EQ(i + 2, entries.size());
      const auto recovered = (*opened)->recover(world.zone(), [](auto&) {});
      ASSERT_TRUE(recovered) << recovered.error();
      EXPECT_EQ(recovered->last_group, 3u);
      return;
    }
    EXPECT_EQ(read_file(manifest()), damaged) << "entry " << i;
  }
}

/// A MANIFEST that ends between two of its entries is whole to RocksDB: an older database.
TEST_F(EmbeddedStoreTest,
       A_manifest_that_ends_early_is_never_an_emptier_store_and_can_be_put_back) {
  const auto a = somebody();
  tops_up(a, 5);
  reopen();
  tops_up(a, 6);
  closes();
  const auto listed = manifest();
  const auto octets = read_file(listed);
  auto entries = entries_of(octets);
  entries.pop_back();
  int refusals = 0;
  for (const auto at : entries) {
    const auto copy = disk_.path + "/copy";
    std::filesystem::remove_all(copy);
    std::filesystem::copy(path(), copy);
    std::filesystem::resize_file(copy / listed.filename(), at);
    if (const auto opened = EmbeddedStore::open(copy)) {
      const auto recovered = (*opened)->recover(world.zone(), [](auto&) {});
      ASSERT_TRUE(recovered) << recovered.error();
      EXPECT_EQ(recovered->last_group, 3u) << "cut off after " << at;
    } else {
      EXPECT_THAT(opened.error(), HasSubstr("restore a backup"));
      ++refusals;
      // RocksDB would have removed what that one does not name.
      std::filesystem::copy(listed, copy / listed.filename(),
                            std::filesystem::copy_options::overwrite_existing);
      const auto again = EmbeddedStore::open(copy);
      ASSERT_TRUE(again) << again.error();
    }
  }
  EXPECT_GT(refusals, 3);
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

TEST_F(EmbeddedStoreTest, A_log_and_a_head_of_before_are_refused) {
  const auto a = somebody();
  closes();
  const auto before = disk_.path + "/before";
  std::filesystem::copy(path(), before);
  open();
  tops_up(a, 5);
  closes();
  for (const auto& file : std::filesystem::directory_iterator(before)) {
    const auto name = file.path().filename().string();
    if (name != "head" && !name.ends_with(".log")) continue;
    std::filesystem::copy(file.path(), path() + "/" + name,
                          std::filesystem::copy_options::overwrite_existing);
  }
  EXPECT_THAT(what_recovery_says(), HasSubstr("are older than the database's files"));
}

TEST_F(EmbeddedStoreTest, A_secret_without_a_database_is_no_new_store) {
  somebody();
  puts_the_secret();
  closes();
  for (const auto& file : std::filesystem::directory_iterator(path())) {
    if (file.path().filename() != backup::secret_name) std::filesystem::remove_all(file.path());
  }
  EXPECT_THAT(what_recovery_says(), HasSubstr("the database's files are gone"));
  const auto nowhere = disk_.path + "/nowhere";
  const auto opened = EmbeddedStore::open(nowhere, {}, Database::Mode::accept_loss);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error(), HasSubstr("there is no store"));
  EXPECT_FALSE(std::filesystem::exists(nowhere));
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

TEST_F(EmbeddedStoreTest, A_journal_that_ends_before_its_head_is_refused_and_can_be_gone_on_with) {
  const auto a = somebody();
  tops_up(a, 5);
  tops_up(a, 6);
  closes();
  {
    auto database = Database::open(path(), Database::Mode::read_write);
    ASSERT_TRUE(database) << database.error();
    auto* journal = (*database)->family(Family::journal);
    (*database)->must((*database)->db().Delete({}, journal, big_endian_8(3)), "test");
  }
  const auto refused = EmbeddedStore::open(path());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error(),
              HasSubstr("groups 3 to 3 (1 of them), whose requests were answered"));
  EXPECT_THAT(refused.error(), HasSubstr("airperk repair --accept-loss"));
  {
    const auto opened = EmbeddedStore::open(path(), {}, Database::Mode::accept_loss);
    ASSERT_TRUE(opened) << opened.error();
    ASSERT_TRUE((*opened)->loss());
    const auto recovered = (*opened)->recover(world.zone(), [](auto&) {});
    ASSERT_TRUE(recovered) << recovered.error();
    EXPECT_EQ(recovered->last_group, 2u);
    EXPECT_EQ((*opened)->load(a)->record.main, Amount::units(105));
  }
  // Until the journal tells of it, nothing goes on as if nothing had been.
  EXPECT_FALSE(EmbeddedStore::open(path()));
  {
    const auto opened = EmbeddedStore::open(path(), {}, Database::Mode::accept_loss);
    ASSERT_TRUE(opened) << opened.error();
    EXPECT_EQ((*opened)->loss()->last_group, 3u);
    ASSERT_TRUE((*opened)->loss_is_told());
  }
  EXPECT_EQ(what_recovery_says(), "recovered");
}

TEST_F(EmbeddedStoreTest, A_repair_that_was_cut_off_is_still_to_be_told) {
  const auto a = somebody();
  tops_up(a, 5);
  closes();
  std::filesystem::remove(path() + "/head");
  // Each goes on without what is gone, and is cut off before the journal knows.
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto opened = EmbeddedStore::open(path(), {}, Database::Mode::accept_loss);
    ASSERT_TRUE(opened) << opened.error();
    ASSERT_TRUE((*opened)->loss()) << "attempt " << attempt;
    EXPECT_THAT((*opened)->loss()->what, HasSubstr("is missing"));
  }
  EXPECT_THAT(what_recovery_says(), HasSubstr("is missing"));
  EXPECT_FALSE(std::filesystem::exists(path() + "/given-up-2")) << "there was nothing more";
}

TEST_F(EmbeddedStoreTest, A_loss_is_none_once_the_files_are_back) {
  const auto a = somebody();
  tops_up(a, 5);
  closes();
  const auto right = disk_.path + "/right";
  std::filesystem::copy(path(), right);
  const auto log = log::segments_in(path()).back().path;
  std::filesystem::resize_file(log, 5000);
  std::filesystem::create_directory(path() + "/given-up-0");
  {
    // As of a repair that was cut off before it went on.
    std::ofstream note(path() + "/loss-to-tell");
    const auto head = *log::read_head(path()).head;
    note << "2 2 " << head.sequence << '/' << head.group << '/';
    for (const auto& hash : {head.hash, head.group_hash}) {
      for (const int octet : hash) note << std::hex << std::setw(2) << std::setfill('0') << octet;
    }
    note << " what was gone\n";
  }
  std::filesystem::copy(right + "/" + std::filesystem::path(log).filename().string(), log,
                        std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(what_verification_says(), "whole");
  EXPECT_EQ(what_recovery_says(), "recovered");
  EXPECT_FALSE(std::filesystem::exists(path() + "/loss-to-tell"));
}

TEST_F(EmbeddedStoreTest, Another_stores_head_is_named) {
  const auto a = somebody();
  tops_up(a, 5);
  closes();
  TemporaryDisk other;
  other.open()->close();
  std::filesystem::copy(other.path + "/store/head", path() + "/head",
                        std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(what_recovery_says(), HasSubstr("head: belongs to another store"));
}

TEST_F(EmbeddedStoreTest, A_head_that_is_missing_is_named) {
  somebody();
  closes();
  std::filesystem::remove(path() + "/head");
  EXPECT_THAT(what_recovery_says(), HasSubstr("head: is missing"));
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
  ASSERT_TRUE(store_->recover(world.zone(), [](auto&) {}));
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
