// What a start refuses before it has changed anything, each by its own name.
#include <filesystem>
#include <fstream>

#include "store/embedded/embedded_test.h"
#include "store/embedded/file_listener.h"
#include "store/embedded/rocksdb_options.h"

namespace airperk::store::embedded {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class OpeningTest : public EmbeddedStoreTest {
 protected:
  /// Three groups, all of them answered.
  OpeningTest() {
    const auto a = somebody();
    tops_up(a, 5);
    tops_up(a, 6);
    closes();
  }
  /// An empty database where this one was; the log and its head stay.
  void loses_its_database() {
    for (const auto& entry : std::filesystem::directory_iterator(path())) {
      const auto name = entry.path().filename().string();
      if (name != log::head_name && !name.starts_with("log-")) {
        std::filesystem::remove_all(entry.path());
      }
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(database_options(), path(), families(), &handles, &db).ok());
    for (auto* handle : handles) db->DestroyColumnFamilyHandle(handle);
    delete db;
  }
  std::string what_a_repair_says() {
    const auto opened = EmbeddedStore::open(path(), {}, Database::Mode::accept_loss);
    return opened ? "opened" : opened.error();
  }
  std::string octets_of(const std::string& name) {
    std::ifstream file(path() + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void puts(const std::string& name, const std::string& octets) {
    std::ofstream(path() + "/" + name, std::ios::binary | std::ios::trunc) << octets;
  }
};

TEST_F(OpeningTest, What_is_no_file_is_named_before_anything_is_opened) {
  std::filesystem::create_directory(path() + "/OPTIONS-999999");
  EXPECT_THAT(what_recovery_says(), HasSubstr("OPTIONS-999999 is no file"));
  EXPECT_THAT(what_verification_says(), HasSubstr("OPTIONS-999999 is no file"));
}

TEST_F(OpeningTest, A_database_without_rows_beside_a_head_is_beyond_repair) {
  loses_its_database();
  for (const auto& said : {what_recovery_says(), what_a_repair_says()}) {
    EXPECT_THAT(said, HasSubstr("have no rows, though there is a head"));
    EXPECT_THAT(said, HasSubstr("put them back or restore a backup"));
    EXPECT_THAT(said, Not(HasSubstr("airperk repair")));
  }
}

TEST_F(OpeningTest, A_database_that_does_not_know_of_its_log_is_beyond_repair) {
  {
    auto database = Database::open(path(), Database::Mode::read_write);
    ASSERT_TRUE(database) << database.error();
    auto* meta = (*database)->family(Family::meta);
    (*database)->must((*database)->db().Delete({}, meta, "applied"), "test");
  }
  EXPECT_THAT(what_recovery_says(), HasSubstr("have not the rows they had"));
  EXPECT_THAT(what_a_repair_says(), HasSubstr("put them back or restore a backup"));
}

TEST_F(OpeningTest, A_head_of_which_no_copy_can_be_read_is_damage) {
  puts("head", std::string(octets_of("head").size(), 'x'));
  EXPECT_THAT(what_recovery_says(), HasSubstr("head: none of its copies can be read"));
}

TEST_F(OpeningTest, A_journal_whose_last_group_is_another_than_was_answered_is_damage) {
  std::string before;
  {
    auto database = Database::open(path(), Database::Mode::read_write);
    ASSERT_TRUE(database) << database.error();
    before = (*database)->get(Family::journal, big_endian_8(2)).value();
  }
  writes(Family::journal, big_endian_8(3), before);
  EXPECT_THAT(what_recovery_says(), HasSubstr("have another group 3 than was answered"));
}

/// A record that is half written was not answered, if nothing has named it: and nobody can tell.
TEST_F(OpeningTest, A_record_that_is_not_whole_is_damage_where_a_copy_of_the_head_cannot_be_read) {
  const auto segment = std::filesystem::path(log::segments_in(path()).back().path).filename();
  auto octets = octets_of(segment);
  const auto head = *log::read_head(path()).head;
  std::string record;
  log::encode_record(head.sequence + 1, head.hash, std::string(100, 'x'), record);
  octets.replace(head.end, 120, record.substr(0, 120));
  puts(segment, octets);
  const auto head_file = octets_of("head");
  EXPECT_EQ(what_recovery_says(), "recovered") << "while both copies can be read";
  // Again, with the older copy gone.
  puts(segment, octets);
  const auto newest = log::decode_head(head_file.substr(0, log::head_slot_size));
  const std::size_t older = newest && newest->sequence == head.sequence ? 1 : 0;
  auto one_copy = head_file;
  one_copy[older * log::head_slot_size] = 'x';
  puts("head", one_copy);
  EXPECT_THAT(what_recovery_says(), HasSubstr("the record there is not whole, and the copy of the "
                                              "head that may have named it cannot be read"));
}

TEST_F(OpeningTest, Damage_that_a_compaction_meets_is_told_once_and_stops_nothing) {
  const auto database = Database::open(path(), Database::Mode::read_write);
  ASSERT_TRUE(database) << database.error();
  FileListener listener(**database);
  std::vector<std::string> told;
  listener.on_damage([&told](const std::string& what) { told.push_back(what); });
  for (int time = 0; time < 2; ++time) {
    auto status = rocksdb::Status::Corruption("block checksum mismatch");
    listener.OnBackgroundError(rocksdb::BackgroundErrorReason::kCompaction, &status);
    EXPECT_TRUE(status.ok());
  }
  ASSERT_EQ(told.size(), 1u);
  EXPECT_THAT(told.front(), HasSubstr("found damage while compacting"));
  auto full = rocksdb::Status::NoSpace();
  listener.OnBackgroundError(rocksdb::BackgroundErrorReason::kCompaction, &full);
  EXPECT_FALSE(full.ok());
}

}  // namespace
}  // namespace airperk::store::embedded
