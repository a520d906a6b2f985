#include "jobs/charge_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "core/subscriber/subscriber_test_environment.h"
#include "store/memory/memory_store.h"

namespace airperk::jobs {
namespace {

using namespace subscriber;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> lines_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// A journal that is written by hand, and an export of it that comes and goes.
class ChargeExportTest : public ::testing::Test {
 protected:
  ChargeExportTest() {
    auto pattern = (std::filesystem::temp_directory_path() / "airperk-export-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    settings.directory = directory().string();
  }
  ~ChargeExportTest() override { std::filesystem::remove_all(root_); }

  std::filesystem::path directory() const { return root_ / "exports"; }
  std::filesystem::path file(int number) const {
    return directory() / fmt::format("charges-{:08}.csv", number);
  }

  void commit(std::vector<Events> batches) {
    store::Group group{.number = disk_->groups.size() + 1, .at = world.now};
    for (auto& events : batches) {
      group.batches.push_back({{7}, ++version_, {}, 1, std::move(events)});
    }
    store_.commit(std::move(group), [] {});
  }
  void charges(std::int64_t tenge) { commit({{{world.now, sms(tenge)}}}); }
  static Charged sms(std::int64_t tenge) {
    Charged charged;
    charged.use.kind = programme::UsageKind::sms;
    charged.quantity = 1;
    charged.parts = {{.amount = Amount::units(tenge).in_nano()}};
    return charged;
  }

  /// As a process that begins; the one before was killed.
  void begin() { ASSERT_EQ(trouble(), ""); }
  std::string trouble() {
    export_.reset();
    auto opened = ChargeExport::open(
        store_, [this] { return house_; }, settings);
    if (!opened) return opened.error();
    export_ = std::move(*opened);
    return "";
  }
  void follow(Duration since = {}) {
    for (;;) {
      const auto more = export_->follow(Instant() + since);
      ASSERT_TRUE(more) << more.error();
      if (!*more) return;
    }
  }
  void finish() { ASSERT_TRUE(export_->finish()); }
  void collapse() { export_.reset(); }

  /// How many finished files there are; their numbers have no gap.
  int files() const {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory())) {
      count += entry.path().extension() == ".csv";
    }
    for (int i = 1; i <= count; ++i) EXPECT_TRUE(std::filesystem::exists(file(i))) << i;
    return count;
  }
  /// Of all finished files.
  std::vector<std::string> rows() const {
    std::vector<std::string> all;
    for (int i = 1; i <= files(); ++i) {
      const auto lines = lines_of(file(i));
      EXPECT_EQ(lines.front(), charge_columns);
      EXPECT_GT(lines.size(), 1u);
      all.insert(all.end(), lines.begin() + 1, lines.end());
    }
    return all;
  }

  World world;
  ExportSettings settings;
  std::filesystem::path root_;
  std::shared_ptr<store::MemoryDisk> disk_ = std::make_shared<store::MemoryDisk>();
  store::MemoryStore store_{disk_};
  std::uint32_t version_ = 0;
  std::shared_ptr<const engine::House> house_ =
      std::make_shared<engine::House>(engine::House{world.programmes, world.terms});
  std::unique_ptr<ChargeExport> export_;
};

TEST_F(ChargeExportTest, A_row_says_who_paid_for_what_and_with_which_balances) {
  Charged charged;
  charged.use = {programme::UsageKind::data, programme::Destination::on_net, false};
  charged.quantity = 3'000'000;
  charged.parts = {
      {4, BalanceKind::allowance, Unit::bytes, 1'000'000, "Night, \"big\"; one"},
      {3, BalanceKind::smart, Unit::units, Amount::units(12).in_nano(), ""},
      {main_balance, BalanceKind::allowance, Unit::units, 0, "Unlimited Internet"},
      {.amount = amount("0.5").in_nano()},
  };
  charged.unpaid = amount("0.25");
  charged.disputed = 9;
  commit({{{world.now, DialogueMoved{}}, {world.now, charged}}});
  begin();
  follow();
  finish();
  EXPECT_THAT(
      rows(),
      ElementsAre("1,1.0.1,2016-03-05T10:00:00+06:00,7,charge,1.1,1.1,data,on-net,no,3000000,bytes,"
                  "\"1000000 bytes Night, \"\"big\"\"  one #4; 12 units SMART bonus #3; "
                  "free Unlimited Internet; 0.5 tenge main\",12,0.5,0.25,9"));
}

TEST_F(ChargeExportTest, What_comes_back_is_negative_and_names_its_charge) {
  Refunded refunded;
  refunded.charge = {1, 0};
  refunded.parts = {{{3, BalanceKind::smart, Unit::units, Amount::units(2).in_nano(), ""}, {}, {}},
                    {{.amount = Amount::units(5).in_nano()}, {}, {}}};
  commit({{{world.now, refunded}},
          {{world.now, Adjusted{Amount::units(4), "", "", ""}}},
          {{world.now, Adjusted{Amount::units(-4), "", "", ""}}}});
  begin();
  follow();
  finish();
  EXPECT_THAT(
      rows(),
      ElementsAre("1,1.0.0,2016-03-05T10:00:00+06:00,7,refund,1.0,1.0,,,,,,"
                  "-2 units SMART bonus #3; -5 tenge main,-2,-5,0,0",
                  "2,1.1.0,2016-03-05T10:00:00+06:00,7,adjustment,2.0,,,,,,,-4 tenge main,0,-4,0,0",
                  "3,1.2.0,2016-03-05T10:00:00+06:00,7,adjustment,3.0,,,,,,,4 tenge main,0,4,0,0"));
}

TEST_F(ChargeExportTest, A_file_ends_after_so_many_rows_amid_a_batch_too) {
  settings.rotate_rows = 2;
  commit({{{world.now, sms(1)}, {world.now, sms(2)}, {world.now, sms(3)}}});
  charges(4);
  charges(5);
  begin();
  follow();
  EXPECT_EQ(files(), 2);
  EXPECT_EQ(rows().size(), 4u);
  begin();  // the fifth row was in no finished file
  follow();
  EXPECT_EQ(files(), 2);
  charges(6);
  follow();
  ASSERT_EQ(files(), 3);
  EXPECT_THAT(lines_of(file(2))[1], HasSubstr("3,1.0.2,"));
  EXPECT_THAT(lines_of(file(3))[1], HasSubstr("5,3.0.0,"));
}

TEST_F(ChargeExportTest, A_file_ends_after_so_long_and_none_is_empty) {
  settings.rotate_every = Duration::minutes(5);
  begin();
  follow(Duration::hours(1));
  charges(1);
  follow(Duration::hours(2));
  follow(Duration::hours(2) + Duration::seconds(299));
  EXPECT_EQ(files(), 0);
  follow(Duration::hours(2) + Duration::seconds(300));
  EXPECT_EQ(files(), 1);
  follow(Duration::hours(3));
  finish();
  EXPECT_EQ(files(), 1);
}

TEST_F(ChargeExportTest, A_whole_file_killed_before_it_had_its_name_gets_it) {
  charges(1);
  begin();
  follow();
  finish();
  std::filesystem::rename(file(1), file(1).string() + ".part");
  charges(2);
  begin();
  EXPECT_EQ(rows().size(), 1u);
  follow();
  finish();
  EXPECT_EQ(files(), 2);
  EXPECT_EQ(rows().size(), 2u);
}

TEST_F(ChargeExportTest, Finished_files_may_be_taken_away) {
  charges(1);
  begin();
  follow();
  finish();
  std::filesystem::remove(file(1));
  charges(2);
  begin();
  follow();
  finish();
  EXPECT_FALSE(std::filesystem::exists(file(1)));
  EXPECT_THAT(lines_of(file(2))[1], HasSubstr("2,2.0.0,"));
}

TEST_F(ChargeExportTest, Where_the_mark_is_lost_the_newest_file_says_where_to_go_on) {
  settings.rotate_rows = 1;
  for (int i = 1; i <= 11; ++i) charges(i);
  begin();
  follow();
  std::filesystem::remove(directory() / ".charges.last");
  charges(12);
  begin();
  follow();
  EXPECT_EQ(files(), 12);
  EXPECT_THAT(rows().back(), HasSubstr("12,12.0.0,"));
}

TEST_F(ChargeExportTest, Files_of_another_journal_are_not_gone_on_with) {
  charges(1);
  begin();
  follow();
  finish();
  collapse();
  auto& at = disk_->groups.back().batches.front().events.front().at;
  at = at + Duration::seconds(1);
  EXPECT_THAT(trouble(), HasSubstr("not in this store's journal; name a new directory"));
  disk_->groups.clear();
  EXPECT_THAT(trouble(), HasSubstr("not in this store's journal; name a new directory"));
}

TEST_F(ChargeExportTest, A_damaged_mark_and_a_second_process_are_refused) {
  begin();
  const auto second = ChargeExport::open(
      store_, [this] { return house_; }, settings);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error(), HasSubstr("another process exports there"));
  collapse();
  std::ofstream(directory() / ".charges.last") << "1\n";
  EXPECT_THAT(trouble(), HasSubstr(".charges.last: is damaged; "));
}

TEST_F(ChargeExportTest, It_waits_until_the_house_knows_the_programme) {
  const auto known = house_;
  house_ = std::make_shared<engine::House>();
  charges(1);
  begin();
  follow();
  finish();
  EXPECT_EQ(files(), 0);
  house_ = known;
  follow();
  finish();
  EXPECT_EQ(rows().size(), 1u);
}

/// Killed anywhere, as often as one likes: the files together are what one undisturbed run writes.
TEST_F(ChargeExportTest, However_often_it_is_killed_no_row_is_missing_and_none_is_there_twice) {
  std::mt19937 dice(20160305);
  std::vector<std::string> expected;
  for (int history = 0; history < 6; ++history) {
    collapse();
    std::filesystem::remove_all(directory());
    disk_->groups.clear();
    settings.rotate_rows = static_cast<int>(2 + dice() % 8);
    begin();
    for (int step = 0; step < 30; ++step) {
      switch (dice() % 5) {
        case 0:
          begin();
          break;
        case 1: {  // killed between the mark and the name
          const int count = files();
          collapse();
          if (count > 0) std::filesystem::rename(file(count), file(count).string() + ".part");
          begin();
          break;
        }
        case 2:
          follow();
          break;
        default: {
          std::vector<Events> batches(dice() % 4);
          for (auto& events : batches) {
            for (auto i = dice() % 4; i > 0; --i) {
              if (dice() % 3 == 0) {
                events.push_back({world.now, ToppedUp{Amount::units(1)}});
              } else {
                events.push_back({world.now, sms(static_cast<std::int64_t>(dice() % 100))});
              }
            }
          }
          commit(std::move(batches));
        }
      }
    }
    begin();
    follow();
    finish();
    expected.clear();
    for (const auto& group : disk_->groups) {
      for (std::size_t b = 0; b < group.batches.size(); ++b) {
        for (std::size_t e = 0; e < group.batches[b].events.size(); ++e) {
          const auto row =
              charge_row(expected.size() + 1, {group.number, b, e}, group.batches[b], *house_);
          if (row) expected.push_back(*row);
        }
      }
    }
    ASSERT_EQ(rows(), expected) << "history " << history;
  }
}

}  // namespace
}  // namespace airperk::jobs
