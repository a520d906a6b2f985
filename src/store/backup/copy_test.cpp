#include "store/backup/copy.h"

#include <gmock/gmock.h>

#include "store/backup/test_directory.h"

namespace airperk::store::backup {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class CopyTest : public ::testing::Test {
 protected:
  std::string target() const { return room / "monday"; }
  /// As a backup is made, with these files.
  void makes(const std::string& where) {
    auto part = Part::begin(where, {});
    ASSERT_TRUE(part) << part.error();
    Manifest manifest;
    manifest.made_by = "1";
    manifest.store.assign(16, 's');
    for (const auto& [name, octets] : files) {
      ASSERT_TRUE(write(*part / name, octets));
      manifest.files.push_back({name, {octets.size(), hash_of(octets)}});
    }
    const auto mark = text_of_mark(whole_backup);
    manifest.files.push_back({std::string(mark_name), {mark.size(), hash_of(mark)}});
    ASSERT_TRUE(write(*part / manifest_name, encode(manifest)));
    ASSERT_TRUE(part->finish(mark));
  }
  std::string what_a_check_says() const {
    const GiveUp never = false;
    const auto checked = check(target(), never);
    return checked ? "whole" : checked.error();
  }
  static std::string what_opening_says(const std::string& store) {
    const auto opened = may_be_opened(store);
    if (!opened) return opened.error();
    return *opened == Opened::backup ? "a backup" : "a store";
  }

  TestDirectory room;
  std::vector<std::pair<std::string, std::string>> files = {
      {"000001.sst", "rows of the journal"}, {"CURRENT", "MANIFEST-1\n"}, {"secret", "32 octets"}};
};

TEST_F(CopyTest, What_is_finished_is_whole_and_has_its_name_alone) {
  makes(target());
  EXPECT_EQ(what_a_check_says(), "whole");
  EXPECT_FALSE(fs::exists(target() + ".part"));
}

TEST_F(CopyTest, Every_flipped_octet_of_every_file_is_found) {
  makes(target());
  for (const auto& entry : fs::directory_iterator(target())) {
    for (std::size_t at = 0; at < entry.file_size(); ++at) {
      flip(entry.path(), at);
      EXPECT_NE(what_a_check_says(), "whole") << entry.path() << " at " << at;
      EXPECT_THAT(what_opening_says(target()), HasSubstr(target())) << entry.path() << " at " << at;
      flip(entry.path(), at);
    }
  }
  EXPECT_EQ(what_a_check_says(), "whole");
}

TEST_F(CopyTest, A_file_that_is_missing_cut_or_added_is_named) {
  makes(target());
  fs::rename(target() + "/secret", room / "secret");
  EXPECT_THAT(what_a_check_says(), HasSubstr("monday/secret: is missing"));
  fs::rename(room / "secret", target() + "/secret");
  fs::resize_file(target() + "/CURRENT", 3);
  EXPECT_THAT(what_a_check_says(), HasSubstr("monday/CURRENT: has 3 octets, and should have 11"));
  put_file(target() + "/CURRENT", "MANIFEST-1\n");
  put_file(target() + "/000007.sst", "");
  EXPECT_THAT(what_a_check_says(), HasSubstr("monday/000007.sst: is no file of this backup"));
  fs::remove(target() + "/000007.sst");
  fs::remove(target() + "/backup.manifest");
  EXPECT_THAT(what_a_check_says(), HasSubstr("it is no backup, or one that was never finished"));
  EXPECT_THAT(what_opening_says(target()), HasSubstr("backup.manifest is missing"));
}

TEST_F(CopyTest, What_is_not_finished_leaves_nothing) {
  { const auto part = Part::begin(target(), {}); }
  EXPECT_TRUE(fs::is_empty(room.path));
}

TEST_F(CopyTest, What_a_killed_process_left_is_cleared_and_never_opened) {
  fs::create_directory(target() + ".part");
  put_file(target() + ".part/is-a-copy", text_of_mark(unfinished));
  put_file(target() + ".part/000009.sst", "half of i");
  EXPECT_THAT(what_opening_says(target() + ".part"), HasSubstr("was never finished"));
  makes(target());
  EXPECT_EQ(what_a_check_says(), "whole");
}

TEST_F(CopyTest, One_that_was_killed_before_its_mark_is_cleared_too) {
  fs::create_directory(target() + ".part");
  put_file(target() + ".part/is-a-copy.new", "unfi");
  makes(target());
  EXPECT_EQ(what_a_check_says(), "whole");
}

TEST_F(CopyTest, What_is_not_ours_stays) {
  fs::create_directory(target() + ".part");
  put_file(target() + ".part/letters.txt", "dear");
  const auto part = Part::begin(target(), {});
  ASSERT_FALSE(part);
  EXPECT_THAT(part.error(), HasSubstr("is no unfinished backup of airperk"));
  EXPECT_TRUE(fs::exists(target() + ".part/letters.txt"));
}

TEST_F(CopyTest, A_place_that_is_taken_or_wrong_is_refused_by_name) {
  fs::create_directories(room / "store/inner");
  fs::create_directory_symlink(room / "store", room / "link");
  fs::create_symlink(room / "nowhere", room / "dangling");
  put_file(room / "file", "");
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"store", "lies in"},
      {"store/inner", "lies in"},
      {"store/new", "lies in"},
      {"link/new", "lies in"},
      {"link", "there already"},
      {"dangling", "there already"},
      {"file", "there already"},
      {"no/such/parent", "mkdir -p"},
      {"file/below", "is no directory"},
      {"tuesday.part", "ends in .part"}};
  for (const auto& [name, says] : wrong) {
    const auto part = Part::begin(room / name, {room / "store"});
    ASSERT_FALSE(part) << name;
    EXPECT_THAT(part.error(), HasSubstr(says)) << name;
    EXPECT_FALSE(fs::exists(room / (name + ".part"))) << name;
  }
}

TEST_F(CopyTest, Two_at_once_do_not_clear_each_other) {
  const auto first = Part::begin(target(), {});
  ASSERT_TRUE(first);
  const auto second = Part::begin(target(), {});
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("another process is making it"));
  EXPECT_TRUE(fs::exists(target() + ".part/is-a-copy"));
}

TEST_F(CopyTest, A_name_that_is_taken_meanwhile_is_not_overwritten) {
  auto part = Part::begin(target(), {});
  ASSERT_TRUE(part);
  fs::create_directory(target());
  EXPECT_FALSE(part->finish(text_of_mark(whole_backup)));
  EXPECT_TRUE(fs::is_empty(target()));
}

TEST_F(CopyTest, A_backup_that_is_opened_is_a_store_from_then_on) {
  makes(target());
  EXPECT_EQ(what_opening_says(target()), "a backup");
  ASSERT_TRUE(open_in_place(target()));
  put_file(target() + "/000077.sst", "what it wrote since");
  EXPECT_EQ(what_opening_says(target()), "a store");
  EXPECT_THAT(what_a_check_says(), HasSubstr("it is no backup"));
}

TEST_F(CopyTest, Killed_while_it_becomes_a_store_it_is_one) {
  makes(target());
  put_file(target() + "/is-a-copy", text_of_mark(opened_in_place));
  put_file(target() + "/CURRENT", "MANIFEST-2\n");
  EXPECT_EQ(what_opening_says(target()), "a store");
}

TEST_F(CopyTest, What_is_given_up_leaves_nothing) {
  const GiveUp now = true;
  put_file(room / "file", "octets");
  auto part = Part::begin(target(), {});
  const auto copied = copy(room / "file", *part / "file", {}, now);
  ASSERT_FALSE(copied);
  EXPECT_THAT(copied.error(), HasSubstr("the server stops"));
}

}  // namespace
}  // namespace airperk::store::backup
