#include "store/embedded/loss.h"

#include <filesystem>
#include <fstream>
#include <iomanip>

#include "store/embedded/embedded_test.h"

namespace airperk::store::embedded {
namespace {

using ::testing::HasSubstr;

using LossTest = EmbeddedStoreTest;

TEST_F(LossTest, A_log_and_a_head_of_before_are_refused) {
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

TEST_F(LossTest, A_secret_without_a_database_is_no_new_store) {
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

TEST_F(LossTest, A_journal_that_ends_before_its_head_is_refused_and_can_be_gone_on_with) {
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
  EXPECT_THAT(refused.error(), HasSubstr("are older than the head"));
  EXPECT_THAT(refused.error(), HasSubstr("airperk repair --accept-loss"));
  {
    const auto opened = EmbeddedStore::open(path(), {}, Database::Mode::accept_loss);
    ASSERT_TRUE(opened) << opened.error();
    ASSERT_TRUE((*opened)->loss());
    const auto recovered = (*opened)->recover(world.programmes, [](auto&) {});
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

TEST_F(LossTest, A_repair_that_was_cut_off_is_still_to_be_told) {
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

TEST_F(LossTest, A_loss_is_none_once_the_files_are_back) {
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

TEST_F(LossTest, Another_stores_head_is_named) {
  const auto a = somebody();
  tops_up(a, 5);
  closes();
  TemporaryDisk other;
  other.open()->close();
  std::filesystem::copy(other.path + "/store/head", path() + "/head",
                        std::filesystem::copy_options::overwrite_existing);
  EXPECT_THAT(what_recovery_says(), HasSubstr("head: belongs to another store"));
}

TEST_F(LossTest, A_head_that_is_missing_is_named) {
  somebody();
  closes();
  std::filesystem::remove(path() + "/head");
  EXPECT_THAT(what_recovery_says(), HasSubstr("head: is missing"));
}

}  // namespace
}  // namespace airperk::store::embedded
