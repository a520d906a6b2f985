#include "jobs/shipping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <map>

namespace airperk::jobs {
namespace {

namespace backup = store::backup;
namespace fs = std::filesystem;
using backup::range_name;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A store that has groups, and ships them.
class ShippingTest : public ::testing::Test {
 protected:
  ShippingTest() {
    auto pattern = (fs::temp_directory_path() / "airperk-shipping-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    room = pattern;
    settings.directory = room + "/shipped";
    settings.every = Duration::seconds(60);
    source.store = std::string(16, 's');
    source.rows = [this](std::uint64_t after,
                         std::size_t) -> Result<std::vector<backup::JournalRow>> {
      std::vector<backup::JournalRow> rows;
      for (auto group = journal.upper_bound(after); group != journal.end(); ++group) {
        rows.push_back({group->first, Instant::seconds(1), group->second, {}});
      }
      return rows;
    };
    source.hash_of_row = [this](std::uint64_t group) -> std::optional<backup::Hash> {
      if (group == 0) return backup::Hash{};
      const auto found = journal.find(group);
      if (found == journal.end()) return {};
      return backup::hash_of(found->second);
    };
    source.through = [this] { return noted; };
    source.shipped = [this](std::uint64_t through) { noted = through; };
  }
  ~ShippingTest() override { fs::remove_all(room); }

  void commits(std::uint64_t through) {
    for (auto group = journal.empty() ? 1 : journal.rbegin()->first + 1; group <= through;
         ++group) {
      journal[group] = "group " + std::to_string(group);
    }
  }
  void opens() {
    shipping.reset();
    auto opened = Shipping::open(source, settings);
    ASSERT_TRUE(opened) << opened.error();
    shipping = std::move(*opened);
  }
  void ships() {
    ASSERT_TRUE(shipping->follow(now));
    ASSERT_TRUE(shipping->finish());
  }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(settings.directory)) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  /// Everything from the beginning can be followed.
  std::uint64_t followed() const {
    std::uint64_t last = 0;
    const auto done = backup::follow(settings.directory, {source.store, 0, {}}, Instant::never(),
                                     [&](const backup::JournalRow& row) -> Result<void> {
                                       EXPECT_EQ(row.row, journal.at(row.number));
                                       last = row.number;
                                       return {};
                                     });
    EXPECT_TRUE(done) << done.error();
    return last;
  }

  std::string room;
  ShipSettings settings;
  Shippable source;
  std::map<std::uint64_t, std::string> journal;
  std::uint64_t noted = 0;
  Instant now = Instant::seconds(1'000);
  std::unique_ptr<Shipping> shipping;
};

TEST_F(ShippingTest, A_range_is_closed_when_its_time_has_come) {
  opens();
  EXPECT_EQ(shipping->began_at(), 1u);
  commits(3);
  EXPECT_TRUE(*shipping->follow(now));
  now = now + Duration::seconds(59);
  commits(5);
  EXPECT_TRUE(*shipping->follow(now));
  EXPECT_THAT(files(), ElementsAre());
  now = now + Duration::seconds(1);
  EXPECT_FALSE(*shipping->follow(now));
  EXPECT_THAT(files(), ElementsAre(range_name(1, 5)));
  EXPECT_EQ(noted, 5u);
}

TEST_F(ShippingTest, A_range_is_closed_when_it_is_large) {
  settings.octets = 20;
  opens();
  commits(2);
  EXPECT_TRUE(*shipping->follow(now));
  EXPECT_THAT(files(), ElementsAre());
  commits(3);
  EXPECT_TRUE(*shipping->follow(now));
  EXPECT_THAT(files(), ElementsAre(range_name(1, 3)));
}

TEST_F(ShippingTest, After_a_restart_it_goes_on_where_it_was) {
  opens(), commits(3), ships();
  opens(), commits(5);
  EXPECT_EQ(shipping->began_at(), 0u);
  ships();
  EXPECT_THAT(files(), ElementsAre(range_name(1, 3), range_name(4, 5)));
  EXPECT_EQ(followed(), 5u);
}

TEST_F(ShippingTest, Killed_before_the_store_noted_it_a_range_stands_as_it_is) {
  opens(), commits(3), ships();
  commits(5), ships();
  noted = 0;
  opens(), commits(6), ships();
  EXPECT_THAT(files(), ElementsAre(range_name(1, 3), range_name(4, 5), range_name(6, 6)));
  EXPECT_EQ(followed(), 6u);
}

TEST_F(ShippingTest, A_directory_that_was_emptied_is_gone_on_in) {
  opens(), commits(3), ships();
  fs::create_directory(room + "/elsewhere");
  fs::rename(settings.directory + "/" + range_name(1, 3), room + "/elsewhere/" + range_name(1, 3));
  opens(), commits(5), ships();
  EXPECT_THAT(files(), ElementsAre(range_name(4, 5)));
  fs::rename(room + "/elsewhere/" + range_name(1, 3), settings.directory + "/" + range_name(1, 3));
  EXPECT_EQ(followed(), 5u) << "put together again they are one journal";
}

TEST_F(ShippingTest, Ranges_of_another_past_are_not_gone_on_with) {
  opens(), commits(5), ships();
  shipping.reset();
  journal.erase(4), journal.erase(5);
  noted = 3;
  const auto behind = Shipping::open(source, settings);
  ASSERT_FALSE(behind);
  EXPECT_THAT(behind.error(), HasSubstr("tells of another past of this store"));
  journal[4] = "another group 4";
  journal[5] = "another group 5";
  EXPECT_FALSE(Shipping::open(source, settings));
}

TEST_F(ShippingTest, Another_stores_ranges_are_not_gone_on_with) {
  opens(), commits(5), ships();
  shipping.reset();
  source.store = std::string(16, 't');
  const auto other = Shipping::open(source, settings);
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error(), HasSubstr("tells of another store"));
}

TEST_F(ShippingTest, A_directory_that_went_away_is_an_error_and_then_made_again) {
  opens(), commits(3);
  fs::remove_all(settings.directory);
  ASSERT_TRUE(shipping->follow(now));
  const auto closed = shipping->finish();
  ASSERT_FALSE(closed);
  EXPECT_THAT(closed.error(), HasSubstr("shipping: " + settings.directory));
  opens(), ships();
  EXPECT_THAT(files(), ElementsAre(range_name(1, 3)));
}

TEST_F(ShippingTest, Two_processes_do_not_ship_to_one_directory) {
  opens();
  const auto second = Shipping::open(source, settings);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("another process ships there"));
}

}  // namespace
}  // namespace airperk::jobs
