#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "store/embedded/embedded_test.h"

namespace airperk::store::embedded {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ManifestTest : public EmbeddedStoreTest {
 protected:
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
};

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
TEST_F(ManifestTest, A_manifest_whose_last_entry_is_torn_has_lost_nothing) {
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
    const auto recovered = (*opened)->recover(world.programmes, [](auto&) {});
    ASSERT_TRUE(recovered) << recovered.error();
    EXPECT_EQ(recovered->last_group, 2u);
    EXPECT_THAT(recovered->notes, ElementsAre(HasSubstr("torn")));
    (*opened)->close();
  }
}

TEST_F(ManifestTest, A_manifest_that_is_damaged_further_in_is_refused_and_left_as_it_was) {
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
      const auto recovered = (*opened)->recover(world.programmes, [](auto&) {});
      ASSERT_TRUE(recovered) << recovered.error();
      EXPECT_EQ(recovered->last_group, 3u);
      return;
    }
    EXPECT_EQ(read_file(manifest()), damaged) << "entry " << i;
  }
}

/// A MANIFEST that ends between two of its entries is whole to RocksDB: an older database.
TEST_F(ManifestTest, A_manifest_that_ends_early_is_never_an_emptier_store_and_can_be_put_back) {
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
      const auto recovered = (*opened)->recover(world.programmes, [](auto&) {});
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

}  // namespace
}  // namespace airperk::store::embedded
