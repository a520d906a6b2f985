#include "store/embedded/scrub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace airperk::store::embedded {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ScrubTest : public ::testing::Test {
 protected:
  ScrubTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "airperk-scrub-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    path_ = pattern;
    opens();
    rocksdb::WriteBatch rows;
    for (std::uint64_t n = 1; n <= 1'000; ++n) {
      rows.Put(database_->family(Family::replies), big_endian_8(n), std::string(100, 'x'));
      rows.Put(database_->family(Family::answers), big_endian_8(n), std::string(100, 'y'));
    }
    database_->put_again(rows);
  }
  ~ScrubTest() override {
    database_.reset();
    std::filesystem::remove_all(path_);
  }
  void opens() {
    database_.reset();
    auto opened = Database::open(path_, Database::Mode::read_write);
    ASSERT_TRUE(opened) << opened.error();
    database_ = std::move(*opened);
  }
  std::vector<std::string> reads_everything(Instant now) {
    Scrub scrub(*database_);
    std::vector<std::string> damage;
    for (auto step = scrub.step(now); step.read_something; step = scrub.step(now)) {
      damage.insert(damage.end(), step.damage.begin(), step.damage.end());
    }
    return damage;
  }
  std::string file_of(const std::string& family) {
    std::vector<rocksdb::LiveFileMetaData> files;
    database_->db().GetLiveFilesMetaData(&files);
    for (const auto& file : files) {
      if (file.column_family_name == family) return file.db_path + file.name;
    }
    return {};
  }

  std::string path_;
  std::unique_ptr<Database> database_;
  const Instant now = Instant::seconds(1'457'150'400);
};

TEST_F(ScrubTest, A_sound_store_is_read_once_a_month_in_silence) {
  EXPECT_THAT(reads_everything(now), IsEmpty());
  Scrub scrub(*database_);
  EXPECT_FALSE(scrub.step(now + Duration::days(29)).read_something);
  EXPECT_TRUE(scrub.step(now + Duration::days(30)).read_something);
}

TEST_F(ScrubTest, Each_file_with_a_turned_octet_is_named_with_what_it_holds) {
  for (const auto* family : {"replies", "answers"}) {
    std::fstream file(file_of(family), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(40'000);
    file.put('z');
  }
  EXPECT_THAT(reads_everything(now),
              ElementsAre(AllOf(HasSubstr(file_of("replies")), HasSubstr("(replies)"),
                                HasSubstr("checksum")),
                          AllOf(HasSubstr(file_of("answers")), HasSubstr("(answers)"))));
}

TEST_F(ScrubTest, A_file_that_is_shorter_or_gone_is_named) {
  std::filesystem::resize_file(file_of("replies"), 1'000);
  std::filesystem::remove(file_of("answers"));
  EXPECT_THAT(reads_everything(now),
              ElementsAre(HasSubstr("has 1000 octets and should have"), HasSubstr("No such file")));
}

TEST_F(ScrubTest, A_restart_goes_on_where_it_was) {
  Scrub(*database_).step(now);
  Scrub(*database_).step(now);
  database_->flush();
  opens();
  const auto steps = [&](Instant at) {
    std::size_t count = 0;
    while (Scrub(*database_).step(at).read_something) ++count;
    return count;
  };
  const auto rest = steps(now);
  EXPECT_GT(rest, 0u);
  EXPECT_LT(rest, steps(now + Duration::days(31)));
}

}  // namespace
}  // namespace airperk::store::embedded
